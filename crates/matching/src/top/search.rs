//! Searching segment by segment: sum up the postings, drop whoever cannot be among the best, score
//! the most promising at once and the others when all segments have been seen.

use domain::ids::EmployeeId;

use super::grant::{Granted, Part, parts};
use super::plan::Plan;
use super::roles::{Role, Roles};
use super::standing::Standing;
use super::walk::{Here, Walk};
use crate::engine::{Engine, Scratch};
use crate::filter::reaches;
use crate::opening::OpeningRecord;
use crate::output::View;
use crate::score::{Circumstances, Tally, score_towards};
use crate::select::Entry;
use crate::sieve::{Passing, Sieve};
use crate::units::Divisor;

pub(crate) struct Search<'q> {
    pub(crate) engine: &'q Engine,
    pub(crate) opening: &'q OpeningRecord,
    pub(crate) sieve: &'q Sieve<'q>,
}

impl Search<'_> {
    /// The best `wanted` of those who pass and of the delta; best first.
    pub(crate) fn best(
        &self,
        wanted: usize,
        passing: &Passing<'_>,
        scratch: &mut Scratch,
    ) -> Vec<Entry<EmployeeId>> {
        if wanted == 0 {
            return Vec::new();
        }
        let people = &self.engine.people;
        let step_down = self.sieve.includes_step_down();
        let roles = Roles::new(self.engine, self.opening, step_down, scratch);
        let mut sums = std::mem::take(&mut scratch.sums);
        let mut walk = Walk::new(self, wanted, roles, scratch);
        let segments = people.segments().iter().enumerate();
        let mut segments: Vec<_> = segments
            .filter(|(number, _)| passing.most_of(*number) > 0)
            .collect();
        segments.sort_by_key(|(number, _)| std::cmp::Reverse(passing.most_of(*number)));
        let all = self.parts(0);
        let mut plan = self.plan(&all);
        for (nth, (number, held)) in segments.into_iter().enumerate() {
            if nth == 1 {
                let parts = self.parts(walk.budget(&plan));
                let granted = |parts: &[Part<'_>]| -> Vec<Granted> {
                    parts.iter().map(|part| part.granted).collect()
                };
                if granted(&parts) != granted(&all) {
                    plan = self.plan(&parts);
                    walk.forget();
                }
            }
            sums.add_up(held, &plan);
            let here = Here {
                number,
                held,
                passing: passing.here(number, held),
                plan: &plan,
                sums: &sums,
            };
            if nth == 0 {
                walk.seed(&here);
            }
            walk.segment(&here, nth);
        }
        let best = walk.finish();
        scratch.sums = sums;
        best
    }

    /// The asks, with what may be granted of them up to `budget`.
    pub(super) fn parts(&self, budget: u64) -> Vec<Part<'_>> {
        let postings = |skill| {
            let all = self.engine.people.postings(skill);
            u64::try_from(all).unwrap_or(u64::MAX)
        };
        let (catalogue, weights) = (&self.engine.catalogue, &self.engine.weights);
        parts(self.opening, catalogue, weights, budget, &postings)
    }

    pub(super) fn plan(&self, parts: &[Part<'_>]) -> Plan {
        let (catalogue, weights) = (&self.engine.catalogue, &self.engine.weights);
        Plan::new(parts, self.opening, catalogue, weights)
    }

    /// Whether somebody who has at most this, in this role, might be among the best; the most that
    /// their rank can be, after whether there is a fit.
    #[inline]
    pub(super) fn may_pass(
        &self,
        tally: &Tally,
        strength: u64,
        role: &Role,
        last: Option<&Entry<EmployeeId>>,
    ) -> Option<(bool, u32)> {
        let pair = Circumstances {
            view: View::Opening,
            strength: Divisor::new(strength),
            grade: None,
            aspiration_ppm: 0,
            mobility_ppm: role.mobility_ppm,
            penalties: 0,
        };
        let (weights, fit_min) = (&self.engine.weights, self.sieve.fit_min());
        let most = if fit_min.is_some() {
            score_towards::<true>(role.direction, tally, self.opening, &pair, weights)
        } else {
            score_towards::<false>(role.direction, tally, self.opening, &pair, weights)
        };
        let passes = last
            .is_none_or(|last| (most.fitted, most.rank_ppm) >= (last.fitted, last.primary))
            && fit_min.is_none_or(|min| reaches(most.shown_fit_ppm(), min));
        passes.then_some((most.fitted, most.rank_ppm))
    }

    /// What is left of a role for somebody with these sums; `None`: they are left out.
    #[inline]
    pub(super) fn role_of(
        roles: &Roles,
        role: &Role,
        plan: &Plan,
        sum: u64,
    ) -> Option<(Standing, Role)> {
        if !role.is_by_skills() {
            return Some((Standing::Open, *role));
        }
        let standing = plan.standing(sum);
        Some((standing, roles.left(role, standing)?))
    }
}
