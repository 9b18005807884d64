//! People by what they can do: all of some skills, any of others, each at a level at least. Ordered
//! by how well the levels are met, then by evidence, then by id. Skills that are only close to what
//! is asked do not count here, nor does anything private.

use domain::ids::{EmployeeId, LocationId, OrgUnitId, SkillId};
use serde::Serialize;

use crate::cells::own_credit;
use crate::engine::Engine;
use crate::intern::NONE;
use crate::output::Band;
use crate::people::{Bits, Held, Place, Posting};
use crate::people_for::PeopleFilter;
use crate::person::PersonView;
use crate::select::{Best, Entry};
use crate::sieve::Sieve;
use crate::units::{BASIS_POINTS, FULL_CREDIT, PPM, narrow};

/// A skill and the least level, 1 to 5. A level counts as it is shown: rounded. Of a certificate
/// any level will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkillWanted {
    pub skill: SkillId,
    pub level: u8,
}

/// Who has all of these and, where there are any, one of those at least. A query that asks for
/// nothing finds nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct SkillQuery<'a> {
    pub all_of: &'a [SkillWanted],
    pub any_of: &'a [SkillWanted],
}

/// Whom to leave out. Empty lists and `None` leave out nobody, except people who are leaving or
/// have left.
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
    /// Whether to count all that the list has, which looks at each of them.
    pub count: bool,
}

/// How somebody meets one of the skills asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SkillHeld {
    pub skill: SkillId,
    /// 1 to 5.
    pub wanted_level: u8,
    /// Effective level in thousandths; `None` when the skill is not owned.
    pub have_level_milli: Option<u16>,
    /// Whether the level is reached, as it is shown.
    pub reached: bool,
    /// How much of the level there is, from 0 to 1,000,000.
    pub met_ppm: u32,
    pub evidence_ppm: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonBySkills {
    pub employee: EmployeeId,
    pub open_to_moves: bool,
    /// The mean of what is met of each skill asked for.
    pub met_ppm: u32,
    /// The mean evidence of the skills asked for.
    pub evidence_ppm: u32,
    /// First those of `all_of`, then those of `any_of`, in order of id.
    pub skills: Vec<SkillHeld>,
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
    level: u8,
    /// One of `all_of`.
    is_must: bool,
}

impl Wanted {
    /// A level is shown rounded, and counts so.
    fn reached(&self, level_milli: u16) -> bool {
        level_milli > 0 && level_milli + 500 >= u16::from(self.level) * 1000
    }
}

/// What somebody has of what is asked: sixty-thousandths of each level, ten-thousandths of
/// evidence; at most so much where it is a bound.
#[derive(Clone, Copy, Debug, Default)]
struct Having {
    credit: u32,
    evidence: u32,
}

struct Search<'q> {
    engine: &'q Engine,
    filter: &'q SkillQueryFilter<'q>,
    sieve: Sieve<'q>,
    wanted: Vec<Wanted>,
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
        let places = PeopleFilter {
            org_units: filter.org_units,
            locations: filter.locations,
            open_to_moves: filter.open_to_moves,
            ..PeopleFilter::default()
        };
        let search = Search {
            engine: self,
            filter,
            sieve: Sieve::new(&places, &self.places),
            wanted: self.wanted(query),
        };
        let most = if filter.count {
            usize::MAX
        } else {
            limit.saturating_add(offset)
        };
        let found = search.best(most);
        let total = narrow(u64::try_from(found.len()).unwrap_or(u64::MAX));
        let page = found.into_iter().skip(offset).take(limit);
        PeopleBySkills {
            items: page.filter_map(|entry| search.explained(&entry)).collect(),
            total: filter.count.then_some(total),
            data_version: self.data_version,
        }
    }

    /// Each skill once in either list; of `all_of` at the highest level told, of `any_of` at the
    /// lowest.
    fn wanted(&self, query: &SkillQuery<'_>) -> Vec<Wanted> {
        let list = |told: &[SkillWanted], is_must: bool| {
            let mut list: Vec<Wanted> = (told.iter())
                .map(|one| {
                    let skill = self.catalogue.skills.find(one.skill);
                    Wanted {
                        id: one.skill,
                        skill,
                        level: one.level.clamp(1, 5),
                        is_must,
                    }
                })
                .collect();
            list.sort_by_key(|one| {
                let level = if is_must { 5 - one.level } else { one.level };
                (one.id, level)
            });
            list.dedup_by_key(|one| one.id);
            list
        };
        let mut all = list(query.all_of, true);
        all.extend(list(query.any_of, false));
        all
    }
}

impl Search<'_> {
    fn best(&self, most: usize) -> Vec<Entry<EmployeeId>> {
        let mut best = Best::new(most);
        if self.wanted.is_empty() || most == 0 {
            return Vec::new();
        }
        let people = &self.engine.people;
        for (place, record) in people.delta() {
            let view = record.view();
            if self.sieve.passes(&view) {
                self.offer(place, &view, &mut best);
            }
        }
        for (number, held) in people.segments().iter().enumerate() {
            self.search_segment(number, held, &mut best);
        }
        best.into_sorted()
    }

    /// Whoever has the skills by the lists, from the most promising on.
    fn search_segment(&self, number: usize, held: &Held, best: &mut Best<EmployeeId>) {
        let Some(found) = self.found(held) else {
            return;
        };
        let mut sums: Vec<(Having, u16)> = (found.iter())
            .map(|place| (Having::default(), place))
            .collect();
        let mut numbers = vec![0_u16; held.segment.len()];
        for (at, (_, place)) in (0..=u16::MAX).zip(&sums) {
            if let Some(number) = numbers.get_mut(usize::from(*place)) {
                *number = at;
            }
        }
        for wanted in &self.wanted {
            for posting in held.segment.by_skill.row(wanted.skill) {
                if !found.has(posting.place) {
                    continue;
                }
                let number = numbers.get(usize::from(posting.place)).copied();
                if let Some((sum, _)) = number.and_then(|at| sums.get_mut(usize::from(at))) {
                    let level = u16::from(posting.level) * Posting::LEVEL_STEP;
                    sum.credit += u32::from(own_credit(level, wanted.level));
                    sum.evidence += u32::from(posting.evidence) * u32::from(Posting::EVIDENCE_STEP);
                }
            }
        }
        let key = |(having, _): &(Having, u16)| std::cmp::Reverse((having.credit, having.evidence));
        if best.wanted() < sums.len() {
            sums.select_nth_unstable_by_key(best.wanted(), key);
        }
        // Most are no match for the best whatever their id, and need not be looked up.
        let first_id = EmployeeId::from_uuid(uuid::Uuid::nil());
        for (having, place) in sums {
            let at = Place::in_segment(number, place);
            if !best.would_take(&self.entry(at, first_id, having)) {
                continue;
            }
            if let Some(view) = held.segment.view(place)
                && best.would_take(&self.entry(at, view.id, having))
            {
                self.offer(at, &view, best);
            }
        }
    }

    /// Who of a segment passes and may reach the levels; `None`: nobody.
    fn found(&self, held: &Held) -> Option<Bits> {
        let reaching = |wanted: &Wanted| {
            let postings = held.segment.by_skill.row(wanted.skill).iter();
            let reaching = postings
                .filter(|posting| wanted.reached(u16::from(posting.level) * Posting::LEVEL_STEP));
            Bits::of(reaching.map(|posting| posting.place))
        };
        let mut found = self.sieve.passing(held);
        let mut any: Option<Bits> = None;
        for wanted in &self.wanted {
            let reaching = reaching(wanted);
            if wanted.is_must {
                found.keep(&reaching);
            } else {
                any.get_or_insert_default().join(&reaching);
            }
        }
        if let Some(any) = &any {
            found.keep(any);
        }
        if self.filter.level_min.is_some() || self.filter.level_max.is_some() {
            let runs = held.segment.runs.iter();
            let graded = runs.filter(|run| self.has_grade(run.profile));
            found.keep(&Bits::of(graded.flat_map(|run| {
                run.range().filter_map(|place| u16::try_from(place).ok())
            })));
        }
        (found.count() > 0).then_some(found)
    }

    fn has_grade(&self, profile: u32) -> bool {
        let grade = self.engine.catalogue.grade(profile);
        let (min, max) = (self.filter.level_min, self.filter.level_max);
        min.is_none_or(|min| grade.is_some_and(|grade| grade >= min))
            && max.is_none_or(|max| grade.is_some_and(|grade| grade <= max))
    }

    fn level_and_evidence(person: &PersonView<'_>, wanted: &Wanted) -> (u16, u16) {
        let owned = person.skills.iter();
        let owned = owned.filter(|owned| owned.skill == wanted.skill && wanted.skill != NONE);
        let first = owned
            .map(|owned| (owned.level_milli(), owned.evidence()))
            .next();
        first.unwrap_or((0, 0))
    }

    fn offer(&self, place: Place, person: &PersonView<'_>, best: &mut Best<EmployeeId>) {
        let mut having = Having::default();
        let (mut lacks, mut any) = (false, None);
        for wanted in &self.wanted {
            let (level, evidence) = Self::level_and_evidence(person, wanted);
            having.credit += u32::from(own_credit(level, wanted.level));
            having.evidence += u32::from(evidence);
            let reached = wanted.reached(level);
            if wanted.is_must {
                lacks |= !reached;
            } else {
                any = Some(any.unwrap_or(false) | reached);
            }
        }
        let entry = self.entry(place, person.id, having);
        if !lacks
            && any != Some(false)
            && self.has_grade(person.profile)
            && best.would_take(&entry)
            && self.filter.accept.is_none_or(|accept| accept(person.id))
        {
            best.take(entry);
        }
    }

    fn entry(&self, place: Place, id: EmployeeId, having: Having) -> Entry<EmployeeId> {
        let asked = u64::try_from(self.wanted.len()).unwrap_or(u64::MAX).max(1);
        let mean = |sum: u32, whole: u32| {
            narrow(u64::from(sum) * u64::from(PPM) / (u64::from(whole) * asked)).min(PPM)
        };
        Entry {
            id,
            handle: place.handle(),
            band: Band::None,
            fitted: true,
            primary: mean(having.credit, FULL_CREDIT.into()),
            secondary: mean(having.evidence, BASIS_POINTS),
            need: 0,
        }
    }

    fn explained(&self, entry: &Entry<EmployeeId>) -> Option<PersonBySkills> {
        let person = self.engine.people.view(Place::from_handle(entry.handle))?;
        let held = |wanted: &Wanted| {
            let (level, evidence) = Self::level_and_evidence(&person, wanted);
            let credit = u64::from(own_credit(level, wanted.level));
            SkillHeld {
                skill: wanted.id,
                wanted_level: wanted.level,
                have_level_milli: (level > 0).then_some(level),
                reached: wanted.reached(level),
                met_ppm: narrow(credit * u64::from(PPM) / u64::from(FULL_CREDIT)),
                evidence_ppm: u32::from(evidence) * (PPM / BASIS_POINTS),
            }
        };
        Some(PersonBySkills {
            employee: person.id,
            open_to_moves: person.open_to_moves,
            met_ppm: entry.primary,
            evidence_ppm: entry.secondary,
            skills: self.wanted.iter().map(held).collect(),
        })
    }
}
