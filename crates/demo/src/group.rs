//! A group: all teams of one kind, and the departments above them, as consecutive people and units.

use std::ops::Range;

use crate::content::TeamKind;
use crate::layout::ActiveDivision;
use crate::table::Ix;

/// Units of one level that share a unit of the next.
const FAN: usize = 8;

/// How many report to the head of a group's first team when there are more teams. The manager
/// persona leads such a team, and it should look like one at every size of company.
const FIRST_TEAM: usize = 8;

/// All teams of one kind.
pub(crate) struct Group {
    pub(crate) kind: Ix<TeamKind>,
    pub(crate) division: Option<Ix<ActiveDivision>>,
    pub(crate) first_person: usize,
    pub(crate) people: usize,
    pub(crate) first_unit: usize,
    members: usize,
    /// Units per level, teams first; the last level has one unit.
    pub(crate) levels: Vec<usize>,
}

impl Group {
    pub(crate) fn new(
        kind: Ix<TeamKind>,
        division: Option<Ix<ActiveDivision>>,
        first: (usize, usize),
        people: usize,
        span: usize,
    ) -> Self {
        let levels = levels(people, span);
        Self {
            kind,
            division,
            first_person: first.0,
            people,
            first_unit: first.1,
            members: people.saturating_sub(levels.iter().sum()),
            levels,
        }
    }

    pub(crate) fn people(&self) -> Range<usize> {
        self.first_person..self.first_person + self.people
    }

    /// Units at a level; none above the top.
    pub(crate) fn units(&self, level: usize) -> usize {
        self.levels.get(level).copied().unwrap_or(0)
    }

    pub(crate) fn top(&self) -> usize {
        self.levels.len().saturating_sub(1)
    }

    pub(crate) fn unit_total(&self) -> usize {
        self.levels.iter().sum()
    }

    /// Units of the group that come before those of a level, counted from the top down.
    pub(crate) fn above(&self, level: usize) -> usize {
        self.levels.iter().skip(level + 1).sum()
    }

    /// The unit above unit `index` of `level`, as an index of the next level.
    pub(crate) fn parent(&self, level: usize, index: usize) -> usize {
        index * self.units(level + 1) / self.units(level).max(1)
    }

    /// The first unit of `level` below unit `parent` of the next.
    pub(crate) fn first_child(&self, level: usize, parent: usize) -> usize {
        (parent * self.units(level)).div_ceil(self.units(level + 1).max(1))
    }

    /// The members before team `team`. Sizes vary by one or two around the mean.
    fn team_start(&self, team: usize) -> usize {
        let teams = self.units(0);
        let first = FIRST_TEAM.min(self.members);
        let (rest, others) = (self.members - first, teams.saturating_sub(1));
        match team {
            0 => 0,
            _ if team >= teams => self.members,
            1 => first,
            _ if rest < others * 5 => first + rest * (team - 1) / others,
            _ => first + rest * (team - 1) / others + (team * team + team / 3) % 3 - 1,
        }
    }

    pub(crate) fn team_of(&self, member: usize) -> usize {
        let teams = self.units(0);
        let mut team = (member * teams / self.members.max(1)).min(teams.saturating_sub(1));
        while team > 0 && self.team_start(team) > member {
            team -= 1;
        }
        while team + 1 < teams && self.team_start(team + 1) <= member {
            team += 1;
        }
        team
    }

    pub(crate) fn members_of(&self, team: usize) -> Range<usize> {
        let base = self.first_person + self.unit_total();
        base + self.team_start(team)..base + self.team_start(team + 1)
    }
}

/// How many teams, departments and so on a number of people makes.
pub(crate) fn levels(people: usize, span: usize) -> Vec<usize> {
    let per_team = span * 10 + 12;
    let mut units = ((people * 10 + per_team / 2) / per_team).max(1);
    let mut levels = vec![units];
    while units > 1 {
        units = units.div_ceil(FAN);
        levels.push(units);
    }
    levels
}
