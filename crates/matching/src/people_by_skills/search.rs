//! The search itself: by segment, the sets of those who reach each level are joined and met; only
//! whoever may be among the best is looked up. People who changed since are looked at one by one.

use domain::ids::EmployeeId;

use super::{PersonBySkills, SkillHeld, SkillQueryFilter, SkillRank, Wanted};
use crate::cells::{lifted_credit, own_credit};
use crate::engine::Engine;
use crate::intern::NONE;
use crate::neighbours::lift_ppm;
use crate::output::{Band, Via};
use crate::people::{Bits, Held, Place, Posting};
use crate::people_for::PeopleFilter;
use crate::person::PersonView;
use crate::select::{Best, Entry};
use crate::sieve::Sieve;
use crate::units::{BASIS_POINTS, FULL_CREDIT, PPM, narrow};

/// What somebody has of what is asked: sixty-thousandths of each level, ten-thousandths of
/// evidence; at most so much where it is a bound.
#[derive(Clone, Copy, Debug, Default)]
struct Having {
    credit: u32,
    evidence: u32,
}

pub(super) struct Search<'q> {
    engine: &'q Engine,
    filter: &'q SkillQueryFilter<'q>,
    sieve: Sieve<'q>,
    wanted: &'q [Wanted],
}

impl<'q> Search<'q> {
    pub(super) fn new(
        engine: &'q Engine,
        filter: &'q SkillQueryFilter<'q>,
        places: &'q PeopleFilter<'q>,
        wanted: &'q [Wanted],
    ) -> Self {
        Self {
            engine,
            filter,
            sieve: Sieve::new(places, &engine.places),
            wanted,
        }
    }

    /// The best, and how many there are in all; the number is right where counting is asked for.
    pub(super) fn best(&self, most: usize) -> (Vec<Entry<EmployeeId>>, u64) {
        let (mut best, mut total) = (Best::new(most), 0_u64);
        if self.wanted.is_empty() {
            return (Vec::new(), 0);
        }
        let people = &self.engine.people;
        for (place, record) in people.delta() {
            let view = record.view();
            if let Some(having) = self.having(&view).filter(|_| self.sieve.passes(&view)) {
                total += u64::from(self.filter.count && self.accepts(view.id));
                self.offer(self.entry(place, view.id, having), &mut best);
            }
        }
        for (number, held) in people.segments().iter().enumerate() {
            let Some(mut found) = self.found(held) else {
                continue;
            };
            if self.filter.count && self.filter.accept.is_some() {
                found = Bits::of(found.iter().filter(|place| {
                    let view = held.segment.view(*place);
                    view.is_some_and(|view| self.accepts(view.id))
                }));
            }
            total += u64::try_from(found.count()).unwrap_or(u64::MAX);
            if most > 0 {
                self.search_segment(number, held, &found, &mut best);
            }
        }
        (best.into_sorted(), total)
    }

    /// From the most promising on.
    fn search_segment(
        &self,
        number: usize,
        held: &Held,
        found: &Bits,
        best: &mut Best<EmployeeId>,
    ) {
        let mut sums: Vec<(Having, u16)> = (found.iter())
            .map(|place| (Having::default(), place))
            .collect();
        let mut numbers = vec![0_u16; held.segment.len()];
        for (at, (_, place)) in (0..=u16::MAX).zip(&sums) {
            if let Some(number) = numbers.get_mut(usize::from(*place)) {
                *number = at;
            }
        }
        for wanted in self.wanted {
            for posting in held.segment.by_skill.row(wanted.skill) {
                if !found.has(posting.place) {
                    continue;
                }
                let number = numbers.get(usize::from(posting.place)).copied();
                if let Some((sum, _)) = number.and_then(|at| sums.get_mut(usize::from(at))) {
                    let level = u16::from(posting.level) * Posting::LEVEL_STEP;
                    sum.credit += u32::from(own_credit(level, wanted.full()));
                    sum.evidence +=
                        u32::from(posting.evidence()) * u32::from(Posting::EVIDENCE_STEP);
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
                && let Some(having) = self.having(&view)
            {
                self.offer(self.entry(at, view.id, having), best);
            }
        }
    }

    /// Who of a segment passes and reaches the levels; `None`: nobody.
    fn found(&self, held: &Held) -> Option<Bits> {
        let mut found = self.sieve.passing(held);
        if found.count() == 0 {
            return None;
        }
        let mut any: Option<Bits> = None;
        for wanted in self.wanted {
            let reaching = reaching(wanted, held);
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

    fn accepts(&self, id: EmployeeId) -> bool {
        self.filter.accept.is_none_or(|accept| accept(id))
    }

    /// What somebody has; `None` where it is not what is asked.
    fn having(&self, person: &PersonView<'_>) -> Option<Having> {
        let mut having = Having::default();
        let (mut lacks, mut any) = (false, None);
        for wanted in self.wanted {
            let (level, evidence) = level_and_evidence(person, wanted.skill);
            having.credit += u32::from(own_credit(level, wanted.full()));
            having.evidence += u32::from(evidence);
            let reached = wanted.reached(level);
            if wanted.is_must {
                lacks |= !reached;
            } else {
                any = Some(any.unwrap_or(false) | reached);
            }
        }
        let is_asked = !lacks && any != Some(false) && self.has_grade(person.profile);
        is_asked.then_some(having)
    }

    fn offer(&self, entry: Entry<EmployeeId>, best: &mut Best<EmployeeId>) {
        let is_behind = |after: SkillRank| {
            let key = |met, evidence, id| (std::cmp::Reverse((met, evidence)), id);
            key(entry.primary, entry.secondary, entry.id)
                > key(after.met_ppm, after.evidence_ppm, after.employee)
        };
        if self.filter.after.is_none_or(is_behind)
            && best.would_take(&entry)
            && self.accepts(entry.id)
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

    pub(super) fn explained(&self, entry: &Entry<EmployeeId>) -> Option<PersonBySkills> {
        let person = self.engine.people.view(Place::from_handle(entry.handle))?;
        Some(PersonBySkills {
            employee: person.id,
            met_ppm: entry.primary,
            evidence_ppm: entry.secondary,
            skills: (self.wanted.iter())
                .map(|wanted| self.held(&person, wanted))
                .collect(),
        })
    }

    fn held(&self, person: &PersonView<'_>, wanted: &Wanted) -> SkillHeld {
        let (level, evidence) = level_and_evidence(person, wanted.skill);
        let own = own_credit(level, wanted.full());
        let (credit, via) = match self.best_neighbour(person, wanted) {
            Some((credit, via)) if credit > own => (credit, via),
            _ if own > 0 => (own, Via::Exact),
            _ => (0, Via::None),
        };
        let share =
            |credit: u16| narrow(u64::from(credit) * u64::from(PPM) / u64::from(FULL_CREDIT));
        SkillHeld {
            skill: wanted.id,
            wanted_level: wanted.level,
            have_level_milli: (level > 0).then_some(level),
            reached: wanted.reached(level),
            met_ppm: share(own),
            credit_ppm: share(credit),
            via,
            evidence_ppm: u32::from(evidence) * (PPM / BASIS_POINTS),
        }
    }

    /// The owned skill that is close and gives the most credit; of equals the closest.
    fn best_neighbour(&self, person: &PersonView<'_>, wanted: &Wanted) -> Option<(u16, Via)> {
        let mut best = None;
        for neighbour in self.engine.catalogue.neighbours(wanted.skill) {
            let (level, _) = level_and_evidence(person, neighbour.skill);
            let lift = lift_ppm(neighbour.similarity_ppm, &self.engine.weights);
            let credit = lifted_credit(level, wanted.full(), lift);
            if credit > best.map_or(0, |(credit, _)| credit) {
                best = Some((credit, neighbour));
            }
        }
        let (credit, neighbour) = best?;
        let via = Via::Adjacent {
            skill: self.engine.skill_id(neighbour.skill)?,
            similarity_ppm: neighbour.similarity_ppm,
        };
        Some((credit, via))
    }
}

/// A posting's level is rounded up: of whoever is within a step of the bound, the level itself is
/// looked up.
fn reaching(wanted: &Wanted, held: &Held) -> Bits {
    let segment = &held.segment;
    let reaching = segment.by_skill.row(wanted.skill).iter().filter(|posting| {
        let most = u16::from(posting.level) * Posting::LEVEL_STEP;
        let least = most.saturating_sub(Posting::LEVEL_STEP) + 1;
        wanted.reached(least)
            || (wanted.reached(most)
                && segment.view(posting.place).is_some_and(|person| {
                    wanted.reached(level_and_evidence(&person, wanted.skill).0)
                }))
    });
    Bits::of(reaching.map(|posting| posting.place))
}

fn level_and_evidence(person: &PersonView<'_>, skill: u32) -> (u16, u16) {
    let owned = person.skills.iter();
    let owned = owned.filter(|owned| owned.skill == skill && skill != NONE);
    let first = owned
        .map(|owned| (owned.level_milli(), owned.evidence()))
        .next();
    first.unwrap_or((0, 0))
}
