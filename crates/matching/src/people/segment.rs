//! Up to 65,536 people who do not change: what is known of each, in arrays by place, and the lists
//! of places by skill, unit and location. People of one role are next to each other, in order of
//! id.

use std::ops::Range;
use std::sync::Arc;

use domain::ids::EmployeeId;
use domain::terms::EmployeeStatus;

use crate::catalogue::CompiledCatalogue;
use crate::intern::Rows;
use crate::person::{Owned, PersonRecord, PersonView, Private, arrange};
use crate::units::index;
use crate::weights::Weights;

/// Somebody has a skill: the place, the level and the evidence, both rounded up to 250ths of the
/// whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Posting {
    pub(crate) place: u16,
    pub(crate) level: u8,
    pub(crate) evidence: u8,
}

impl Posting {
    /// Thousandths of a level in one step of a posting's level.
    pub(crate) const LEVEL_STEP: u16 = 20;
    /// Ten-thousandths in one step of a posting's evidence.
    pub(crate) const EVIDENCE_STEP: u16 = 40;

    fn new(place: u16, owned: Owned) -> Self {
        let steps = |value: u16, step| u8::try_from(value.div_ceil(step)).unwrap_or(u8::MAX);
        Self {
            place,
            level: steps(owned.level_milli(), Self::LEVEL_STEP),
            evidence: steps(owned.evidence(), Self::EVIDENCE_STEP),
        }
    }
}

/// People of one role.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) profile: u32,
    start: u32,
    end: u32,
    /// Whether somebody among them has no strength.
    pub(crate) any_unknown: bool,
}

impl Run {
    pub(crate) fn range(&self) -> Range<usize> {
        index(self.start)..index(self.end)
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Segment {
    ids: Vec<EmployeeId>,
    /// Places in order of id.
    by_id: Vec<u16>,
    pub(crate) runs: Vec<Run>,
    profiles: Vec<u32>,
    units: Vec<u32>,
    locations: Vec<u32>,
    statuses: Vec<EmployeeStatus>,
    open_to_moves: Vec<bool>,
    strengths: Vec<u64>,
    strongest: Vec<u8>,
    skills: Vec<Owned>,
    ends: Vec<u32>,
    /// In order of place; few have any.
    private: Vec<(u16, Arc<Private>)>,
    pub(crate) by_skill: Rows<Posting>,
    pub(crate) by_unit: Rows<u16>,
    pub(crate) by_location: Rows<u16>,
    /// Places of people who are open to moves.
    pub(crate) open: Vec<u16>,
}

impl Segment {
    pub(super) fn with_capacity(people: usize, skills: usize) -> Self {
        Self {
            ids: Vec::with_capacity(people),
            profiles: Vec::with_capacity(people),
            units: Vec::with_capacity(people),
            locations: Vec::with_capacity(people),
            statuses: Vec::with_capacity(people),
            open_to_moves: Vec::with_capacity(people),
            strengths: Vec::with_capacity(people),
            strongest: Vec::with_capacity(people),
            ends: Vec::with_capacity(people),
            skills: Vec::with_capacity(skills),
            ..Self::default()
        }
    }

    /// In order of role, then id.
    pub(super) fn push(&mut self, person: &PersonView<'_>, private: Option<Arc<Private>>) {
        let place = u16::try_from(self.ids.len()).unwrap_or(u16::MAX);
        self.ids.push(person.id);
        self.profiles.push(person.profile);
        self.units.push(person.unit);
        self.locations.push(person.location);
        self.statuses.push(person.status);
        self.open_to_moves.push(person.open_to_moves);
        self.strengths.push(person.strength);
        self.strongest
            .push(u8::try_from(person.strongest).unwrap_or(u8::MAX));
        self.skills.extend_from_slice(person.skills);
        self.ends.push(crate::units::handle(self.skills.len()));
        self.private.extend(private.map(|private| (place, private)));
    }

    /// Makes the lists from the arrays.
    pub(super) fn finish(mut self) -> Self {
        self.by_id = self.places().collect();
        let ids = &self.ids;
        self.by_id
            .sort_unstable_by_key(|place| ids.get(usize::from(*place)));
        self.runs.clear();
        for ((at, profile), strength) in (0_u32..).zip(&self.profiles).zip(&self.strengths) {
            let unknown = *strength == 0;
            match self.runs.last_mut().filter(|run| run.profile == *profile) {
                Some(run) => {
                    run.end = at + 1;
                    run.any_unknown |= unknown;
                }
                None => self.runs.push(Run {
                    profile: *profile,
                    start: at,
                    end: at + 1,
                    any_unknown: unknown,
                }),
            }
        }
        let by = |values: &[u32]| Rows::grouped(values.iter().copied().zip(0..=u16::MAX));
        self.by_unit = by(&self.units);
        self.by_location = by(&self.locations);
        let all = self.places().zip(&self.open_to_moves);
        self.open = all.filter_map(|(p, open)| open.then_some(p)).collect();
        self.by_skill = Rows::grouped(self.places().flat_map(|place| {
            let owned = self.owned(place).iter();
            owned.map(move |owned| (owned.skill, Posting::new(place, *owned)))
        }));
        self
    }

    /// The same people under another catalogue or other weights.
    pub(super) fn prepared(&self, catalogue: &CompiledCatalogue, weights: &Weights) -> Self {
        let mut fresh = self.clone();
        let mut rest = &mut *fresh.skills;
        let mut start = 0;
        let facts = fresh.strengths.iter_mut().zip(&mut fresh.strongest);
        for (end, (strength, strongest)) in self.ends.iter().zip(facts) {
            let (own, others) = rest.split_at_mut(index(*end - start).min(rest.len()));
            let (count, sum) = arrange(own, catalogue, weights);
            *strength = sum;
            *strongest = u8::try_from(count).unwrap_or(u8::MAX);
            (rest, start) = (others, *end);
        }
        fresh.finish()
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn places(&self) -> impl Iterator<Item = u16> + Clone + use<> {
        // A full segment has one more place than the largest number of 16 bits.
        (0..=u16::MAX).take(self.len())
    }

    pub(crate) fn find(&self, id: EmployeeId) -> Option<u16> {
        let of = |place: &u16| self.ids.get(usize::from(*place));
        let at = self
            .by_id
            .binary_search_by(|place| of(place).cmp(&Some(&id)));
        self.by_id.get(at.ok()?).copied()
    }

    fn owned(&self, place: u16) -> &[Owned] {
        let at = usize::from(place);
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = start.map_or(0, |start| index(*start));
        let end = self.ends.get(at).map_or(0, |end| index(*end));
        self.skills.get(start..end).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn strength(&self, place: u16) -> u64 {
        let strength = self.strengths.get(usize::from(place));
        strength.copied().unwrap_or(0)
    }

    #[inline]
    pub(crate) fn view(&self, place: u16) -> Option<PersonView<'_>> {
        let at = usize::from(place);
        Some(PersonView {
            id: *self.ids.get(at)?,
            unit: *self.units.get(at)?,
            location: *self.locations.get(at)?,
            profile: *self.profiles.get(at)?,
            status: *self.statuses.get(at)?,
            open_to_moves: *self.open_to_moves.get(at)?,
            skills: self.owned(place),
            strength: *self.strengths.get(at)?,
            strongest: usize::from(*self.strongest.get(at)?),
        })
    }

    pub(super) fn private(&self, place: u16) -> Option<Arc<Private>> {
        let at = self.private.binary_search_by_key(&place, |(at, _)| *at);
        let (_, private) = self.private.get(at.ok()?)?;
        Some(Arc::clone(private))
    }

    pub(crate) fn record(&self, place: u16) -> Option<PersonRecord> {
        Some(PersonRecord::of(&self.view(place)?, self.private(place)))
    }
}
