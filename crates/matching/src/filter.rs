//! What to leave out of a list of openings, and how many each value of a filter would leave.

use chrono::NaiveDate;
use domain::ids::{LocationId, OpportunityId, OrgUnitId};
use domain::terms::{OpportunityKind, WorkMode};

use crate::intern::Interner;
use crate::opening::OpeningRecord;
use crate::output::{FacetCount, Facets};
use crate::person::Places;
use crate::units::{PPM, index};

/// In what order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OpeningOrder {
    /// By the two-sided rank.
    #[default]
    Fit,
    Date,
    Need,
    /// By `OpeningFilter::relevance`, then by the two-sided rank.
    Relevance,
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
    /// How well the opening answers what was searched for; more is better.
    pub relevance: Option<&'a dyn Fn(OpportunityId) -> u32>,
    /// The last opening of the page before: the page begins behind it, wherever it is by now.
    pub after: Option<OpportunityId>,
    /// From which the days that an opening has been open are counted.
    pub today: NaiveDate,
}

const KIND: u8 = 1;
const WORK_MODE: u8 = 2;
const LOCATION: u8 = 4;
const LEVEL: u8 = 8;

/// The filter with handles.
pub(crate) struct Compiled<'a> {
    filter: &'a OpeningFilter<'a>,
    units: Option<Vec<bool>>,
    locations: Option<Vec<bool>>,
}

impl<'a> Compiled<'a> {
    pub(crate) fn new(filter: &'a OpeningFilter<'a>, places: &Places) -> Self {
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
    pub(crate) fn failing(&self, opening: &OpeningRecord) -> Option<u8> {
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

/// Counts by value; there are few values, so a list is faster than a tree.
#[derive(Debug)]
struct Counts<T>(Vec<FacetCount<T>>);

impl<T> Default for Counts<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy + Ord> Counts<T> {
    fn add(&mut self, value: T) {
        match self.0.iter_mut().find(|f| f.value == value) {
            Some(facet) => facet.count += 1,
            None => self.0.push(FacetCount { value, count: 1 }),
        }
    }

    fn sorted(mut self) -> Vec<FacetCount<T>> {
        self.0
            .sort_by_key(|f| (std::cmp::Reverse(f.count), f.value));
        self.0
    }
}

#[derive(Debug)]
pub(crate) struct FacetCounts {
    kind: Counts<OpportunityKind>,
    work_mode: Counts<WorkMode>,
    /// By handle.
    location: Vec<u32>,
    level: Counts<i16>,
}

impl FacetCounts {
    pub(crate) fn new(places: &Places) -> Self {
        Self {
            kind: Counts::default(),
            work_mode: Counts::default(),
            location: vec![0; places.locations.len()],
            level: Counts::default(),
        }
    }

    /// Counts an opening for each facet whose own filter is the only one that it may fail.
    pub(crate) fn add(&mut self, failing: u8, opening: &OpeningRecord) {
        if failing & !KIND == 0 {
            self.kind.add(opening.kind);
        }
        if failing & !WORK_MODE == 0 {
            self.work_mode.add(opening.work_mode);
        }
        if failing & !LOCATION == 0
            && let Some(count) = self.location.get_mut(index(opening.location))
        {
            *count += 1;
        }
        if failing & !LEVEL == 0
            && let Some(grade) = opening.grade
        {
            self.level.add(grade);
        }
    }

    pub(crate) fn finish(self, places: &Places) -> Facets {
        let located = (0..).zip(self.location).filter(|(_, count)| *count > 0);
        let location = located.filter_map(|(at, count)| {
            let value = places.locations.id(at)?;
            Some(FacetCount { value, count })
        });
        Facets {
            kind: self.kind.sorted(),
            work_mode: self.work_mode.sorted(),
            location: Counts(location.collect()).sorted(),
            level: self.level.sorted(),
        }
    }
}

/// Whether a fit in ppm reaches one in points; without a fit it does not.
pub(crate) fn reaches(fit_ppm: Option<u32>, fit_min: u8) -> bool {
    fit_ppm.is_some_and(|fit| fit >= u32::from(fit_min) * (PPM / 100))
}
