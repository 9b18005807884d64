//! People by what they can do: all of some skills, any of others, each at a level at least. Ordered
//! by how well the levels are met, then by evidence, then by id. Skills that are only close to what
//! is asked are told and do not count here, nor does anything private. Where nobody is found,
//! `nearest` says what to ask instead.

mod nearest;
mod search;

use domain::ids::{EmployeeId, LocationId, OrgUnitId, SkillId};
use serde::Serialize;

use crate::engine::Engine;
use crate::output::Via;
use crate::people_for::PeopleFilter;
use crate::person::TOP_LEVEL;
use crate::units::narrow;

pub use nearest::{NearestQuery, QueryChange};
use search::Search;

/// A skill and the least level, 1 to 5. A level counts as it is shown: rounded. Without one any
/// level will do, and whoever has more of it comes first. Of a certificate any level will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkillWanted {
    pub skill: SkillId,
    pub level: Option<u8>,
}

/// Who has all of these and, where there are any, one of those at least. A query that asks for
/// nothing finds nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct SkillQuery<'a> {
    pub all_of: &'a [SkillWanted],
    pub any_of: &'a [SkillWanted],
}

/// Whom to leave out. Empty lists and `None` leave out nobody, except people who have left. Who is
/// about to leave is found like everybody: that they are missing would tell it.
#[derive(Clone, Copy, Default)]
pub struct SkillQueryFilter<'a> {
    /// With all units below them: the engine knows no tree.
    pub org_units: Option<&'a [OrgUnitId]>,
    pub locations: &'a [LocationId],
    /// Grades of the role held; whose role has none fails either bound.
    pub level_min: Option<i16>,
    pub level_max: Option<i16>,
    pub open_to_moves: bool,
    /// Anything else, e.g. who may be seen. Asked of people who pass the filters and, where it is
    /// not asked to count, would be among the best.
    pub accept: Option<&'a dyn Fn(EmployeeId) -> bool>,
    /// The last person of the page before: the page begins behind it, wherever it is by now.
    pub after: Option<SkillRank>,
    /// Whether to count all that the list has, on whatever page.
    pub count: bool,
}

impl<'a> SkillQueryFilter<'a> {
    fn places(&self) -> PeopleFilter<'a> {
        PeopleFilter {
            org_units: self.org_units,
            locations: self.locations,
            open_to_moves: self.open_to_moves,
            include_leaving: true,
            ..PeopleFilter::default()
        }
    }
}

/// Somebody's place in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkillRank {
    pub met_ppm: u32,
    pub evidence_ppm: u32,
    pub employee: EmployeeId,
}

/// How somebody meets one of the skills asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SkillHeld {
    pub skill: SkillId,
    /// 1 to 5; `None` where any will do.
    pub wanted_level: Option<u8>,
    /// Effective level in thousandths; `None` when the skill is not owned.
    pub have_level_milli: Option<u16>,
    /// Whether the level is reached, as it is shown.
    pub reached: bool,
    /// How much there is of the level, or of the highest where any will do, from 0 to 1,000,000.
    pub met_ppm: u32,
    /// What an opening that requires this level would credit: the same, or more through a skill
    /// that is close.
    pub credit_ppm: u32,
    pub via: Via,
    pub evidence_ppm: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonBySkills {
    pub employee: EmployeeId,
    /// The mean of what is met of each skill asked for.
    pub met_ppm: u32,
    /// The mean evidence of the skills asked for.
    pub evidence_ppm: u32,
    /// First those of `all_of`, then those of `any_of`, in order of id.
    pub skills: Vec<SkillHeld>,
}

impl PersonBySkills {
    #[must_use]
    pub const fn rank(&self) -> SkillRank {
        SkillRank {
            met_ppm: self.met_ppm,
            evidence_ppm: self.evidence_ppm,
            employee: self.employee,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeopleBySkills {
    pub items: Vec<PersonBySkills>,
    /// Over all pages, where counting was asked for.
    pub total: Option<u32>,
    pub data_version: u64,
}

#[derive(Clone, Copy, Debug)]
struct Wanted {
    id: SkillId,
    skill: u32,
    level: Option<u8>,
    /// One of `all_of`.
    is_must: bool,
}

impl Wanted {
    /// What counts as having all of it.
    fn full(&self) -> u8 {
        self.level.unwrap_or(TOP_LEVEL)
    }

    /// A level is shown rounded, and counts so.
    fn reached(&self, level_milli: u16) -> bool {
        level_milli > 0 && level_milli + 500 >= u16::from(self.level.unwrap_or(1)) * 1000
    }
}

impl Engine {
    /// People by skills, best first.
    #[must_use]
    pub fn people_by_skills(
        &self,
        query: &SkillQuery<'_>,
        filter: &SkillQueryFilter<'_>,
        limit: usize,
        offset: usize,
    ) -> PeopleBySkills {
        let places = filter.places();
        let wanted = self.wanted(query);
        let search = Search::new(self, filter, &places, &wanted);
        let (found, total) = search.best(limit.saturating_add(offset));
        let page = found.into_iter().skip(offset).take(limit);
        PeopleBySkills {
            items: page.filter_map(|entry| search.explained(&entry)).collect(),
            total: filter.count.then_some(narrow(total)),
            data_version: self.data_version,
        }
    }

    /// Each skill once in either list; of `all_of` at the highest level told, of `any_of` at the
    /// lowest.
    fn wanted(&self, query: &SkillQuery<'_>) -> Vec<Wanted> {
        let list = |told: &[SkillWanted], is_must: bool| {
            let mut list: Vec<Wanted> = (told.iter())
                .map(|one| self.wanted_one(one.skill, one.level, is_must))
                .collect();
            list.sort_by_key(|one| {
                let level = one.level.unwrap_or(0);
                (one.id, if is_must { TOP_LEVEL - level } else { level })
            });
            list.dedup_by_key(|one| one.id);
            list
        };
        let mut all = list(query.all_of, true);
        all.extend(list(query.any_of, false));
        all
    }

    fn wanted_one(&self, id: SkillId, level: Option<u8>, is_must: bool) -> Wanted {
        Wanted {
            id,
            skill: self.catalogue.skills.find(id),
            level: level.map(|level| level.clamp(1, TOP_LEVEL)),
            is_must,
        }
    }
}
