//! For tests: what the postings tell of everybody, whether or not they would be looked at.

use super::roles::Roles;
use super::search::Search;
use super::sums::Sums;
use crate::engine::Scratch;
use crate::people::Place;

impl Search<'_> {
    /// Of everybody in a segment, the most that their rank can be; `None` for whoever is left out.
    /// Lists are left unread up to `budget`.
    pub(crate) fn told(
        &self,
        budget: u64,
        scratch: &mut Scratch,
    ) -> Vec<(Place, Option<(bool, u32)>)> {
        let engine = self.engine;
        let plan = self.plan(&self.parts(budget));
        let step_down = self.sieve.includes_step_down();
        let roles = Roles::new(engine, self.opening, step_down, scratch);
        let mut sums = Sums::default();
        let mut all = Vec::new();
        for (number, held) in engine.people.segments().iter().enumerate() {
            sums.add_up(held, &plan);
            for place in held.segment.places() {
                let (sum, strength) = (sums.at(place), held.segment.strength(place));
                let profile = held.segment.view(place).map(|view| view.profile);
                let most = profile.and_then(|profile| {
                    let role = roles.of(profile).filter(|role| !role.is_hidden)?;
                    let (_, left) = Self::role_of(&roles, &role, &plan, sum)?;
                    self.may_pass(&plan.at_best(sum, strength), strength, &left, None)
                });
                all.push((Place::in_segment(number, place), most));
            }
        }
        all
    }
}
