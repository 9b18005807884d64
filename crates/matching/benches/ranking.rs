//! How long ranking takes in a company of 20,000 people with 30 skills each and 2,000 openings with
//! 8 requirements each, over 500 skills and 150 job profiles. Prints the fastest, the median and the
//! 99th percentile of single queries on one thread. The world is random: it says nothing of quality.

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use domain::ids::{EmployeeId, JobFamilyId, JobProfileId, LocationId, OpportunityId, SkillId};
use domain::terms::{Importance, OpportunityKind, SkillKind, SkillRelationKind};
use matching::{
    AspirationTarget, Catalogue, CatalogueRelation, CatalogueSkill, Engine, JobProfile, Opening,
    OpeningFilter, OpeningRef, PeopleFilter, Person, PersonSkill, Requirement, View, Weights,
};
use uuid::Uuid;

const SKILLS: u64 = 500;
const PROFILES: u64 = 150;
const PEOPLE: u64 = 20_000;
const OPENINGS: u64 = 2_000;

/// A small generator (splitmix64), so that every run measures the same world.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    fn level(&mut self) -> u8 {
        u8::try_from(1 + self.below(5)).unwrap_or(1)
    }

    /// Skills near the home of a profile, now and then any.
    fn skill(&mut self, profile: u64) -> SkillId {
        let home = profile * SKILLS / PROFILES;
        let skill = if self.below(4) == 0 {
            self.below(SKILLS)
        } else {
            (home + self.below(24)) % SKILLS
        };
        SkillId::from_uuid(uuid(skill))
    }

    fn requirements(&mut self, profile: u64) -> Vec<Requirement> {
        let one = |random: &mut Self| Requirement {
            skill: random.skill(profile),
            level: random.level(),
            importance: if random.below(3) == 0 {
                Importance::Preferred
            } else {
                Importance::Required
            },
        };
        (0..8).map(|_| one(self)).collect()
    }
}

fn uuid(n: u64) -> Uuid {
    Uuid::from_u128(n.into())
}

fn profile(n: u64) -> JobProfileId {
    JobProfileId::from_uuid(uuid(n))
}

fn catalogue(random: &mut Random) -> Catalogue {
    let skill = |n: u64| SkillId::from_uuid(uuid(n % SKILLS));
    Catalogue {
        skills: (0..SKILLS)
            .map(|n| CatalogueSkill {
                id: skill(n),
                kind: SkillKind::Skill,
            })
            .collect(),
        relations: (0..SKILLS)
            .map(|n| CatalogueRelation {
                from: skill(n),
                kind: SkillRelationKind::Related,
                to: skill(n + 1 + n % 7),
            })
            .collect(),
        job_profiles: (0..PROFILES)
            .map(|n| JobProfile {
                id: profile(n),
                family: JobFamilyId::from_uuid(uuid(n / 10)),
                level: i16::from(random.level()),
                requirements: random.requirements(n),
            })
            .collect(),
        career_steps: (1..PROFILES)
            .map(|n| (profile(n - 1), profile(n)))
            .collect(),
        observed_moves: Vec::new(),
    }
}

fn person(random: &mut Random, n: u64) -> Person {
    let role = random.below(PROFILES);
    let owned = |random: &mut Random| PersonSkill {
        skill: random.skill(role),
        level_milli: u16::from(random.level()) * 900,
        evidence_ppm: 400_000,
    };
    Person {
        location: Some(LocationId::from_uuid(uuid(random.below(20)))),
        job_profile: Some(profile(role)),
        skills: (0..36).map(|_| owned(random)).collect(),
        aspirations: vec![AspirationTarget::JobProfile(profile(
            random.below(PROFILES),
        ))],
        ..Person::new(EmployeeId::from_uuid(uuid(n)))
    }
}

fn opening(random: &mut Random, n: u64) -> Opening {
    let role = random.below(PROFILES);
    Opening {
        location: Some(LocationId::from_uuid(uuid(random.below(20)))),
        job_profile: Some(profile(role)),
        requirements: random.requirements(role),
        opened_on: NaiveDate::from_ymd_opt(2026, 1, 1),
        ..Opening::new(OpportunityId::from_uuid(uuid(n)), OpportunityKind::Role)
    }
}

/// Fastest, median and 99th percentile of `runs` queries, each with its own number.
#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
fn measure(name: &str, runs: u64, mut query: impl FnMut(u64)) {
    (0..runs.div_ceil(10)).for_each(&mut query);
    let mut times: Vec<Duration> = (0..runs)
        .map(|n| {
            let start = Instant::now();
            query(n);
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let at = |place: usize| times.get(place).copied().unwrap_or_default();
    println!(
        "{name:<36} best {:>9.1?}   median {:>9.1?}   p99 {:>9.1?}",
        at(0),
        at(times.len() / 2),
        at(times.len() * 99 / 100)
    );
}

/// What a preview of other weights ranks: both sides' lists of a sample, under both documents.
#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
fn preview(engine: &Engine, today: NaiveDate) -> Result<(), matching::MatchingError> {
    let id = |n: u64| EmployeeId::from_uuid(uuid(n));
    let some: Vec<EmployeeId> = (0..PEOPLE).step_by(10).map(id).collect();
    let filter = OpeningFilter {
        today,
        ..OpeningFilter::default()
    };
    let start = Instant::now();
    let before = engine.with_only(&some);
    let sampled = start.elapsed();
    let mut after = before.clone();
    after.set_weights(Weights {
        adjacency_credit_ppm: 0,
        ..Weights::default()
    })?;
    for engine in [&before, &after] {
        for person in &some {
            black_box(engine.openings_for(*person, &filter, 10, 0));
        }
        for opening in (0..OPENINGS).map(|n| OpportunityId::from_uuid(uuid(n))) {
            let opening = OpeningRef::Stored(opening);
            black_box(engine.people_for(opening, &PeopleFilter::default(), 10, 0));
        }
    }
    let all = start.elapsed();
    println!(
        "{:<48} {all:?}, of which the sample {sampled:?}",
        "preview: 2,000 people, 2,000 openings"
    );
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
fn main() -> Result<(), matching::MatchingError> {
    let mut random = Random(1);
    let mut engine = Engine::new(Weights::default())?;
    let start = Instant::now();
    engine.set_catalogue(catalogue(&mut random));
    println!("{:<48} {:?}", "catalogue", start.elapsed());
    let people: Vec<Person> = (0..PEOPLE).map(|n| person(&mut random, n)).collect();
    let start = Instant::now();
    people.iter().for_each(|p| engine.upsert_person(p));
    println!("{:<48} {:?}", "20,000 people put", start.elapsed());
    for n in 0..OPENINGS {
        engine.upsert_opening(&opening(&mut random, n));
    }

    let today = NaiveDate::from_ymd_opt(2026, 6, 30).unwrap_or_default();
    let who = |n: u64| EmployeeId::from_uuid(uuid(n * 7 % PEOPLE));
    let what = |n: u64| OpportunityId::from_uuid(uuid(n * 7 % OPENINGS));
    let all = OpeningFilter {
        today,
        ..OpeningFilter::default()
    };
    let locations = [1, 2, 3].map(|n| LocationId::from_uuid(uuid(n)));
    let filtered = OpeningFilter {
        kinds: &[OpportunityKind::Role],
        locations: &locations,
        level_min: Some(3),
        ..all
    };
    measure("openings_for: best 20 of 2,000", 2_000, |n| {
        black_box(engine.openings_for(who(n), &all, 20, 0));
    });
    measure("openings_for: three filters", 2_000, |n| {
        black_box(engine.openings_for(who(n), &filtered, 20, 0));
    });
    if let Some(scored) = engine.score_openings(who(1)) {
        measure("rank_openings: scores kept", 2_000, |_| {
            black_box(engine.rank_openings(&scored, &filtered, 20, 0));
        });
    }
    measure("people_for: best 20 of 20,000", 200, |n| {
        black_box(engine.people_for(OpeningRef::Stored(what(n)), &PeopleFilter::default(), 20, 0));
    });
    measure("explain one pair", 2_000, |n| {
        black_box(engine.explain(who(n), OpeningRef::Stored(what(n)), View::Employee, today));
    });
    measure("suggest_skills: 10", 2_000, |n| {
        black_box(engine.suggest_skills(who(n), 10));
    });
    let mut changing = engine.clone();
    let mut put = people.iter().cycle();
    measure("upsert_person", 2_000, |_| {
        if let Some(person) = put.next() {
            changing.upsert_person(person);
        }
    });
    preview(&engine, today)
}
