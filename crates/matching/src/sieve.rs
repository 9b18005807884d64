//! Whom a list of people leaves out, and whom it is enough to look at.

use domain::ids::EmployeeId;
use domain::terms::EmployeeStatus;

use crate::filter::{contains, handle_set, reaches};
use crate::intern::Rows;
use crate::opening::{Must, OpeningRecord};
use crate::openings_for::is_step_down;
use crate::people::{Bits, Held, People, Place};
use crate::people_for::PeopleFilter;
use crate::person::{PersonView, Places};
use crate::score::Score;

/// The filter with handles.
pub(crate) struct Sieve<'a> {
    filter: &'a PeopleFilter<'a>,
    units: Option<Vec<bool>>,
    locations: Option<Vec<bool>>,
}

/// Whom to look at.
pub(crate) enum Among {
    /// All, one by one.
    Everybody,
    /// These, one by one.
    Few(Vec<Place>),
    /// Those whom a search finds; by segment, who passes.
    Best(Vec<Bits>),
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

    pub(crate) fn among(&self, people: &People, opening: &OpeningRecord, wanted: usize) -> Among {
        if let Some(only) = self.filter.only {
            let mut places: Vec<Place> = only.iter().filter_map(|id| people.place(*id)).collect();
            places.sort_unstable_by_key(|place| place.handle());
            places.dedup();
            return Among::Few(places);
        }
        if self.filter.count || wanted >= people.len() {
            return Among::Everybody;
        }
        let segments = people.segments().iter();
        let passing = segments.map(|held| {
            let mut passing = self.passing(held);
            self.keep_holders(&mut passing, held, opening);
            passing
        });
        let passing: Vec<Bits> = passing.collect();
        if passing.iter().map(Bits::count).sum::<usize>() > people.few {
            return Among::Best(passing);
        }
        let of_segments = passing.iter().enumerate().flat_map(|(at, places)| {
            let places = places.iter();
            places.map(move |place| Place::in_segment(at, place))
        });
        let changed = people.delta().map(|(place, _)| place);
        Among::Few(of_segments.chain(changed).collect())
    }

    /// Who of a segment passes.
    pub(crate) fn passing(&self, held: &Held) -> Bits {
        let segment = &held.segment;
        let mut passing = if self.filter.include_leaving {
            segment.present.clone()
        } else {
            segment.available.clone()
        };
        passing.drop(&held.gone);
        if let Some(units) = &self.units {
            passing.keep(&Bits::of(chosen(&segment.by_unit, units)));
        }
        if let Some(locations) = &self.locations {
            passing.keep(&Bits::of(chosen(&segment.by_location, locations)));
        }
        if self.filter.open_to_moves {
            passing.keep(&segment.open_to_moves);
        }
        passing
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

fn chosen(lists: &Rows<u16>, set: &[bool]) -> impl Iterator<Item = u16> {
    let values = (0..).zip(set).filter(|(_, chosen)| **chosen);
    values.flat_map(|(value, _)| lists.row(value)).copied()
}

pub(crate) fn is_available(status: EmployeeStatus) -> bool {
    match status {
        EmployeeStatus::Active | EmployeeStatus::OnLeave => true,
        EmployeeStatus::Leaving | EmployeeStatus::Left => false,
    }
}
