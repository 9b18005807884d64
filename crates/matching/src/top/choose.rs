//! Who may be among the best by what the postings tell: first by thresholds, which are computed once
//! for all who are alike, then each by the most that their rank can be.

use super::plan::Plan;
use super::roles::Role;
use super::search::Search;
use super::standing::Standing;
use super::thresholds::{Thresholds, UNMET_MAX};
use super::walk::{Here, Hope, Walk};
use crate::people::{Place, Run, StrengthClass};
use crate::score::Tally;

impl Walk<'_, '_> {
    /// Finds who of a run may be among the best.
    pub(super) fn choose(&mut self, here: &Here<'_>, run: &Run, role: &Role) {
        let class = (role.class, Standing::Open);
        let mut least = self.least(class, run.weakest, 0, here.plan);
        if run.any_unknown && self.best.last().is_none_or(|last| !last.fitted) {
            least = Some(0);
        }
        let Some(mut least) = least else {
            return;
        };
        if here.plan.is_complete {
            if least == 0 {
                self.offer_strangers(here, run);
            }
            // Whom no list names is dealt with.
            least = least.max(1);
        }
        self.look_at(here, run, role, least);
    }

    /// Looks closely at whoever of a run has as much.
    pub(super) fn look_at(&mut self, here: &Here<'_>, run: &Run, role: &Role, least: u64) {
        let range = run.range();
        let mut start = range.start;
        for part in here.sums.slice(range).chunks(64) {
            // Both are below 2^63, so that a difference has the highest bit where the sum is less.
            let all_less = part
                .iter()
                .fold(u64::MAX, |all, sum| all & sum.wrapping_sub(least));
            if all_less >> 63 == 0 {
                for (place, sum) in (start..).zip(part) {
                    if *sum >= least
                        && let Ok(place) = u16::try_from(place)
                        && here.passing.has(place)
                    {
                        self.consider(here, role, place, *sum);
                    }
                }
            }
            start += part.len();
        }
    }

    #[inline]
    fn consider(&mut self, here: &Here<'_>, role: &Role, place: u16, sum: u64) {
        let (segment, plan) = (&here.held.segment, here.plan);
        let Some((standing, role)) = Search::role_of(&self.roles, role, plan, sum) else {
            return;
        };
        let Some(class) = segment.strengths.get(usize::from(place)).copied() else {
            return;
        };
        let least = self.least((role.class, standing), class, plan.unmet(sum), plan);
        if least.is_none_or(|least| sum < least) || self.seeds.has(place) {
            return;
        }
        let strength = segment.strength(place);
        let tally = plan.at_best(sum, strength);
        let last = self.best.last();
        if let Some(most) = self.search.may_pass(&tally, strength, &role, last) {
            let place = Place::in_segment(here.number, place).handle();
            self.hopeful.push(Hope { most, place });
        }
    }

    /// The least sum with which somebody in a role of the class, of this standing and strength and
    /// lacking so many must-haves might be among the best.
    #[inline]
    fn least(
        &mut self,
        class: (usize, Standing),
        strength: StrengthClass,
        unmet: u32,
        plan: &Plan,
    ) -> Option<u64> {
        let unmet = unmet.min(UNMET_MAX);
        let slot = Thresholds::slot(class, strength, unmet);
        let least = self.thresholds.get(slot).unwrap_or_else(|| {
            let weakest = StrengthClass::least(strength.index()).max(1);
            let least = self.compute_least(class, weakest, unmet, plan);
            let least = least.and_then(|least| u16::try_from(least).ok());
            let least = least.unwrap_or(Thresholds::NEVER);
            self.thresholds.put(slot, least);
            least
        });
        (least != Thresholds::NEVER).then(|| Plan::with_credit(least.into()))
    }

    pub(super) fn compute_least(
        &self,
        class: (usize, Standing),
        strength: u64,
        unmet: u32,
        plan: &Plan,
    ) -> Option<u64> {
        let role = self.roles.class(class)?;
        let last = self.best.last();
        let passes = |tally: &Tally| self.search.may_pass(tally, strength, &role, last).is_some();
        plan.least(strength, unmet, passes)
    }
}
