//! Who has held which role since when: told backwards, from the present role along the career
//! steps that lead to it.

use chrono::NaiveDate;
use domain::feed::{Record, RoleAssignment};
use domain::terms::CareerStepKind;

use crate::calendar::{days_before, days_between, first_of_month, months_before};
use crate::company::Company;
use crate::content::{Profile, Step};
use crate::dice::{Dice, Purpose};
use crate::group::Group;
use crate::layout::Unit;
use crate::table::Ix;

/// A role somebody held, or holds while `to` is open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub(crate) profile: Ix<Profile>,
    /// None where the part of the company they were in is gone.
    pub(crate) unit: Option<Unit>,
    pub(crate) from: NaiveDate,
    pub(crate) to: Option<NaiveDate>,
}

/// Roles, the present one first. There is always one.
pub(crate) struct Career {
    pub(crate) present: Held,
    pub(crate) past: Vec<Held>,
}

/// How many roles back a career is told.
const MOST_MOVES: usize = 4;

impl Company {
    pub(crate) fn career(&self, person: usize) -> Career {
        let mut held = match self.sheet(person) {
            Some(_) => self.told_career(person),
            None => self.likely_career(person),
        };
        let present = held.remove(0);
        Career {
            present,
            past: held,
        }
    }

    /// A persona's, as its sheet tells it.
    fn told_career(&self, person: usize) -> Vec<Held> {
        let unit = self.layout.unit(person);
        let mut held: Vec<Held> = Vec::new();
        let Some(sheet) = self.sheet(person) else {
            return held;
        };
        let mut dice = self.dice(Purpose::Career, person);
        for (profile, months) in sheet.history.iter() {
            let from = first_of_month(months_before(self.config.today, *months));
            if let Some(before) = held.last_mut() {
                before.to = Some(days_before(from, 1));
                before.unit = self.earlier_unit(before.profile, unit, &mut dice);
            }
            held.push(Held {
                profile: *profile,
                unit: Some(unit),
                from,
                to: None,
            });
        }
        held.reverse();
        held
    }

    fn likely_career(&self, person: usize) -> Vec<Held> {
        let hired = self.hired(person);
        let mut dice = self.dice(Purpose::Career, person);
        let mut held: Vec<Held> = Vec::new();
        let mut role = Held {
            profile: self.post(person).profile,
            unit: Some(self.layout.unit(person)),
            from: hired,
            to: None,
        };
        let mut end = self.config.today;
        while held.len() < MOST_MOVES {
            // Who has been here for long has also stayed longer in each role.
            let served = days_between(hired, end);
            let least = if held.is_empty() { 60 } else { 330 };
            let stay = dice.mostly_low(least, (served * 6 / 10).max(2_000));
            if served < stay + 240 {
                break;
            }
            let Some(before) = self.before(role.profile, &mut dice) else {
                break;
            };
            // Careers do not go round in circles.
            if held.iter().any(|later| later.profile == before) {
                break;
            }
            role.from = first_of_month(days_before(end, stay));
            let unit = role.unit.unwrap_or(Unit::Company);
            let last_day = days_before(role.from, 1);
            end = role.from;
            held.push(role);
            role = Held {
                profile: before,
                unit: self.earlier_unit(before, unit, &mut dice),
                from: hired,
                to: Some(last_day),
            };
        }
        held.push(role);
        held
    }

    /// The role somebody may have come from; none where the trail ends.
    fn before(&self, profile: Ix<Profile>, dice: &mut Dice) -> Option<Ix<Profile>> {
        let steps = &self.profile(profile).from;
        // Some moves change the team and not the role.
        if dice.percent(if steps.is_empty() { 30 } else { 9 }) {
            return Some(profile);
        }
        weighted_step(steps, dice)
    }

    /// Where a role may have been held by somebody who is in `unit` now.
    pub(crate) fn earlier_unit(
        &self,
        profile: Ix<Profile>,
        unit: Unit,
        dice: &mut Dice,
    ) -> Option<Unit> {
        let employers = self.layout.employers(profile);
        let near: Option<Ix<Group>> = match unit {
            Unit::Node { group, .. } if employers.contains(&group) => Some(group),
            _ => None,
        };
        if let (Some(_), Unit::Node { level: 0, .. }) = (near, unit)
            && dice.percent(55)
            && self.is_member(profile, unit)
        {
            return Some(unit);
        }
        let group = match near {
            Some(group) if dice.percent(80) => group,
            _ => *dice.pick(employers)?,
        };
        let row = &self.layout.groups[group];
        let level = (0..=row.top())
            .find(|level| {
                self.head_profile(Unit::Node {
                    group,
                    level: *level,
                    index: 0,
                }) == profile
            })
            .unwrap_or(0);
        Some(Unit::Node {
            group,
            level,
            index: dice.below(row.units(level)),
        })
    }

    /// Whether members of a unit, not only heads, may have a profile.
    fn is_member(&self, profile: Ix<Profile>, unit: Unit) -> bool {
        self.kind(unit)
            .is_some_and(|kind| kind.members.iter().any(|(member, _)| *member == profile))
    }

    pub(crate) fn career_records(&self, person: usize, career: &Career) -> Vec<Record> {
        let employee = self.employee_number(person);
        let roles = career.past.iter().rev().chain([&career.present]);
        roles
            .enumerate()
            .map(|(number, held)| {
                Record::RoleAssignment(RoleAssignment {
                    external_id: format!("{employee}-{}", number + 1),
                    employee: employee.clone(),
                    job_profile: Some(self.profile(held.profile).key.clone()),
                    title: self.title(held.profile).to_owned(),
                    org_unit: held.unit.map(|unit| self.unit_key(unit)),
                    manager: self
                        .manager_then(person, held)
                        .map(|manager| self.employee_number(manager)),
                    starts_on: held.from,
                    ends_on: held.to,
                })
            })
            .collect()
    }

    /// The unit's present head if that was possible then; who headed it before is not told.
    fn manager_then(&self, person: usize, held: &Held) -> Option<usize> {
        let Some(last_day) = held.to else {
            return self.layout.manager(person);
        };
        let unit = held.unit?;
        let mut manager = Some(self.layout.head(unit));
        if manager == Some(person) || self.head_profile(unit) == held.profile {
            manager = self.layout.parent(unit).map(|unit| self.layout.head(unit));
        }
        manager.filter(|manager| *manager != person && self.hired(*manager) <= last_day)
    }
}

/// How often a kind of move is what brought somebody to a role.
pub(crate) const fn likelihood(kind: CareerStepKind) -> usize {
    match kind {
        CareerStepKind::Promotion => 12,
        CareerStepKind::Lateral => 4,
        CareerStepKind::CrossFamily => 2,
        CareerStepKind::StepBack => 1,
    }
}

fn weighted_step(steps: &[Step], dice: &mut Dice) -> Option<Ix<Profile>> {
    let total = steps.iter().map(|step| likelihood(step.kind)).sum();
    let mut left = dice.below(total);
    for step in steps {
        let weight = likelihood(step.kind);
        if left < weight {
            return Some(step.profile);
        }
        left -= weight;
    }
    None
}
