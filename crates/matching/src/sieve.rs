//! Whom a list of people leaves out, and whom it is enough to look at.

use domain::ids::EmployeeId;
use domain::terms::EmployeeStatus;

use crate::engine::Engine;
use crate::filter::{contains, handle_set, reaches};
use crate::intern::{NONE, Rows};
use crate::opening::{Must, OpeningRecord};
use crate::openings_for::is_step_down;
use crate::people::{Bits, Held, Place};
use crate::people_for::PeopleFilter;
use crate::person::{PersonView, Places};
use crate::score::Score;

/// Units are wide that have this many times the people who are few.
const WIDE: usize = 4;

/// The filter with handles.
pub(crate) struct Sieve<'a> {
    filter: &'a PeopleFilter<'a>,
    units: Option<Vec<bool>>,
    locations: Option<Vec<bool>>,
}

/// Whom to look at.
pub(crate) enum Among<'a> {
    /// All, one by one.
    Everybody,
    /// Those who were named, one by one.
    These(Vec<Place>),
    /// One by one those who pass, who are few.
    Few(Vec<Place>),
    /// Those whom a search finds.
    Best(Passing<'a>),
}

impl<'a> Sieve<'a> {
    pub(crate) fn new(filter: &'a PeopleFilter<'a>, places: &Places) -> Self {
        Self {
            filter,
            units: filter.org_units.map(|u| handle_set(&places.units, u)),
            locations: (!filter.locations.is_empty())
                .then(|| handle_set(&places.locations, filter.locations)),
        }
    }

    /// What can be told without a score.
    #[inline]
    pub(crate) fn passes(&self, person: &PersonView<'_>) -> bool {
        contains(self.units.as_deref(), person.unit)
            && contains(self.locations.as_deref(), person.location)
            && (!self.filter.open_to_moves || person.open_to_moves)
            && self.has_status(person.status)
    }

    fn has_status(&self, status: EmployeeStatus) -> bool {
        self.filter.only.is_some()
            || if self.filter.include_leaving {
                status != EmployeeStatus::Left
            } else {
                is_available(status)
            }
    }

    /// What is told by the score, and then what the caller says.
    pub(crate) fn accepts(&self, id: EmployeeId, score: &Score, opening: &OpeningRecord) -> bool {
        let filter = self.filter;
        let hidden = filter.only.is_none()
            && ((score.missing_certificates > 0 && !filter.include_missing_certificate)
                || (is_step_down(score, opening) && !filter.include_step_down));
        !hidden
            && (filter.fit_min).is_none_or(|min| reaches(score.shown_fit_ppm(), min))
            && filter.accept.is_none_or(|accept| accept(id))
    }

    pub(crate) fn includes_step_down(&self) -> bool {
        self.filter.include_step_down || self.filter.only.is_some()
    }

    pub(crate) const fn fit_min(&self) -> Option<u8> {
        self.filter.fit_min
    }

    pub(crate) fn among(
        &self,
        engine: &Engine,
        opening: &OpeningRecord,
        wanted: usize,
    ) -> Among<'_> {
        let people = &engine.people;
        if let Some(only) = self.filter.only {
            let mut places: Vec<Place> = only.iter().filter_map(|id| people.place(*id)).collect();
            places.sort_unstable_by_key(|place| place.handle());
            places.dedup();
            return Among::These(places);
        }
        if self.filter.count || wanted >= people.len() {
            return Among::Everybody;
        }
        let segments = people.segments().iter();
        let mut passing = Passing {
            parts: segments.map(|held| self.part(held, opening)).collect(),
            wide: None,
        };
        let (mut passed_by, mut postings) = (0, 0);
        for (part, held) in passing.parts.iter().zip(people.segments()) {
            if part.most > 0 {
                passed_by += held.live();
                postings += engine.postings_of(opening, &held.segment);
            }
        }
        let few = people.few(passed_by, postings);
        if let Some(units) = &self.units {
            if passing.most() > few * WIDE {
                passing.wide = Some(units);
            } else {
                for (part, held) in passing.parts.iter_mut().zip(people.segments()) {
                    if part.most > 0 {
                        self.keep_units(&mut part.set, held);
                        part.most = part.set.count();
                    }
                }
            }
        }
        if passing.most() > few {
            return Among::Best(passing);
        }
        let of_segments = people.segments().iter().enumerate().flat_map(|(at, held)| {
            let here = passing.here(at, held);
            let places: Vec<Place> = here.iter().map(|p| Place::in_segment(at, p)).collect();
            places
        });
        let changed = people.delta().map(|(place, _)| place);
        Among::Few(of_segments.chain(changed).collect())
    }

    /// Who of a segment passes what is cheap to ask of all, and how many these are at most when
    /// their units are asked for, too.
    fn part(&self, held: &Held, opening: &OpeningRecord) -> Part {
        let in_units = self.in_units(held);
        if in_units == 0 {
            return Part::default();
        }
        let mut set = self.passing_but_units(held);
        self.keep_holders(&mut set, held, opening);
        let most = set.count().min(in_units);
        Part { set, most }
    }

    /// How many of a segment are in the units that are asked for.
    fn in_units(&self, held: &Held) -> usize {
        self.units.as_ref().map_or(held.segment.len(), |units| {
            rows(&held.segment.by_unit, units).map(<[u16]>::len).sum()
        })
    }

    /// Who of a segment passes.
    pub(crate) fn passing(&self, held: &Held) -> Bits {
        if self.in_units(held) == 0 {
            return Bits::default();
        }
        let mut passing = self.passing_but_units(held);
        self.keep_units(&mut passing, held);
        passing
    }

    fn passing_but_units(&self, held: &Held) -> Bits {
        let segment = &held.segment;
        let mut passing = if self.filter.include_leaving {
            segment.present.clone()
        } else {
            segment.available.clone()
        };
        passing.drop(&held.gone);
        if let Some(locations) = &self.locations {
            passing.keep(&Bits::of(chosen(&segment.by_location, locations)));
        }
        if self.filter.open_to_moves {
            passing.keep(&segment.open_to_moves);
        }
        passing
    }

    fn keep_units(&self, passing: &mut Bits, held: &Held) {
        if let Some(units) = &self.units {
            passing.keep(&Bits::of(chosen(&held.segment.by_unit, units)));
        }
    }

    /// Keeps those who hold every certificate that nobody may lack.
    fn keep_holders(&self, passing: &mut Bits, held: &Held, opening: &OpeningRecord) {
        if self.filter.include_missing_certificate {
            return;
        }
        for ask in opening
            .asks
            .iter()
            .filter(|ask| ask.must == Must::Certificate)
        {
            let holders = held.segment.by_skill.row(ask.skill).iter();
            passing.keep(&Bits::of(holders.map(|posting| posting.place)));
        }
    }
}

/// Whoever passes of one segment.
#[derive(Default)]
struct Part {
    set: Bits,
    /// So many at most.
    most: usize,
}

/// Whoever passes, by segment.
pub(crate) struct Passing<'a> {
    parts: Vec<Part>,
    /// By handle, units of so many people that putting all of them into the sets takes longer than
    /// asking for the unit of those who come into question.
    wide: Option<&'a [bool]>,
}

impl Passing<'_> {
    /// So many at most.
    fn most(&self) -> usize {
        self.parts.iter().map(|part| part.most).sum()
    }

    /// So many of the segment at most.
    pub(crate) fn most_of(&self, segment: usize) -> usize {
        self.parts.get(segment).map_or(0, |part| part.most)
    }

    pub(crate) fn here<'h>(&'h self, segment: usize, held: &'h Held) -> PassingHere<'h> {
        PassingHere {
            set: self.parts.get(segment).map(|part| &part.set),
            units: self.wide.map(|wide| (wide, held.segment.units.as_slice())),
        }
    }
}

/// Whoever passes of one segment.
pub(crate) struct PassingHere<'a> {
    set: Option<&'a Bits>,
    /// The units that are asked for, and those of the people by place.
    units: Option<(&'a [bool], &'a [u32])>,
}

impl PassingHere<'_> {
    #[inline]
    pub(crate) fn has(&self, place: u16) -> bool {
        self.set.is_some_and(|set| set.has(place)) && self.is_in_units(place)
    }

    fn is_in_units(&self, place: u16) -> bool {
        self.units.is_none_or(|(wide, units)| {
            let unit = units.get(usize::from(place)).copied().unwrap_or(NONE);
            contains(Some(wide), unit)
        })
    }

    /// In order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u16> {
        let set = self.set.into_iter().flat_map(Bits::iter);
        set.filter(|place| self.is_in_units(*place))
    }
}

fn rows<'a>(lists: &'a Rows<u16>, set: &'a [bool]) -> impl Iterator<Item = &'a [u16]> {
    let values = (0..).zip(set).filter(|(_, chosen)| **chosen);
    values.map(|(value, _)| lists.row(value))
}

fn chosen<'a>(lists: &'a Rows<u16>, set: &'a [bool]) -> impl Iterator<Item = u16> + use<'a> {
    rows(lists, set).flatten().copied()
}

pub(crate) fn is_available(status: EmployeeStatus) -> bool {
    match status {
        EmployeeStatus::Active | EmployeeStatus::OnLeave => true,
        EmployeeStatus::Leaving | EmployeeStatus::Left => false,
    }
}
