//! Whom a list of people leaves out, and whom it is enough to look at.

use domain::ids::EmployeeId;
use domain::terms::EmployeeStatus;

use crate::filter::{contains, handle_set, reaches};
use crate::intern::Rows;
use crate::opening::{Must, OpeningRecord};
use crate::openings_for::is_step_down;
use crate::people::{Held, People, Place};
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
    /// Those whom a search finds, of all or of these places by segment.
    Best(Option<Vec<Vec<u16>>>),
}

/// Where lists name more than this part of all people, they are no shorter way.
const SHARE: usize = 4;

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
            && (self.filter.only.is_some() || is_available(person.status))
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
        let Some(source) = self.shortest(people, opening) else {
            return Among::Best(None);
        };
        let mut found = 0;
        let mut lists = Vec::with_capacity(people.segments().len());
        for held in people.segments() {
            let mut places = source.places(held);
            places.retain(|place| {
                let person = held.segment.view(*place);
                !held.gone.has(*place) && person.is_some_and(|person| self.passes(&person))
            });
            places.sort_unstable();
            found += places.len();
            lists.push(places);
        }
        if found > people.few {
            return Among::Best(Some(lists));
        }
        let of_segments = lists.iter().enumerate().flat_map(|(at, places)| {
            (places.iter()).map(move |place| Place::in_segment(at, *place))
        });
        let changed = people.delta().map(|(place, _)| place);
        Among::Few(of_segments.chain(changed).collect())
    }

    /// The shortest lists in which everybody is who passes, where there are short ones.
    fn shortest(&self, people: &People, opening: &OpeningRecord) -> Option<Source<'_>> {
        let mut sources: Vec<Source<'_>> = Vec::new();
        sources.extend(self.units.as_deref().map(Source::Units));
        sources.extend(self.locations.as_deref().map(Source::Locations));
        sources.extend(self.filter.open_to_moves.then_some(Source::OpenToMoves));
        if !self.filter.include_missing_certificate {
            let certificates = opening
                .asks
                .iter()
                .filter(|ask| ask.must == Must::Certificate);
            sources.extend(certificates.map(|ask| Source::Holders(ask.skill)));
        }
        let count = |source: &Source<'_>| {
            let segments = people.segments().iter();
            segments.map(|held| source.count(held)).sum::<usize>()
        };
        let counted = sources.into_iter().map(|source| (count(&source), source));
        let (named, source) = counted.min_by_key(|(named, _)| *named)?;
        (named * SHARE <= people.len()).then_some(source)
    }
}

/// Lists of places in each segment in which everybody is who passes.
#[derive(Clone, Copy)]
enum Source<'a> {
    Units(&'a [bool]),
    Locations(&'a [bool]),
    OpenToMoves,
    /// Of a certificate.
    Holders(u32),
}

impl Source<'_> {
    fn count(&self, held: &Held) -> usize {
        let segment = &held.segment;
        match self {
            Self::Units(units) => chosen(&segment.by_unit, units).map(<[u16]>::len).sum(),
            Self::Locations(locations) => {
                let rows = chosen(&segment.by_location, locations);
                rows.map(<[u16]>::len).sum()
            }
            Self::OpenToMoves => segment.open.len(),
            Self::Holders(skill) => segment.by_skill.row(*skill).len(),
        }
    }

    fn places(&self, held: &Held) -> Vec<u16> {
        let segment = &held.segment;
        match self {
            Self::Units(units) => chosen(&segment.by_unit, units).flatten().copied().collect(),
            Self::Locations(locations) => {
                let rows = chosen(&segment.by_location, locations);
                rows.flatten().copied().collect()
            }
            Self::OpenToMoves => segment.open.clone(),
            Self::Holders(skill) => {
                let postings = segment.by_skill.row(*skill).iter();
                postings.map(|posting| posting.place).collect()
            }
        }
    }
}

fn chosen<'a>(lists: &'a Rows<u16>, set: &'a [bool]) -> impl Iterator<Item = &'a [u16]> {
    let values = (0..).zip(set).filter(|(_, chosen)| **chosen);
    values.map(|(value, _)| lists.row(value))
}

fn is_available(status: EmployeeStatus) -> bool {
    match status {
        EmployeeStatus::Active | EmployeeStatus::OnLeave => true,
        EmployeeStatus::Leaving | EmployeeStatus::Left => false,
    }
}
