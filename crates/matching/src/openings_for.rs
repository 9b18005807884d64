//! Openings for a person: filter, score, count facets and rank in one pass.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use domain::ids::{EmployeeId, LocationId, OpportunityId, OrgUnitId};
use domain::terms::{OpportunityKind, WorkMode};

use crate::engine::{Engine, Scratch};
use crate::intern::Interner;
use crate::opening::{OpeningRecord, Unmet};
use crate::output::{
    Direction, FacetCount, Facets, HiddenCounts, ListOrder, OpeningMatch, OpeningPage, View,
};
use crate::person::{PersonRecord, Places};
use crate::score::{Circumstances, Score, Tally, score};
use crate::select::{Entry, page};
use crate::summary::summarise;
use crate::units::{PPM, index, narrow};

/// In what order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OpeningOrder {
    /// By the two-sided rank.
    #[default]
    Fit,
    Date,
    Need,
}

/// What to leave out. Empty lists and `None` leave out nothing.
#[derive(Clone, Copy, Default)]
pub struct OpeningFilter<'a> {
    pub kinds: &'a [OpportunityKind],
    /// With all units below them: the engine knows no tree.
    pub org_units: Option<&'a [OrgUnitId]>,
    pub locations: &'a [LocationId],
    pub work_modes: &'a [WorkMode],
    /// Grades; an opening without a grade fails either bound.
    pub level_min: Option<i16>,
    pub level_max: Option<i16>,
    /// The upper end of the pay range reaches this; an opening without a range fails.
    pub pay_min_minor: Option<i64>,
    pub hours_max: Option<u16>,
    /// Fit in points, 0 to 100.
    pub fit_min: Option<u8>,
    pub include_step_down: bool,
    pub include_missing_certificate: bool,
    /// Openings that fail a preference which the person made a filter.
    pub include_unwanted: bool,
    /// Anything else: who may see it, text search, policy. Asked once per opening that passes the
    /// cheap filters.
    pub accept: Option<&'a dyn Fn(OpportunityId) -> bool>,
    pub order: OpeningOrder,
    /// From which the days that an opening has been open are counted.
    pub today: NaiveDate,
}

const KIND: u8 = 1;
const WORK_MODE: u8 = 2;
const LOCATION: u8 = 4;
const LEVEL: u8 = 8;

/// The filter with handles.
struct Compiled<'a> {
    filter: &'a OpeningFilter<'a>,
    units: Option<Vec<bool>>,
    locations: Option<Vec<bool>>,
}

impl<'a> Compiled<'a> {
    fn new(filter: &'a OpeningFilter<'a>, places: &Places) -> Self {
        Self {
            filter,
            units: filter
                .org_units
                .map(|units| handle_set(&places.units, units)),
            locations: (!filter.locations.is_empty())
                .then(|| handle_set(&places.locations, filter.locations)),
        }
    }

    /// Which facets' filters the opening fails; `None` when it fails something else.
    fn failing(&self, opening: &OpeningRecord) -> Option<u8> {
        let f = self.filter;
        let passes = contains(self.units.as_deref(), opening.unit)
            && f.pay_min_minor
                .is_none_or(|min| opening.pay_max_minor.is_some_and(|max| max >= min))
            && f.hours_max
                .is_none_or(|max| opening.hours.is_some_and(|has| has <= max));
        if !passes {
            return None;
        }
        let grade = |bound: Option<i16>, ok: fn(i16, i16) -> bool| {
            bound.is_none_or(|b| opening.grade.is_some_and(|g| ok(g, b)))
        };
        let mut failing = 0;
        if !f.kinds.is_empty() && !f.kinds.contains(&opening.kind) {
            failing |= KIND;
        }
        if !f.work_modes.is_empty() && !f.work_modes.contains(&opening.work_mode) {
            failing |= WORK_MODE;
        }
        if !contains(self.locations.as_deref(), opening.location) {
            failing |= LOCATION;
        }
        if !(grade(f.level_min, |g, min| g >= min) && grade(f.level_max, |g, max| g <= max)) {
            failing |= LEVEL;
        }
        Some(failing)
    }
}

pub(crate) fn handle_set<Id: Copy + Eq + std::hash::Hash>(
    ids: &Interner<Id>,
    chosen: &[Id],
) -> Vec<bool> {
    let mut set = vec![false; ids.len()];
    for id in chosen {
        if let Some(member) = set.get_mut(index(ids.find(*id))) {
            *member = true;
        }
    }
    set
}

pub(crate) fn contains(set: Option<&[bool]>, handle: u32) -> bool {
    set.is_none_or(|set| set.get(index(handle)).copied().unwrap_or(false))
}

#[derive(Default)]
struct FacetCounts {
    kind: BTreeMap<OpportunityKind, u32>,
    work_mode: BTreeMap<WorkMode, u32>,
    location: Vec<u32>,
    level: BTreeMap<i16, u32>,
}

impl FacetCounts {
    /// Counts an opening for each facet whose own filter is the only one that it may fail.
    fn add(&mut self, failing: u8, opening: &OpeningRecord) {
        if failing & !KIND == 0 {
            *self.kind.entry(opening.kind).or_default() += 1;
        }
        if failing & !WORK_MODE == 0 {
            *self.work_mode.entry(opening.work_mode).or_default() += 1;
        }
        if failing & !LOCATION == 0
            && let Some(count) = self.location.get_mut(index(opening.location))
        {
            *count += 1;
        }
        if failing & !LEVEL == 0
            && let Some(grade) = opening.grade
        {
            *self.level.entry(grade).or_default() += 1;
        }
    }

    fn finish(self, places: &Places) -> Facets {
        let located = (0..).zip(self.location).filter(|(_, count)| *count > 0);
        Facets {
            kind: sorted(self.kind),
            work_mode: sorted(self.work_mode),
            location: sorted(located.filter_map(|(at, n)| Some((places.locations.id(at)?, n)))),
            level: sorted(self.level),
        }
    }
}

fn sorted<T: Ord + Copy>(counts: impl IntoIterator<Item = (T, u32)>) -> Vec<FacetCount<T>> {
    let mut list: Vec<_> = counts
        .into_iter()
        .map(|(value, count)| FacetCount { value, count })
        .collect();
    list.sort_by_key(|f| (std::cmp::Reverse(f.count), f.value));
    list
}

impl Engine {
    /// The openings for a person, best first; `None` when the person is unknown.
    #[must_use]
    pub fn openings_for(
        &self,
        person: EmployeeId,
        filter: &OpeningFilter<'_>,
        limit: usize,
        offset: usize,
    ) -> Option<OpeningPage> {
        let person = self.people.find(person)?;
        Some(Scratch::with(|scratch| {
            self.rank_openings(person, filter, (limit, offset), scratch)
        }))
    }

    fn rank_openings(
        &self,
        person: &PersonRecord,
        filter: &OpeningFilter<'_>,
        (limit, offset): (usize, usize),
        scratch: &mut Scratch,
    ) -> OpeningPage {
        scratch.load_person(self, person, View::Employee);
        let compiled = Compiled::new(filter, &self.places);
        let mut facets = FacetCounts {
            location: vec![0; self.places.locations.len()],
            ..FacetCounts::default()
        };
        let mut hidden = HiddenCounts::default();
        let mut entries = std::mem::take(&mut scratch.openings);
        entries.clear();
        for (handle, opening) in self.openings.iter() {
            let Some(failing) = compiled.failing(opening) else {
                continue;
            };
            if failing.count_ones() > 1 || filter.accept.is_some_and(|accept| !accept(opening.id)) {
                continue;
            }
            let unmet = unmet(person, opening);
            let score = self.score_opening(person, opening, unmet, scratch);
            if filter.fit_min.is_some_and(|min| !reaches(&score, min)) {
                continue;
            }
            if let Some(count) = hiding(&score, opening, unmet, filter, &mut hidden) {
                *count += u32::from(failing == 0);
                continue;
            }
            facets.add(failing, opening);
            if failing == 0 {
                entries.push(self.entry(handle, opening, &score, filter));
            }
        }
        let total = narrow(u64::try_from(entries.len()).unwrap_or(u64::MAX));
        let items = page(&mut entries, offset, limit)
            .into_iter()
            .filter_map(|e| self.openings.get(e.handle))
            .map(|opening| self.opening_match(person, opening, filter.today, scratch))
            .collect();
        scratch.openings = entries;
        OpeningPage {
            items,
            total,
            facets: facets.finish(&self.places),
            hidden,
            order: match filter.order {
                OpeningOrder::Date => ListOrder::Date,
                OpeningOrder::Need => ListOrder::Need,
                OpeningOrder::Fit if person.strength == 0 => ListOrder::PreferencesAndRecency,
                OpeningOrder::Fit => ListOrder::TwoSided,
            },
            weights_version: self.weights.version,
            data_version: self.data_version,
        }
    }

    fn opening_match(
        &self,
        person: &PersonRecord,
        opening: &OpeningRecord,
        today: NaiveDate,
        scratch: &mut Scratch,
    ) -> OpeningMatch {
        let score = self.score_opening(person, opening, unmet(person, opening), scratch);
        OpeningMatch {
            opportunity: opening.id,
            summary: summarise(
                self,
                opening,
                &score,
                &scratch.person,
                scratch.aims_for(opening),
            ),
            business_need_ppm: opening.need_ppm(today, &self.weights),
        }
    }

    /// The score of the loaded person for an opening, in the employee's view.
    pub(crate) fn score_opening(
        &self,
        person: &PersonRecord,
        opening: &OpeningRecord,
        unmet: Unmet,
        scratch: &mut Scratch,
    ) -> Score {
        let mut tally = Tally::default();
        for ask in &opening.asks {
            tally.add(
                ask,
                &scratch.person.cell(ask),
                self.weights.must_have_slack_milli,
            );
        }
        let pair = Circumstances {
            view: View::Employee,
            strength: person.strength,
            grade: self.catalogue.grade(person.profile),
            aspiration_ppm: scratch.aspiration(opening),
            mobility_ppm: scratch.mobility(self, person.profile, opening),
            penalties: unmet.penalties,
        };
        score(&tally, opening, &pair, &self.weights)
    }

    fn entry(
        &self,
        handle: u32,
        opening: &OpeningRecord,
        score: &Score,
        filter: &OpeningFilter<'_>,
    ) -> Entry<OpportunityId> {
        let day = opening.opened_on.map_or(0, |d| d.num_days_from_ce());
        let day = u32::try_from(day).unwrap_or(0);
        let need = opening.need_ppm(filter.today, &self.weights);
        let (fitted, primary, secondary, need) = match filter.order {
            OpeningOrder::Fit if score.fitted => (true, score.rank_ppm, score.evidence_ppm, need),
            OpeningOrder::Fit => (false, score.rank_ppm, day, 0),
            OpeningOrder::Date => (true, day, score.rank_ppm, 0),
            OpeningOrder::Need => (true, need, score.rank_ppm, 0),
        };
        Entry {
            id: opening.id,
            handle,
            band: score.band,
            fitted,
            primary,
            secondary,
            need,
        }
    }
}

pub(crate) fn unmet(person: &PersonRecord, opening: &OpeningRecord) -> Unmet {
    (person.preferences.as_deref()).map_or_else(Unmet::default, |p| opening.unmet(p))
}

pub(crate) fn reaches(score: &Score, fit_min: u8) -> bool {
    score.fitted && score.fit_ppm >= u32::from(fit_min) * (PPM / 100)
}

/// The counter of what hides the opening, if anything does.
fn hiding<'h>(
    score: &Score,
    opening: &OpeningRecord,
    unmet: Unmet,
    filter: &OpeningFilter<'_>,
    hidden: &'h mut HiddenCounts,
) -> Option<&'h mut u32> {
    if score.missing_certificates > 0 && !filter.include_missing_certificate {
        Some(&mut hidden.missing_certificate)
    } else if unmet.filtered && !filter.include_unwanted {
        Some(&mut hidden.preference)
    } else if is_step_down(score, opening) && !filter.include_step_down {
        Some(&mut hidden.step_down)
    } else {
        None
    }
}

/// What is hidden unless asked for.
pub(crate) fn is_step_down(score: &Score, opening: &OpeningRecord) -> bool {
    score.direction == Direction::StepDown && opening.is_career_move()
}
