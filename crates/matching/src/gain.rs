//! What a person's matches would gain if they named skills of their own role: the same scores as in
//! the lists, of the same person with those skills.

use std::cmp::Reverse;

use domain::ids::OpportunityId;

use crate::engine::Engine;
use crate::openings_for::{Scored, ScoredOpenings};
use crate::output::{FitGain, ProfileGain, SkillToName};
use crate::person::PersonRecord;
use crate::units::PPM;

/// A skill that the role asks for: its handle, the level, how many openings ask for it.
type Candidate = (u32, u8, u32);

impl Engine {
    /// What it would bring if the person named the most asked-for of the skills that their role
    /// requires, at most `most`, at the role's level. Only openings that `accept` accepts and that
    /// would be in the person's list count. `None` when nothing would be gained, when the scores
    /// are old, and for a person without a role.
    ///
    /// Certificates are never among the skills: one has them or not.
    #[must_use]
    pub fn profile_gain(
        &self,
        scored: &ScoredOpenings,
        most: usize,
        accept: &dyn Fn(OpportunityId) -> bool,
    ) -> Option<ProfileGain> {
        if scored.revision() != self.revision {
            return None;
        }
        let person = &*self.people.find(scored.person)?;
        let candidates = self.most_asked_for(person, most, accept);
        if candidates.is_empty() {
            return None;
        }
        let mut raised = person.clone();
        for (skill, level, _) in &candidates {
            let level = u16::from(*level) * 1_000;
            raised = raised.with_level(*skill, level, &self.catalogue, &self.weights);
        }
        let (rising, best) = self.growth(&scored.scores, &self.score_all(&raised), accept);
        let skills = candidates
            .into_iter()
            .filter_map(|(skill, level, openings)| {
                Some(SkillToName {
                    skill: self.skill_id(skill)?,
                    level,
                    openings,
                })
            });
        Some(ProfileGain {
            skills: skills.collect(),
            rising,
            best: best?,
        })
    }

    fn most_asked_for(
        &self,
        person: &PersonRecord,
        most: usize,
        accept: &dyn Fn(OpportunityId) -> bool,
    ) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = self
            .missing_of_own_role(person)
            .filter(|(skill, _)| !self.catalogue.is_certificate(*skill))
            .map(|(skill, level)| (skill, level, 0))
            .collect();
        if candidates.is_empty() {
            return candidates;
        }
        for (_, opening) in self.openings.iter().filter(|(_, one)| accept(one.id)) {
            for (skill, _, openings) in &mut candidates {
                *openings += u32::from(opening.asks.iter().any(|ask| ask.skill == *skill));
            }
        }
        candidates.retain(|(_, _, openings)| *openings > 0);
        candidates.sort_by_key(|(skill, _, openings)| (Reverse(*openings), self.skill_id(*skill)));
        candidates.truncate(most);
        candidates
    }

    /// How many openings rise to a better band, and the one whose fit grows most; of equals the
    /// one with the smaller id.
    fn growth(
        &self,
        before: &[Scored],
        after: &[Scored],
        accept: &dyn Fn(OpportunityId) -> bool,
    ) -> (u32, Option<FitGain>) {
        let mut rising = 0;
        let mut best: Option<(u32, FitGain)> = None;
        let pairs = before.iter().zip(after);
        for (before, after) in pairs.filter(|(_, after)| after.is_listed()) {
            let gain = points(after).saturating_sub(points(before));
            let rises = after.band > before.band;
            let opening = self.openings.get(after.handle);
            let opening = opening.filter(|one| (gain > 0 || rises) && accept(one.id));
            let (Some(opening), Some(fit_after_ppm)) = (opening, after.fit_ppm) else {
                continue;
            };
            rising += u32::from(rises);
            let better = best.as_ref().is_none_or(|(most, one)| {
                (gain, Reverse(opening.id)) > (*most, Reverse(one.opportunity))
            });
            if better {
                let fit = FitGain {
                    opportunity: opening.id,
                    fit_before_ppm: before.fit_ppm,
                    fit_after_ppm,
                };
                best = Some((gain, fit));
            }
        }
        (rising, best.map(|(_, fit)| fit))
    }
}

/// As people read a fit: what they would not see is no gain.
fn points(score: &Scored) -> u32 {
    (score.fit_ppm.unwrap_or(0) + PPM / 200) / (PPM / 100)
}
