//! Who may apply under another policy: everybody whom the service knows, under the policy in force
//! and under the other, on one day. Counted from memory; who may know how much of it, says `groups`.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::eligibility::{self, Tenure};
use domain::ids::{JobProfileId, OrgUnitId};
use domain::policy::{EligibilityPolicy, Policy};
use domain::terms::{EmployeeStatus, OpportunityKind};
use foldhash::HashMap;

use super::Matching;
use super::groups::{Groups, Measured};
use crate::directory::Catalogue;
use crate::seat::Seat;

/// What happens to a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    pub people: u32,
    pub before: u32,
    pub after: u32,
    /// Who may not apply before and may after.
    pub gaining: u32,
    pub losing: u32,
}

/// Of kinds of opening that have the same rules before and the same after.
#[derive(Clone, Debug)]
pub struct KindEffect {
    pub kinds: Vec<OpportunityKind>,
    pub groups: Groups<Effect>,
}

/// A person as far as it is counted, and the place that they hold.
#[derive(Clone, Copy, Debug)]
struct Counted {
    tenure: Tenure,
    seat: usize,
}

/// Everybody, at one moment.
#[derive(Debug, Default)]
pub struct Everybody {
    people: Vec<Counted>,
    /// The different seats among them.
    seats: Vec<Seat>,
}

impl Everybody {
    /// Of people with their unit and role.
    #[must_use]
    pub fn of(
        people: impl IntoIterator<Item = (Tenure, OrgUnitId, Option<JobProfileId>)>,
        names: &Catalogue,
    ) -> Self {
        let mut places: HashMap<(OrgUnitId, Option<JobProfileId>), usize> = HashMap::default();
        let mut all = Self::default();
        for (tenure, unit, profile) in people {
            let seats = &mut all.seats;
            let seat = *places.entry((unit, profile)).or_insert_with(|| {
                seats.push(Seat::of(names, unit, profile));
                seats.len() - 1
            });
            all.people.push(Counted { tenure, seat });
        }
        all
    }

    /// Who may apply under the one and under the other policy on this day. Kinds of opening that
    /// neither has rules about time for are left out: nothing can change for them.
    #[must_use]
    pub fn compare(&self, before: &Policy, after: &Policy, today: NaiveDate) -> Vec<KindEffect> {
        let rules = |policy: &Policy| -> Vec<EligibilityPolicy> {
            let each = self.seats.iter();
            each.map(|seat| {
                policy
                    .resolved(&seat.units, seat.family)
                    .eligibility
                    .clone()
            })
            .collect()
        };
        let (old, new) = (rules(before), rules(after));
        let timed = |policy: &Policy, kind: OpportunityKind| {
            policy.parameters.eligibility.time_rules_for.contains(&kind)
        };
        let mut alike: Vec<((bool, bool), Vec<OpportunityKind>)> = Vec::new();
        for kind in OpportunityKind::ALL {
            let rules = (timed(before, *kind), timed(after, *kind));
            match alike.iter_mut().find(|(one, _)| *one == rules) {
                Some((_, kinds)) => kinds.push(*kind),
                None => alike.push((rules, vec![*kind])),
            }
        }
        let alike = alike
            .into_iter()
            .filter(|(rules, _)| *rules != (false, false));
        alike
            .filter_map(|(_, kinds)| {
                let kind = *kinds.first()?;
                let may = |rules: &[EligibilityPolicy], person: &Counted| {
                    let rules = rules.get(person.seat);
                    rules.is_some_and(|rules| {
                        eligibility::may_apply(&person.tenure, kind, rules, today)
                    })
                };
                let people: Vec<PersonEffect<'_>> = (self.people.iter())
                    .map(|person| PersonEffect {
                        seat: self.seats.get(person.seat),
                        before: may(&old, person),
                        after: may(&new, person),
                    })
                    .collect();
                Some(KindEffect {
                    kinds,
                    groups: Groups::of(&people),
                })
            })
            .collect()
    }
}

#[derive(Clone, Copy)]
struct PersonEffect<'a> {
    seat: Option<&'a Seat>,
    before: bool,
    after: bool,
}

impl Measured for PersonEffect<'_> {
    type Sum = Effect;

    fn units(&self) -> &[OrgUnitId] {
        self.seat.map_or(&[], |seat| &seat.units)
    }

    fn add_to(&self, sum: &mut Effect) {
        sum.people += 1;
        sum.before += u32::from(self.before);
        sum.after += u32::from(self.after);
        sum.gaining += u32::from(self.after && !self.before);
        sum.losing += u32::from(self.before && !self.after);
    }
}

impl Matching {
    /// Everybody who is employed and not about to leave.
    #[must_use]
    pub fn everybody(&self) -> Everybody {
        let mut people = Vec::new();
        let known = self.known();
        self.directory.for_each_person(|person| {
            let tenure = known.people.get(&person.id).map(|(tenure, _)| *tenure);
            let counts = |tenure: &Tenure| match tenure.status {
                EmployeeStatus::Active | EmployeeStatus::OnLeave => true,
                EmployeeStatus::Leaving | EmployeeStatus::Left => false,
            };
            if let Some(tenure) = tenure.filter(counts) {
                people.push((tenure, person.org_unit_id, person.job_profile_id));
            }
        });
        drop(known);
        let names: Arc<Catalogue> = self.directory.catalogue();
        Everybody::of(people, &names)
    }
}
