//! The shape of the organisation as arithmetic: who sits where, who heads what.
//!
//! Nothing is stored per person or per unit. Each kind of team gets a group of consecutive people;
//! within it come the heads, from the top down, then the members team by team. Memory is therefore
//! the same for thirty people and for a million.

use crate::content::{Content, Division, PersonaSeat, Profile, TeamKind};
use crate::group::{Group, levels};
use crate::table::{Ix, Table};

/// A node of the organisation's tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Company,
    Division(Ix<ActiveDivision>),
    /// A team (level 0) or what is above it, within a group.
    Node {
        group: Ix<Group>,
        level: usize,
        index: usize,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seat {
    Head(Unit),
    Member { group: Ix<Group>, team: usize },
}

pub(crate) struct ActiveDivision {
    pub(crate) division: Ix<Division>,
}

pub(crate) struct Layout {
    people: usize,
    pub(crate) divisions: Table<ActiveDivision>,
    pub(crate) groups: Table<Group>,
    /// By profile: the groups where it is found.
    employers: Vec<Vec<Ix<Group>>>,
}

impl Layout {
    pub(crate) fn new(content: &Content, people: usize) -> Self {
        let kinds: Vec<_> = content
            .organisation
            .teams
            .indexed()
            .filter(|(_, kind)| kind.from_people <= people)
            .collect();
        let mut layout = Self {
            people,
            divisions: Table::new(),
            groups: Table::new(),
            employers: vec![Vec::new(); content.architecture.profiles.len()],
        };
        for (division, row) in content.organisation.divisions.indexed() {
            if kinds.iter().filter(|(_, k)| k.division == division).count() > 1 {
                layout.divisions.add(&row.name, ActiveDivision { division });
            }
        }
        layout.fill(content, &kinds);
        layout
    }

    fn fill(&mut self, content: &Content, kinds: &[(Ix<TeamKind>, &TeamKind)]) {
        let mut person = 1 + self.divisions.len();
        let mut unit = person;
        let sizes = shares(content, kinds, self.people.saturating_sub(person));
        for ((ix, kind), size) in kinds.iter().zip(sizes) {
            let division = self
                .divisions
                .indexed()
                .find(|(_, active)| active.division == kind.division)
                .map(|(ix, _)| ix);
            let group = Group::new(*ix, division, (person, unit), size, kind.span);
            person += size;
            unit += group.unit_total();
            let heads = [kind.lead, kind.head, kind.director];
            let heads = heads.iter().take(group.levels.len().min(3)).copied();
            let profiles: Vec<_> = heads
                .chain(kind.members.iter().map(|(profile, _)| *profile))
                .collect();
            if let Some(group) = self.groups.add(&kind.code, group) {
                self.employ(group, &profiles);
            }
        }
    }

    fn employ(&mut self, group: Ix<Group>, profiles: &[Ix<Profile>]) {
        for profile in profiles {
            if let Some(groups) = self.employers.get_mut(profile.number())
                && !groups.contains(&group)
            {
                groups.push(group);
            }
        }
    }

    /// The groups in which somebody may hold this profile.
    pub(crate) fn employers(&self, profile: Ix<Profile>) -> &[Ix<Group>] {
        self.employers
            .get(profile.number())
            .map_or(&[], Vec::as_slice)
    }

    pub(crate) fn seat(&self, person: usize) -> Seat {
        let Some(division) = person.checked_sub(1) else {
            return Seat::Head(Unit::Company);
        };
        if let Some(division) = self.divisions.at(division) {
            return Seat::Head(Unit::Division(division));
        }
        let holds = |group: &Group| group.people().contains(&person);
        let Some((ix, group)) = self.groups.indexed().find(|(_, group)| holds(group)) else {
            return Seat::Head(Unit::Company);
        };
        let mut rest = person - group.first_person;
        for (level, units) in group.levels.iter().enumerate().rev() {
            if rest < *units {
                return Seat::Head(Unit::Node {
                    group: ix,
                    level,
                    index: rest,
                });
            }
            rest -= units;
        }
        Seat::Member {
            group: ix,
            team: group.team_of(rest),
        }
    }

    /// The unit a person belongs to; heads belong to the unit they head.
    pub(crate) fn unit(&self, person: usize) -> Unit {
        match self.seat(person) {
            Seat::Head(unit) => unit,
            Seat::Member { group, team } => Unit::Node {
                group,
                level: 0,
                index: team,
            },
        }
    }

    pub(crate) fn head(&self, unit: Unit) -> usize {
        match unit {
            Unit::Company => 0,
            Unit::Division(division) => 1 + division.number(),
            Unit::Node {
                group,
                level,
                index,
            } => {
                let group = &self.groups[group];
                group.first_person + group.above(level) + index
            }
        }
    }

    pub(crate) fn parent(&self, unit: Unit) -> Option<Unit> {
        match unit {
            Unit::Company => None,
            Unit::Division(_) => Some(Unit::Company),
            Unit::Node {
                group: ix,
                level,
                index,
            } => {
                let group = &self.groups[ix];
                if level < group.top() {
                    return Some(Unit::Node {
                        group: ix,
                        level: level + 1,
                        index: group.parent(level, index),
                    });
                }
                Some(group.division.map_or(Unit::Company, Unit::Division))
            }
        }
    }

    pub(crate) fn manager(&self, person: usize) -> Option<usize> {
        match self.seat(person) {
            Seat::Head(unit) => self.parent(unit).map(|parent| self.head(parent)),
            Seat::Member { group, team } => Some(self.head(Unit::Node {
                group,
                level: 0,
                index: team,
            })),
        }
    }

    /// Units counted through, parents before their children.
    pub(crate) fn number(&self, unit: Unit) -> usize {
        match unit {
            Unit::Company => 0,
            Unit::Division(division) => 1 + division.number(),
            Unit::Node {
                group,
                level,
                index,
            } => {
                let group = &self.groups[group];
                group.first_unit + group.above(level) + index
            }
        }
    }

    pub(crate) fn units(&self) -> impl Iterator<Item = Unit> {
        let divisions = self.divisions.indexed().map(|(ix, _)| Unit::Division(ix));
        let nodes = self.groups.indexed().flat_map(|(ix, group)| {
            let levels = (0..group.levels.len()).rev();
            levels.flat_map(move |level| {
                (0..group.units(level)).map(move |index| Unit::Node {
                    group: ix,
                    level,
                    index,
                })
            })
        });
        std::iter::once(Unit::Company).chain(divisions).chain(nodes)
    }

    /// The person in a persona's chair.
    pub(crate) fn chair(&self, kind: Ix<TeamKind>, seat: PersonaSeat) -> Option<usize> {
        let (ix, group) = self
            .groups
            .indexed()
            .find(|(_, group)| group.kind == kind)?;
        let team = Unit::Node {
            group: ix,
            level: 0,
            index: 0,
        };
        match seat {
            PersonaSeat::DivisionHead => group
                .division
                .map(|division| self.head(Unit::Division(division))),
            PersonaSeat::TeamHead => Some(self.head(team)),
            PersonaSeat::Member => group.members_of(0).next(),
        }
    }
}

/// People per kind of team: a minimum each, the rest by weight.
fn shares(content: &Content, kinds: &[(Ix<TeamKind>, &TeamKind)], people: usize) -> Vec<usize> {
    let least: usize = kinds.iter().map(|(_, kind)| kind.min).sum();
    let weight: usize = kinds.iter().map(|(_, kind)| kind.weight).sum();
    let rest = people.saturating_sub(least);
    let mut sizes: Vec<_> = kinds
        .iter()
        .map(|(_, kind)| kind.min + rest * kind.weight / weight.max(1))
        .collect();
    let mut left = people.saturating_sub(sizes.iter().sum());
    // Too many for one team and too few for two: the manager persona's team stays one.
    let led = content
        .texts
        .personas
        .iter()
        .filter(|p| p.seat == PersonaSeat::TeamHead);
    let led: Vec<_> = led.map(|persona| persona.team).collect();
    for ((ix, kind), size) in kinds.iter().zip(sizes.iter_mut()) {
        let most = kind.span + 2;
        if led.contains(ix) && *size > most && levels(*size, kind.span).len() == 1 {
            left += *size - most;
            *size = most;
        }
    }
    let spread = kinds.iter().zip(sizes.iter_mut());
    let mut spread: Vec<_> = spread.filter(|((ix, _), _)| !led.contains(ix)).collect();
    let (each, over) = (left / spread.len().max(1), left % spread.len().max(1));
    for (position, (_, size)) in spread.iter_mut().enumerate() {
        **size += each + usize::from(position < over);
    }
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_a_seat_and_every_unit_a_head() {
        let content = Content::load().unwrap();
        for people in (30..700).chain([1_000, 4_321, 20_000, 100_003]) {
            let layout = Layout::new(&content, people);
            let groups: usize = layout.groups.iter().map(|group| group.people).sum();
            assert_eq!(1 + layout.divisions.len() + groups, people);
            for (number, unit) in layout.units().enumerate() {
                assert_eq!(layout.number(unit), number);
                assert_eq!(layout.seat(layout.head(unit)), Seat::Head(unit));
            }
        }
    }

    #[test]
    fn members_sit_where_their_team_says() {
        let content = Content::load().unwrap();
        for people in [30, 111, 1_000, 20_000] {
            let layout = Layout::new(&content, people);
            for (ix, group) in layout.groups.indexed() {
                for team in 0..group.units(0) {
                    for person in group.members_of(team) {
                        assert_eq!(layout.seat(person), Seat::Member { group: ix, team });
                    }
                }
            }
        }
    }
}
