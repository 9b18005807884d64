//! Who applies for what, and how far they get: people for whom the opening is a plausible next
//! step, in states that agree with the opening's.

use domain::application::ApplicationStatus;
use domain::feed::{Application, Opportunity, Record};
use domain::opportunity::OpportunityStatus;
use domain::terms::{EmployeeStatus, OpportunityKind, SkillKind};

use crate::calendar::{days_after, days_before, days_between};
use crate::careers::likelihood;
use crate::company::Company;
use crate::content::{Profile, Skill};
use crate::dice::{Dice, Purpose};
use crate::openings::Opening;
use crate::table::{Ix, OneOf};

/// Tries for one more applicant before an opening makes do with those it has.
const TRIES: usize = 30;

/// How many free people are looked at in search of one with a related job.
const FAR: usize = 1_000;

/// Applications that one person has at a time, at most.
const MOST_APPLICATIONS: u8 = 3;

/// How many applications each person has; one byte a person.
pub(crate) struct Pool {
    applications: Vec<u8>,
}

impl Pool {
    fn take(&mut self, person: usize) {
        if let Some(count) = self.applications.get_mut(person) {
            *count = count.saturating_add(1);
        }
    }

    /// Somebody with a new role to go to applies nowhere else.
    fn close(&mut self, person: usize) {
        if let Some(count) = self.applications.get_mut(person) {
            *count = u8::MAX;
        }
    }

    fn has_room(&self, person: usize) -> bool {
        let count = self.applications.get(person);
        count.is_some_and(|count| *count < MOST_APPLICATIONS)
    }

    fn is_new(&self, person: usize) -> bool {
        self.applications.get(person) == Some(&0)
    }
}

impl Company {
    /// Nobody has applied yet. Personas apply only where their story says so; neither do those
    /// at the very top.
    pub(crate) fn applicant_pool(&self) -> Pool {
        let mut pool = Pool {
            applications: vec![0; self.config.people],
        };
        for person in self.chairs.iter().copied() {
            pool.close(person);
        }
        for person in 0..=self.layout.divisions.len() {
            pool.close(person);
        }
        pool
    }

    pub(crate) fn applications(
        &self,
        opening: &Opening,
        record: &Opportunity,
        pool: &mut Pool,
    ) -> Vec<Record> {
        let mut dice = self.dice(Purpose::Applicants, opening.number);
        let Some((first_day, last_day)) = self.window(record) else {
            return Vec::new();
        };
        let people = self.applicants(opening, pool, &mut dice);
        let mut said = Vec::new();
        let mut applications = Vec::new();
        if let (Some((status, words)), Some(person)) = (&opening.employee, self.chairs.first()) {
            applications.push((*person, *status, words.clone()));
        }
        for (place, person) in people.into_iter().enumerate() {
            let status = outcome(opening, place, &mut dice);
            let words = self.statement(opening, person, &mut said, &mut dice);
            applications.push((person, status, words));
        }
        let mut records = Vec::new();
        for (person, status, statement) in applications {
            let closed = matches!(
                status,
                ApplicationStatus::Accepted | ApplicationStatus::Offered
            );
            if closed {
                pool.close(person);
            } else {
                pool.take(person);
            }
            // Nobody gets anywhere on the day they apply.
            let settled = usize::from(status != ApplicationStatus::Submitted) * 3;
            let day = days_after(first_day, dice.below(days_between(first_day, last_day) + 1));
            let latest = days_before(self.config.today, settled).max(first_day);
            records.push(Record::Application(Application {
                employee: self.employee_number(person),
                opportunity: record.external_id.clone(),
                statement,
                status,
                submitted_on: day.min(latest),
            }));
        }
        records
    }

    fn applicants(&self, opening: &Opening, pool: &Pool, dice: &mut Dice) -> Vec<usize> {
        let mut people: Vec<usize> = Vec::new();
        let feeders = self.feeders(opening);
        for _ in 0..opening.applicants {
            for attempt in 0..TRIES {
                let strict = attempt * 2 < TRIES;
                let found = feeders
                    .as_ref()
                    .and_then(|feeders| self.somebody_from(feeders, dice))
                    .or_else(|| {
                        let person = (!strict).then(|| dice.below(self.config.people))?;
                        self.is_related(opening, person).then_some(person)
                    });
                let Some(person) = found else { continue };
                if !people.contains(&person) && self.plausible(opening, person, pool) {
                    people.push(person);
                    break;
                }
            }
        }
        // A decided opening has somebody it was decided for, even in the smallest company.
        let winner = matches!(
            opening.status,
            OpportunityStatus::Filled | OpportunityStatus::OfferOut
        );
        if winner && !people.iter().any(|person| pool.is_new(*person)) {
            people.extend(self.somebody_else(opening, &people, pool, dice));
        }
        // Only somebody without other applications can be the one who is chosen.
        if let Some(chosen) = people.iter().position(|person| pool.is_new(*person)) {
            people.swap(0, chosen);
        }
        people
    }

    /// Somebody free to be chosen: if possible one whose job is related to the opening.
    fn somebody_else(
        &self,
        opening: &Opening,
        people: &[usize],
        pool: &Pool,
        dice: &mut Dice,
    ) -> Option<usize> {
        let start = dice.below(self.config.people);
        let round = (start..self.config.people).chain(0..start);
        let mut free = round.filter(|person| {
            pool.is_new(*person)
                && !people.contains(person)
                && self.layout.unit(*person) != opening.unit
                && *person != opening.owner
                && self.status(*person) != EmployeeStatus::Leaving
        });
        let first = free.next()?;
        let mut others = std::iter::once(first).chain(free.take(FAR));
        let related = others.find(|person| self.is_related(opening, *person));
        Some(related.unwrap_or(first))
    }

    /// The profiles from which people come, by weight.
    fn feeders(&self, opening: &Opening) -> Option<OneOf<(Ix<Profile>, usize)>> {
        let mut feeders = Vec::new();
        match (opening.profile, opening.gig) {
            (Some(profile), _) => {
                let steps = self.profile(profile).from.iter();
                feeders.extend(steps.map(|step| (step.profile, likelihood(step.kind))));
                feeders.push((profile, 4));
            }
            (None, Some(gig)) => {
                // Gigs draw on whoever needs one of their skills in the daily job.
                let wanted = &self.content.texts.gigs[gig].skills;
                for (ix, profile) in self.content.architecture.profiles.indexed() {
                    let shared = wanted.iter().filter(|(skill, level)| {
                        let mut needs = profile.needs.iter();
                        needs.any(|need| need.skill == *skill && need.level + 1 >= *level)
                    });
                    let shared = shared.count();
                    if shared > 0 && profile.level <= 9 {
                        feeders.push((ix, shared * shared));
                    }
                }
            }
            (None, None) => {}
        }
        feeders.retain(|(profile, _)| !self.layout.employers(*profile).is_empty());
        OneOf::new(feeders)
    }

    /// Somebody of one of these profiles, unless the first person met has another one.
    fn somebody_from(
        &self,
        feeders: &OneOf<(Ix<Profile>, usize)>,
        dice: &mut Dice,
    ) -> Option<usize> {
        let profile = *dice.weighted(feeders);
        let group = *dice.pick(self.layout.employers(profile))?;
        let people = self.layout.groups[group].people();
        let person = people.start + dice.below(people.len());
        (self.post(person).profile == profile).then_some(person)
    }

    /// Whether somebody's job has something in common with the opening.
    fn is_related(&self, opening: &Opening, person: usize) -> bool {
        let mine = &self.profile(self.post(person).profile).needs;
        let has = |skill: &Ix<Skill>| {
            let kind = self.content.skills.table[*skill].kind;
            kind != SkillKind::Language && mine.iter().any(|need| need.skill == *skill)
        };
        match (opening.profile, opening.gig) {
            (Some(profile), _) => {
                let needs = self.profile(profile).needs.iter();
                needs.filter(|need| has(&need.skill)).count() >= 2
            }
            (None, Some(gig)) => {
                let mut wanted = self.content.texts.gigs[gig].skills.iter();
                wanted.any(|(skill, _)| has(skill))
            }
            (None, None) => false,
        }
    }

    fn plausible(&self, opening: &Opening, person: usize, pool: &Pool) -> bool {
        if !pool.has_room(person)
            || person == opening.owner
            || self.layout.unit(person) == opening.unit
            || self.status(person) == EmployeeStatus::Leaving
        {
            return false;
        }
        let career = self.career(person);
        let today = self.config.today;
        let settled = days_between(self.hired(person), today) > 365
            && days_between(career.present.from, today) > 180;
        let level = self.profile(career.present.profile).level;
        let step = opening
            .profile
            .map_or(0, |wanted| self.profile(wanted).level - level);
        match opening.kind {
            OpportunityKind::Role | OpportunityKind::Secondment => {
                settled && (-1..=2).contains(&step)
            }
            OpportunityKind::Gig | OpportunityKind::Shadowing => level <= 10,
        }
    }
}

/// Where the application in this place stands; the first is the best.
fn outcome(opening: &Opening, place: usize, dice: &mut Dice) -> ApplicationStatus {
    use ApplicationStatus::{
        Accepted, Interview, Lapsed, OfferDeclined, Offered, Rejected, Screening, Selected,
        Shortlisted, Submitted, Withdrawn,
    };
    let chance = dice.below(100);
    match (opening.status, chance) {
        (OpportunityStatus::OfferOut, _) if place == 0 => Offered,
        (OpportunityStatus::OfferOut, 0..30) => Interview,
        (OpportunityStatus::OfferOut, 30..42) => Shortlisted,
        (OpportunityStatus::OfferOut, 42..92) => Rejected,
        (OpportunityStatus::Filled, _) if place == 0 => Accepted,
        (OpportunityStatus::Filled, 0..58) => Rejected,
        (OpportunityStatus::Filled, 58..88) => Lapsed,
        (OpportunityStatus::Filled, 88..91) => OfferDeclined,
        (OpportunityStatus::Reviewing, 0..25) if place == 0 => Selected,
        (OpportunityStatus::Reviewing, 0..25) => Screening,
        (OpportunityStatus::Reviewing, 25..55) => Shortlisted,
        (OpportunityStatus::Reviewing, 55..75) => Interview,
        (OpportunityStatus::Reviewing, 75..94) => Rejected,
        (OpportunityStatus::Cancelled | OpportunityStatus::Expired, 0..75) => Lapsed,
        (OpportunityStatus::Cancelled, 75..85) => Rejected,
        (OpportunityStatus::OpenInternal | OpportunityStatus::OnHold, 0..56) => Submitted,
        (OpportunityStatus::OpenInternal | OpportunityStatus::OnHold, 56..76) => Screening,
        (OpportunityStatus::OpenInternal | OpportunityStatus::OnHold, 76..91) => Shortlisted,
        (OpportunityStatus::OpenInternal | OpportunityStatus::OnHold, 91..94) => Rejected,
        _ => Withdrawn,
    }
}
