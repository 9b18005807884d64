//! People by skills: who may be found is decided here, before the engine ranks. Everybody whom the
//! directory shows is found by what their profile shows to everybody; a filter that tells more
//! works only for those who may know that of the people it keeps.

use domain::eligibility;
use domain::ids::{EmployeeId, LocationId, OpportunityId, OrgUnitId, SkillId};
use domain::terms::{Importance, SkillKind};
use matching::{
    NearestQuery, PeopleBySkills, SkillQuery, SkillQueryFilter, SkillRank, SkillWanted,
};

use super::{BoardEntry, Known, Matching};

/// At most so many queries are proposed where nobody is found.
const NEAREST: usize = 5;

/// Whom somebody looks for, besides the skills.
#[derive(Default)]
pub struct SkilledPeople<'a> {
    /// With all units below it.
    pub unit: Option<OrgUnitId>,
    pub locations: &'a [LocationId],
    /// Grades of the role held.
    pub level_min: Option<i16>,
    pub level_max: Option<i16>,
    /// Only who said so, and whom this says that the viewer may know it of.
    pub open_to_moves: Option<&'a dyn Fn(EmployeeId) -> bool>,
    /// Only who may apply to this opening.
    pub eligible_for: Option<OpportunityId>,
}

/// A page, and what to ask instead where the whole list is empty.
pub struct FoundBySkills {
    pub page: PeopleBySkills,
    pub nearest: Vec<NearestQuery>,
}

impl Matching {
    /// People who have the skills, best first, behind `after`. `None` when the opening is unknown.
    #[must_use]
    pub fn people_by_skills(
        &self,
        query: &SkillQuery<'_>,
        people: &SkilledPeople<'_>,
        after: Option<SkillRank>,
        limit: usize,
    ) -> Option<FoundBySkills> {
        let units = people.unit.map(|unit| self.units_below(unit));
        let known = self.known();
        let opening = match people.eligible_for {
            Some(id) => Some(known.board.find(id)?),
            None => None,
        };
        let policy = self.policy();
        let today = self.clock.today();
        let may_apply = |entry: &BoardEntry, person: EmployeeId| {
            let rules = self.rules(&known, entry, person, 0, &policy, today);
            rules.is_some_and(|rules| eligibility::is_eligible(&rules))
                && known.holds_certificates(entry, person)
        };
        let accept = |person: EmployeeId| {
            opening.is_none_or(|entry| may_apply(entry, person))
                && people.open_to_moves.is_none_or(|may_know| may_know(person))
        };
        let is_open = opening.is_none() && people.open_to_moves.is_none();
        let filter = SkillQueryFilter {
            org_units: units.as_deref(),
            locations: people.locations,
            level_min: people.level_min,
            level_max: people.level_max,
            open_to_moves: people.open_to_moves.is_some(),
            accept: (!is_open).then_some(&accept),
            after,
            count: true,
        };
        let page = known.engine.people_by_skills(query, &filter, limit, 0);
        let nearest = match page.total {
            Some(0) => known.engine.nearest_skill_queries(query, &filter, NEAREST),
            _ => Vec::new(),
        };
        Some(FoundBySkills { page, nearest })
    }

    /// How many people have the skill, at any level.
    #[must_use]
    pub fn people_with(&self, skill: SkillId) -> u32 {
        let wanted = [SkillWanted { skill, level: None }];
        let query = SkillQuery {
            all_of: &wanted,
            any_of: &[],
        };
        let filter = SkillQueryFilter {
            count: true,
            ..SkillQueryFilter::default()
        };
        let page = self.known().engine.people_by_skills(&query, &filter, 0, 0);
        page.total.unwrap_or(0)
    }
}

impl Known {
    /// Whether the person has every certificate that the opening requires.
    fn holds_certificates(&self, entry: &BoardEntry, person: EmployeeId) -> bool {
        let required = entry.opening.requirements.iter().filter(|one| {
            let kind = self.skills.get(&one.skill).map(|(kind, _)| *kind);
            one.importance == Importance::Required && kind == Some(SkillKind::Certificate)
        });
        let mut required = required.map(|one| one.skill).peekable();
        if required.peek().is_none() {
            return true;
        }
        let told = self.engine.person(person);
        told.is_some_and(|told| {
            required.all(|skill| told.skills.iter().any(|one| one.skill == skill))
        })
    }
}
