//! How long questions take among a million people with 32 skills each, on one thread, next to
//! scoring everybody in the same run; what updates, merges and a start cost; how it grows.
//!
//! `PEOPLE`, `SKILLS` (in the catalogue), `SKILLS_EACH`, `OPENINGS` and `QUERIES` change the size.
//! What the company is like is said in `company.rs`.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

mod company;

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use company::{Company, Random, UNITS, employee, location, unit};
use domain::ids::{EmployeeId, OrgUnitId};
use matching::{
    Engine, Opening, OpeningFilter, OpeningRef, PeopleFilter, SkillQuery, SkillQueryFilter,
    SkillWanted, Weights,
};

fn setting(name: &str, otherwise: u64) -> u64 {
    let told = std::env::var(name).ok().and_then(|told| told.parse().ok());
    told.unwrap_or(otherwise)
}

fn print(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |percent: usize| {
        times
            .get(times.len() * percent / 100)
            .copied()
            .unwrap_or_default()
    };
    println!(
        "{name:<58} min {:>9.1?}  median {:>9.1?}  p95 {:>9.1?}  p99 {:>9.1?}",
        at(0),
        at(50),
        at(95),
        at(99)
    );
}

fn measure(name: &str, runs: u64, mut query: impl FnMut(u64)) {
    (0..runs.div_ceil(20)).for_each(&mut query);
    let times = (0..runs).map(|n| {
        let start = Instant::now();
        query(n);
        start.elapsed()
    });
    print(name, times.collect());
}

/// Resident memory of this process in megabytes, where the system tells.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}

fn build(
    company: &Company,
    weights: &Weights,
    people: u64,
) -> Result<Engine, matching::MatchingError> {
    let mut engine = Engine::new(weights.clone())?;
    engine.set_catalogue(company.catalogue());
    let mut building = Duration::ZERO;
    for n in 0..people {
        let person = company.person(n, 0);
        let start = Instant::now();
        engine.upsert_person(&person);
        if n % 65_536 == 65_535 {
            engine.settle();
        }
        building += start.elapsed();
    }
    let start = Instant::now();
    engine.settle();
    engine.arrange(&Company::units());
    building += start.elapsed();
    println!("{:<58} {building:.2?}", format!("{people} people built"));
    Ok(engine)
}

fn questions(name: &str, engine: &Engine, openings: &[Opening], queries: u64) {
    let mut random = Random(7);
    let mut ask = |kind: &str, runs: u64, filter: &PeopleFilter<'_>| {
        measure(&format!("{name}: {kind}"), runs, |_| {
            let at = random.below(u64::try_from(openings.len()).unwrap_or(1));
            if let Some(opening) = usize::try_from(at).ok().and_then(|at| openings.get(at)) {
                black_box(engine.people_for(OpeningRef::Draft(opening), filter, 100, 0));
            }
        });
    };
    let all = PeopleFilter::default();
    ask("best 100", queries, &all);
    let below = |from: u64, part: u64| -> Vec<OrgUnitId> {
        (from..from + UNITS / part).map(unit).collect()
    };
    let (third, tenth, hundredth) = (below(300, 3), below(100, 10), below(700, 100));
    let within = |units| PeopleFilter {
        org_units: Some(units),
        ..all
    };
    ask("a third of the units", queries, &within(&third));
    ask("a tenth of the units", queries, &within(&tenth));
    ask("a hundredth of the units", queries, &within(&hundredth));
    let open = PeopleFilter {
        open_to_moves: true,
        ..all
    };
    ask("open to moves", queries, &open);
    let places = [location(1), location(2), location(3)];
    let several = PeopleFilter {
        locations: &places,
        open_to_moves: true,
        ..within(&third)
    };
    ask("units, locations, open to moves", queries, &several);
    let accept = |id: EmployeeId| !id.as_uuid().as_u128().is_multiple_of(3);
    let seen = PeopleFilter {
        accept: Some(&accept),
        ..all
    };
    ask("two thirds may be seen", queries, &seen);
    let brute = PeopleFilter { count: true, ..all };
    ask("everybody scored", queries.min(30), &brute);
}

/// Free queries of three skills that a role requires.
fn skill_questions(engine: &Engine, openings: &[Opening], queries: u64) {
    let mut random = Random(11);
    let mut ask = |kind: &str, all: bool| {
        measure(&format!("people by skills: {kind}"), queries, |_| {
            let at = random.below(u64::try_from(openings.len()).unwrap_or(1));
            let opening = usize::try_from(at).ok().and_then(|at| openings.get(at));
            let wanted: Vec<SkillWanted> = opening
                .iter()
                .flat_map(|opening| opening.requirements.iter().take(3))
                .map(|one| SkillWanted {
                    skill: one.skill,
                    level: Some(one.level.min(3)),
                })
                .collect();
            let query = if all {
                SkillQuery {
                    all_of: &wanted,
                    any_of: &[],
                }
            } else {
                SkillQuery {
                    all_of: &[],
                    any_of: &wanted,
                }
            };
            black_box(engine.people_by_skills(&query, &SkillQueryFilter::default(), 100, 0));
        });
    };
    ask("all of three", true);
    ask("any of three", false);
}

fn opening_questions(engine: &Engine, people: u64, queries: u64) {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 6, 30).unwrap_or_default();
    let all = OpeningFilter {
        today,
        ..OpeningFilter::default()
    };
    let name = format!(
        "best 20 of {} openings for a person",
        engine.opening_count()
    );
    measure(&name, queries, |n| {
        black_box(engine.openings_for(employee(n * 7 % people), &all, 20, 0));
    });
}

/// One change at a time: told, published, and there for the next question.
fn updates(company: &Company, published: &ArcSwap<Engine>, people: u64, queries: u64) {
    let told: Vec<_> = (0..queries + queries.div_ceil(20))
        .map(|n| company.person(n * 13 % people, 1))
        .collect();
    let mut told = told.iter();
    measure("one person changed and published", queries, |_| {
        if let Some(person) = told.next() {
            let mut next = Engine::clone(&published.load());
            next.upsert_person(person);
            published.store(Arc::new(next));
        }
    });
}

/// Two threads: one asks; the other, if `changing`, makes a thousand changes a second, each
/// published, and merges when there are many.
fn under_changes(
    company: &Company,
    published: &ArcSwap<Engine>,
    openings: &[Opening],
    (people, changing): (u64, bool),
) {
    let done = AtomicBool::new(false);
    let (made, merges) = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let (mut made, mut merges) = (0_u64, 0_u64);
            let start = Instant::now();
            while changing && !done.load(Ordering::Relaxed) {
                let due = u64::try_from(start.elapsed().as_millis()).unwrap_or(0);
                if made >= due {
                    std::thread::sleep(Duration::from_micros(200));
                    continue;
                }
                let person = company.person(made * 17 % people, 2 + made / people);
                let mut next = Engine::clone(&published.load());
                next.upsert_person(&person);
                if next.needs_merge() {
                    next.settle();
                    merges += 1;
                }
                published.store(Arc::new(next));
                made += 1;
            }
            (made, merges)
        });
        let name = if changing {
            "with 1,000 changes a second"
        } else {
            "without changes"
        };
        let mut random = Random(7);
        let until = Instant::now() + Duration::from_secs(8);
        let mut times = Vec::new();
        while Instant::now() < until {
            let at = random.below(u64::try_from(openings.len()).unwrap_or(1));
            if let Some(opening) = usize::try_from(at).ok().and_then(|at| openings.get(at)) {
                let start = Instant::now();
                let engine = published.load();
                let all = PeopleFilter::default();
                black_box(engine.people_for(OpeningRef::Draft(opening), &all, 100, 0));
                times.push(start.elapsed());
            }
        }
        print(&format!("best 100 {name}"), times);
        done.store(true, Ordering::Relaxed);
        writer.join().unwrap_or_default()
    });
    if changing {
        println!("{:<58} {made} changes, {merges} merges", "made meanwhile");
    }
}

fn snapshot(engine: &Engine) -> Result<(), Box<dyn std::error::Error>> {
    let mut bytes = Vec::new();
    let start = Instant::now();
    engine.write_people(&mut bytes)?;
    println!(
        "{:<58} {:.2?}, {} MB",
        "snapshot written",
        start.elapsed(),
        bytes.len() / 1_000_000
    );
    let mut other = Engine::clone(engine);
    let start = Instant::now();
    other.read_people(&mut bytes.as_slice())?;
    println!("{:<58} {:.2?}", "snapshot read", start.elapsed());
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let people = setting("PEOPLE", 1_000_000);
    let queries = setting("QUERIES", 1_000);
    let per_person = usize::try_from(setting("SKILLS_EACH", 32)).unwrap_or(32);
    let company = Company::new(setting("SKILLS", 5_000), per_person);
    let openings: Vec<Opening> = (0..1_000).map(|n| company.opening(n)).collect();
    let before = resident();
    let mut engine = build(&company, &Weights::default(), people)?;
    let added = resident().saturating_sub(before);
    println!("{:<58} {added} MB", "resident memory added");
    questions("five neighbours", &engine, &openings, queries);
    skill_questions(&engine, &openings, queries);
    let none = Weights {
        neighbours: 0,
        ..Weights::default()
    };
    engine.set_weights(none)?;
    questions("no neighbours", &engine, &openings, queries);
    let start = Instant::now();
    engine.set_weights(Weights::default())?;
    println!("{:<58} {:.2?}", "new weights", start.elapsed());
    snapshot(&engine)?;
    for n in 0..setting("OPENINGS", 10_000) {
        engine.upsert_opening(&company.opening(n));
    }
    opening_questions(&engine, people, queries);

    let published = ArcSwap::from_pointee(engine);
    under_changes(&company, &published, &openings, (people, false));
    updates(&company, &published, people, queries);
    under_changes(&company, &published, &openings, (people, true));
    drop(published);

    let mut size = 1_000;
    while size < people {
        let engine = build(&company, &Weights::default(), size)?;
        measure(&format!("best 100 of {size}"), queries.min(300), |n| {
            let at = usize::try_from(n).unwrap_or(0) % openings.len().max(1);
            if let Some(opening) = openings.get(at) {
                let all = PeopleFilter::default();
                black_box(engine.people_for(OpeningRef::Draft(opening), &all, 100, 0));
            }
        });
        size *= 10;
    }
    Ok(())
}
