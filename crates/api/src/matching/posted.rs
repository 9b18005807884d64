//! Lists of openings as the board has them, by date, need or relevance: for hiring teams, in every
//! state, and for viewers whom the engine does not know. The same filters as the engine's lists,
//! and counts in the same sense.

use std::cmp::Reverse;

use domain::ids::{LocationId, OpportunityId, OrgUnitId};
use domain::opportunity::OpportunityStatus;
use domain::terms::{OpportunityKind, WorkMode};
use matching::{FacetCount, Facets};
use persistence::opportunities::{OpportunityRow, Viewer};
use serde::{Deserialize, Serialize};

use super::listing::Found;
use super::{BoardEntry, ListingOrder, Matching, Wanted};
use crate::directory::Catalogue;

pub struct PostedFilter<'a> {
    pub wanted: &'a Wanted,
    /// Only these.
    pub found: Option<&'a Found>,
    pub viewer: &'a Viewer,
    /// Only openings of the viewer's own hiring teams, in every state.
    pub team: bool,
    /// In this state instead of taking applications.
    pub status: Option<OpportunityStatus>,
    /// `Fit` is no order of these lists: they are by date then.
    pub order: ListingOrder,
    pub after: Option<Place>,
    pub limit: usize,
}

/// What a list is ordered by: stable, so that a page goes on where the one before ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place(i64, i64, OpportunityId);

#[derive(Debug, Default)]
pub struct Posted {
    pub rows: Vec<(OpportunityRow, Place)>,
    pub facets: Facets,
    /// How many there are in each state, whichever is asked for.
    pub statuses: Vec<FacetCount<OpportunityStatus>>,
}

impl Matching {
    /// The openings that the viewer may see and asks for.
    #[must_use]
    pub fn posted(&self, asked: &PostedFilter<'_>) -> Posted {
        let today = self.clock.today();
        let names = self.directory.catalogue();
        let units = asked.wanted.unit.map(|unit| self.units_below(unit));
        let known = self.known();
        let mut counts = Counts::default();
        let mut passing: Vec<(Place, &BoardEntry)> = Vec::new();
        let seen = known.board.all().filter(|entry| {
            let mine = || {
                asked
                    .viewer
                    .employee_id
                    .is_some_and(|me| entry.is_in_team(me))
            };
            let found = |found: &Found| found.contains_key(&entry.row.id);
            entry.is_visible_to(asked.viewer)
                && (!asked.team || mine())
                && asked.found.is_none_or(found)
        });
        for entry in seen {
            let level = level(entry, &names);
            let Some(mut failing) = failing(entry, level, asked.wanted, units.as_deref()) else {
                continue;
            };
            let state = match asked.status {
                Some(status) => entry.status == status,
                None => asked.team || entry.takes_applications(today),
            };
            failing |= if state { 0 } else { STATUS };
            counts.add(entry, level, failing);
            if failing == 0 {
                passing.push((place(entry, asked), entry));
            }
        }
        if let Some(after) = asked.after {
            passing.retain(|(place, _)| *place > after);
        }
        passing.sort_unstable_by_key(|(place, _)| *place);
        let rows = passing.into_iter().take(asked.limit);
        Posted {
            rows: rows
                .map(|(place, entry)| (entry.row.clone(), place))
                .collect(),
            statuses: sorted(counts.status),
            facets: Facets {
                kind: sorted(counts.kind),
                work_mode: sorted(counts.work_mode),
                location: sorted(counts.location),
                level: sorted(counts.level),
            },
        }
    }
}

const KIND: u8 = 1;
const WORK_MODE: u8 = 2;
const LOCATION: u8 = 4;
const LEVEL: u8 = 8;
const STATUS: u8 = 16;

/// Which facets' filters the opening fails; `None` when it fails something else.
fn failing(
    entry: &BoardEntry,
    level: Option<i16>,
    wanted: &Wanted,
    units: Option<&[OrgUnitId]>,
) -> Option<u8> {
    let row = &entry.row;
    let (pay, hours) = (wanted.pay_min_minor, wanted.hours_max.map(i32::from));
    let passes = units.is_none_or(|units| units.contains(&row.org_unit_id))
        && pay.is_none_or(|min| row.pay_max_minor.is_some_and(|max| max >= min))
        && hours.is_none_or(|max| row.hours_per_week.is_some_and(|has| has <= max));
    if !passes {
        return None;
    }
    let kind = wanted.kinds.is_empty() || wanted.kinds.contains(&row.kind);
    let mode = wanted.work_modes.is_empty() || wanted.work_modes.contains(&row.work_mode);
    let place = wanted.locations.is_empty()
        || (row.location_id).is_some_and(|place| wanted.locations.contains(&place));
    let high = (wanted.level_min).is_none_or(|min| level.is_some_and(|level| level >= min));
    let low = (wanted.level_max).is_none_or(|max| level.is_some_and(|level| level <= max));
    let facets = [
        (kind, KIND),
        (mode, WORK_MODE),
        (place, LOCATION),
        (high && low, LEVEL),
    ];
    let failed = facets.iter().filter(|(passes, _)| !passes);
    Some(failed.fold(0, |failing, (_, facet)| failing | facet))
}

/// Its own, or its role's.
fn level(entry: &BoardEntry, names: &Catalogue) -> Option<i16> {
    let profile = || names.profiles.find(entry.row.job_profile_id?);
    entry.row.level.or_else(|| profile().map(|one| one.level))
}

fn place(entry: &BoardEntry, asked: &PostedFilter<'_>) -> Place {
    let row = &entry.row;
    // Drafts were not opened: a team's own list is by creation.
    let opened = row.opened_at.filter(|_| !asked.team);
    let at = opened.unwrap_or(row.created_at).as_micros();
    let (first, second) = match asked.order {
        ListingOrder::Fit | ListingOrder::Date => (0, -at),
        ListingOrder::Need => (-need(entry), at),
        ListingOrder::Relevance => {
            let points = asked.found.and_then(|found| found.get(&row.id));
            (-i64::from(points.copied().unwrap_or(0)), -at)
        }
    };
    Place(first, second, row.id)
}

const fn need(entry: &BoardEntry) -> i64 {
    use domain::terms::Priority::{Critical, High, Normal};
    match entry.row.priority {
        Critical => 2,
        High => 1,
        Normal => 0,
    }
}

#[derive(Default)]
struct Counts {
    kind: Vec<FacetCount<OpportunityKind>>,
    work_mode: Vec<FacetCount<WorkMode>>,
    location: Vec<FacetCount<LocationId>>,
    level: Vec<FacetCount<i16>>,
    status: Vec<FacetCount<OpportunityStatus>>,
}

impl Counts {
    /// Counts an opening for each facet whose own filter is the only one that it may fail.
    fn add(&mut self, entry: &BoardEntry, level: Option<i16>, failing: u8) {
        let row = &entry.row;
        count(&mut self.kind, Some(row.kind), failing & !KIND);
        count(
            &mut self.work_mode,
            Some(row.work_mode),
            failing & !WORK_MODE,
        );
        count(&mut self.location, row.location_id, failing & !LOCATION);
        count(&mut self.level, level, failing & !LEVEL);
        count(&mut self.status, Some(row.status), failing & !STATUS);
    }
}

fn count<T: PartialEq>(counts: &mut Vec<FacetCount<T>>, value: Option<T>, failing: u8) {
    let Some(value) = value.filter(|_| failing == 0) else {
        return;
    };
    match counts.iter_mut().find(|known| known.value == value) {
        Some(known) => known.count += 1,
        None => counts.push(FacetCount { value, count: 1 }),
    }
}

/// The largest first, ties in order of value.
fn sorted<T: Copy + Ord>(mut counts: Vec<FacetCount<T>>) -> Vec<FacetCount<T>> {
    counts.sort_by_key(|one| (Reverse(one.count), one.value));
    counts
}
