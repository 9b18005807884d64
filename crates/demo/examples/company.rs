//! Prints a generated company for reading: counts, then some openings with their applications and
//! some profiles. `cargo run --release -p demo --example company -- PEOPLE SEED`

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write};
use std::time::Instant;

use chrono::NaiveDate;
use demo::{Company, Config};
use domain::feed::Record;

/// How many openings and profiles are printed in full.
const SAMPLES: usize = 20;

const fn kind(record: &Record) -> &'static str {
    match record {
        Record::Location(_) => "locations",
        Record::Skill(_) => "skills",
        Record::SkillRelation(_) => "skill relations",
        Record::JobFamily(_) => "job families",
        Record::JobProfile(_) => "job profiles",
        Record::Requirement(_) => "requirements",
        Record::CareerStep(_) => "career steps",
        Record::OrgUnit(_) => "units",
        Record::Employee(_) => "employees",
        Record::RoleAssignment(_) => "role assignments",
        Record::SkillClaim(_) => "skill claims",
        Record::SkillInterest(_) => "skill interests",
        Record::Aspiration(_) => "aspirations",
        Record::MobilityPreference(_) => "mobility preferences",
        Record::Opportunity(_) => "openings",
        Record::Application(_) => "applications",
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let people = arguments.next().map_or(Ok(1_000), |text| text.parse())?;
    let seed = arguments.next().map_or(Ok(1), |text| text.parse())?;
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).ok_or("no such day")?;
    let mut out = io::stdout().lock();

    let began = Instant::now();
    let company = Company::new(Config {
        seed,
        people,
        today,
    })?;
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    let mut states: BTreeMap<_, usize> = BTreeMap::new();
    for record in company.records() {
        *counts.entry(kind(&record)).or_default() += 1;
        match record {
            Record::Opportunity(o) => {
                *states
                    .entry(format!("opening {} {}", o.status, o.kind))
                    .or_default() += 1;
            }
            Record::Application(a) => {
                *states
                    .entry(format!("application {}", a.status))
                    .or_default() += 1;
            }
            _ => {}
        }
    }
    writeln!(
        out,
        "{people} people in {:?}\n{counts:#?}\n{states:#?}",
        began.elapsed()
    )?;
    writeln!(out, "{:#?}", company.personas())?;
    print_samples(&company, people, &mut out)
}

/// Openings, and what is known about every so-manieth employee.
fn print_samples(
    company: &Company,
    people: usize,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let openings = (people / 10 + people / 25).max(8);
    let chosen: BTreeMap<String, ()> = company
        .records()
        .filter_map(|record| match record {
            Record::Employee(employee) => Some(employee.external_id),
            _ => None,
        })
        .step_by((people / SAMPLES).max(1))
        .map(|employee| (employee, ()))
        .collect();
    let mut opening = 0;
    for record in company.records() {
        match record {
            Record::OrgUnit(unit) if people < 2_000 => {
                writeln!(
                    out,
                    "{:?} {} < {:?}: {}",
                    unit.kind, unit.external_id, unit.parent, unit.name
                )?;
            }
            Record::Employee(e) if chosen.contains_key(&e.external_id) => writeln!(out, "\n{e:?}")?,
            Record::RoleAssignment(r) if chosen.contains_key(&r.employee) => writeln!(
                out,
                "\n{} {}: {} – {:?} in {:?} under {:?}",
                r.employee, r.title, r.starts_on, r.ends_on, r.org_unit, r.manager
            )?,
            Record::SkillClaim(c) if chosen.contains_key(&c.employee) => writeln!(
                out,
                "    {} {} {} {} {:?} {:?}",
                c.skill, c.level, c.source, c.claimed_on, c.evidence, c.expires_on
            )?,
            Record::SkillInterest(i) if chosen.contains_key(&i.employee) => {
                writeln!(out, "    {} {}", i.interest, i.skill)?;
            }
            Record::Opportunity(o) => {
                opening += 1;
                if opening % (openings / SAMPLES).max(1) == 0 {
                    writeln!(out, "\n== {o:#?}\n{}", o.description)?;
                }
            }
            Record::Application(a) if opening % (openings / SAMPLES).max(1) == 0 => {
                writeln!(
                    out,
                    "  {} {} {}: {}",
                    a.employee, a.status, a.submitted_on, a.statement
                )?;
            }
            _ => {}
        }
    }
    Ok(())
}
