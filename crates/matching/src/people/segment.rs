//! Up to 65,536 people who do not change: what is known of each, in arrays by place, and the lists
//! of places by skill, unit and location. People of one role are next to each other, in order of
//! id.

use std::ops::Range;
use std::sync::Arc;

use domain::ids::EmployeeId;
use domain::terms::EmployeeStatus;

use super::Bits;
use crate::catalogue::CompiledCatalogue;
use crate::intern::Rows;
use crate::person::{Owned, PersonRecord, PersonView, Private, arrange};
use crate::sieve::is_available;
use crate::units::{handle, index};
use crate::weights::Weights;

/// Somebody has a skill: the place, the level rounded up to 250ths of the whole, the evidence
/// rounded up to 125ths, and whether it is one of the person's strongest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Posting {
    pub(crate) place: u16,
    pub(crate) level: u8,
    /// Twice the evidence, and one for a strong skill.
    proof: u8,
}

impl Posting {
    /// Thousandths of a level in one step of a posting's level.
    pub(crate) const LEVEL_STEP: u16 = 20;
    /// Ten-thousandths in one step of a posting's evidence.
    pub(crate) const EVIDENCE_STEP: u16 = 80;

    fn new(place: u16, owned: Owned, strong: bool) -> Self {
        let steps = |value: u16, step| u8::try_from(value.div_ceil(step)).unwrap_or(u8::MAX);
        Self {
            place,
            level: steps(owned.level_milli(), Self::LEVEL_STEP),
            proof: steps(owned.evidence(), Self::EVIDENCE_STEP) << 1 | u8::from(strong),
        }
    }

    #[inline]
    pub(crate) const fn evidence(self) -> u8 {
        self.proof >> 1
    }

    #[inline]
    pub(crate) const fn is_strong(self) -> bool {
        self.proof & 1 == 1
    }
}

/// People of one role.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) profile: u32,
    start: u32,
    end: u32,
    /// Whether somebody among them has no strength.
    pub(crate) any_unknown: bool,
    /// The least of the others.
    pub(crate) weakest: StrengthClass,
}

impl Run {
    pub(crate) fn range(&self) -> Range<usize> {
        index(self.start)..index(self.end)
    }
}

/// Strengths that differ by less than an eighth. 0 is the class of no strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StrengthClass(u8);

impl StrengthClass {
    /// From 2^39 on all are of the last class, up to 2^20 of the first.
    pub(crate) const COUNT: usize = 160;
    const SHIFT: u32 = 20;
    const LAST: u8 = 159;

    fn of(strength: u64) -> Self {
        let scaled = strength >> Self::SHIFT;
        let class = match scaled.checked_ilog2() {
            None => u64::from(strength > 0),
            Some(octave) => {
                let eighth = (scaled << 3 >> octave) & 7;
                (u64::from(octave) * 8 + eighth + 2).min(Self::LAST.into())
            }
        };
        Self(u8::try_from(class).unwrap_or(Self::LAST))
    }

    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The least strength of a class.
    pub(crate) fn least(class: usize) -> u64 {
        match class.checked_sub(2) {
            None => u64::from(class > 0),
            Some(step) => {
                let (octave, eighth) = (step / 8, step % 8);
                let eighths = u64::try_from(8 + eighth).unwrap_or(8);
                (eighths << octave).div_ceil(8) << Self::SHIFT
            }
        }
    }
}

/// What is known of a person besides skills, in one line of the processor's cache.
#[derive(Clone, Copy, Debug)]
struct Facts {
    id: EmployeeId,
    strength: u64,
    unit: u32,
    location: u32,
    profile: u32,
    /// Where their skills end in the segment's.
    skills_end: u32,
    status: EmployeeStatus,
    open_to_moves: bool,
    strongest: u8,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Segment {
    facts: Vec<Facts>,
    /// Places in order of id.
    by_id: Vec<u16>,
    pub(crate) runs: Vec<Run>,
    pub(crate) strengths: Vec<StrengthClass>,
    /// The strengths once more, close together.
    exact_strengths: Vec<u64>,
    skills: Vec<Owned>,
    /// In order of place; few have any.
    private: Vec<(u16, Arc<Private>)>,
    pub(crate) by_skill: Rows<Posting>,
    /// By place.
    pub(crate) units: Vec<u32>,
    pub(crate) by_unit: Rows<u16>,
    pub(crate) by_location: Rows<u16>,
    pub(crate) open_to_moves: Bits,
    /// Who is neither leaving nor has left.
    pub(crate) available: Bits,
    /// Who has not left.
    pub(crate) present: Bits,
}

impl Segment {
    pub(super) fn with_capacity(people: usize, skills: usize) -> Self {
        Self {
            facts: Vec::with_capacity(people),
            skills: Vec::with_capacity(skills),
            ..Self::default()
        }
    }

    /// In order of role, then id.
    pub(super) fn push(&mut self, person: &PersonView<'_>, private: Option<Arc<Private>>) {
        let place = u16::try_from(self.facts.len()).unwrap_or(u16::MAX);
        self.skills.extend_from_slice(person.skills);
        self.facts.push(Facts {
            id: person.id,
            strength: person.strength,
            unit: person.unit,
            location: person.location,
            profile: person.profile,
            skills_end: handle(self.skills.len()),
            status: person.status,
            open_to_moves: person.open_to_moves,
            strongest: u8::try_from(person.strongest).unwrap_or(u8::MAX),
        });
        self.private.extend(private.map(|private| (place, private)));
    }

    /// Makes the lists from the arrays.
    pub(super) fn finish(mut self) -> Self {
        self.by_id = self.places().collect();
        let facts = &self.facts;
        let id = |place: &u16| facts.get(usize::from(*place)).map(|one| one.id);
        self.by_id.sort_unstable_by_key(id);
        self.runs.clear();
        for (at, one) in (0_u32..).zip(facts) {
            if self
                .runs
                .last()
                .is_none_or(|run| run.profile != one.profile)
            {
                self.runs.push(Run {
                    profile: one.profile,
                    start: at,
                    end: at,
                    any_unknown: false,
                    weakest: StrengthClass(StrengthClass::LAST),
                });
            }
            if let Some(run) = self.runs.last_mut() {
                run.end = at + 1;
                if one.strength == 0 {
                    run.any_unknown = true;
                } else {
                    run.weakest = run.weakest.min(StrengthClass::of(one.strength));
                }
            }
        }
        let strengths = facts.iter().map(|one| StrengthClass::of(one.strength));
        self.strengths = strengths.collect();
        self.exact_strengths = facts.iter().map(|one| one.strength).collect();
        self.units = facts.iter().map(|one| one.unit).collect();
        let all = || (0..=u16::MAX).zip(facts);
        self.by_unit = Rows::grouped(all().map(|(place, one)| (one.unit, place)));
        self.by_location = Rows::grouped(all().map(|(place, one)| (one.location, place)));
        let who = |is: fn(&Facts) -> bool| {
            let those = all().filter(|(_, one)| is(one));
            Bits::of(those.map(|(place, _)| place))
        };
        self.open_to_moves = who(|one| one.open_to_moves);
        self.available = who(|one| is_available(one.status));
        self.present = who(|one| one.status != EmployeeStatus::Left);
        self.by_skill = Rows::grouped(self.places().flat_map(|place| {
            let one = self.facts.get(usize::from(place));
            let strongest = one.map_or(0, |one| usize::from(one.strongest));
            let owned = self.owned(place).iter().enumerate();
            owned.map(move |(rank, owned)| {
                (owned.skill, Posting::new(place, *owned, rank < strongest))
            })
        }));
        self
    }

    /// The same people under another catalogue or other weights.
    pub(super) fn prepared(&self, catalogue: &CompiledCatalogue, weights: &Weights) -> Self {
        let mut fresh = self.clone();
        let mut rest = &mut *fresh.skills;
        let mut start = 0;
        for one in &mut fresh.facts {
            let count = index(one.skills_end - start).min(rest.len());
            let (own, others) = rest.split_at_mut(count);
            let (strongest, strength) = arrange(own, catalogue, weights);
            one.strength = strength;
            one.strongest = u8::try_from(strongest).unwrap_or(u8::MAX);
            (rest, start) = (others, one.skills_end);
        }
        fresh.finish()
    }

    pub(crate) fn len(&self) -> usize {
        self.facts.len()
    }

    /// How many have the skill.
    pub(crate) fn postings(&self, skill: u32) -> usize {
        self.by_skill.row(skill).len()
    }

    pub(crate) fn places(&self) -> impl Iterator<Item = u16> + Clone + use<> {
        // A full segment has one more place than the largest number of 16 bits.
        (0..=u16::MAX).take(self.len())
    }

    pub(crate) fn find(&self, id: EmployeeId) -> Option<u16> {
        let of = |place: &u16| self.facts.get(usize::from(*place)).map(|one| one.id);
        let found = self
            .by_id
            .binary_search_by(|place| of(place).cmp(&Some(id)));
        self.by_id.get(found.ok()?).copied()
    }

    fn owned(&self, place: u16) -> &[Owned] {
        let end = |at: usize| self.facts.get(at).map_or(0, |one| index(one.skills_end));
        let at = usize::from(place);
        let start = at.checked_sub(1).map_or(0, end);
        self.skills.get(start..end(at)).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn strength(&self, place: u16) -> u64 {
        let strength = self.exact_strengths.get(usize::from(place));
        strength.copied().unwrap_or(0)
    }

    #[inline]
    pub(crate) fn view(&self, place: u16) -> Option<PersonView<'_>> {
        let one = self.facts.get(usize::from(place))?;
        Some(PersonView {
            id: one.id,
            unit: one.unit,
            location: one.location,
            profile: one.profile,
            status: one.status,
            open_to_moves: one.open_to_moves,
            skills: self.owned(place),
            strength: one.strength,
            strongest: usize::from(one.strongest),
        })
    }

    /// Reads the person's facts; the number says nothing.
    pub(super) fn read_facts(&self, place: u16) -> u64 {
        let one = self.facts.get(usize::from(place));
        one.map_or(0, |one| u64::from(one.skills_end) ^ one.strength)
    }

    /// Reads each line of the person's skills; the number says nothing.
    pub(super) fn read_skills(&self, place: u16) -> u32 {
        /// Skills in one line of the processor's cache.
        const LINE: usize = 8;
        let lines = self.owned(place).iter().step_by(LINE);
        lines.fold(0, |all, owned| all ^ owned.skill)
    }

    pub(super) fn private(&self, place: u16) -> Option<Arc<Private>> {
        let at = self.private.binary_search_by_key(&place, |(at, _)| *at);
        let (_, private) = self.private.get(at.ok()?)?;
        Some(Arc::clone(private))
    }

    pub(crate) fn record(&self, place: u16) -> Option<PersonRecord> {
        Some(PersonRecord::of(&self.view(place)?, self.private(place)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_class_is_no_stronger_than_its_members(strength: u64, shift in 0_u32..64) {
            let strength = strength >> shift;
            let class = StrengthClass::of(strength).index();
            let least = StrengthClass::least(class);
            prop_assert!(least <= strength);
            prop_assert!(class < StrengthClass::COUNT);
            prop_assert!(class >= 159 || strength < 1 << 23 || strength - least <= strength / 8);
        }
    }
}
