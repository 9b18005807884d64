//! What a change of weights does to one person and to a group. Who may know how much of it, says
//! `groups`.

use std::cmp::Ordering;

use domain::ids::OrgUnitId;

use super::groups::Measured;

/// What happens to one person.
#[derive(Clone, Debug)]
pub struct PersonEffect {
    /// From the root down to the person's own.
    pub units: Vec<OrgUnitId>,
    /// Openings that enter and leave the person's first ten.
    pub entering: u32,
    pub leaving: u32,
    /// Of the best fit among the first ten.
    pub fit_change_ppm: i64,
    /// Of the best band among the first ten.
    pub band_change: Ordering,
}

/// What happens to a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    pub people: u32,
    pub entering: u32,
    pub leaving: u32,
    /// The sum over the people.
    pub fit_change_ppm: i64,
    /// By the best band of their first ten.
    pub gaining: u32,
    pub losing: u32,
    pub unchanged: u32,
}

impl Measured for PersonEffect {
    type Sum = Effect;

    fn units(&self) -> &[OrgUnitId] {
        &self.units
    }

    fn add_to(&self, all: &mut Effect) {
        all.people += 1;
        all.entering += self.entering;
        all.leaving += self.leaving;
        all.fit_change_ppm += self.fit_change_ppm;
        match self.band_change {
            Ordering::Greater => all.gaining += 1,
            Ordering::Less => all.losing += 1,
            Ordering::Equal => all.unchanged += 1,
        }
    }
}
