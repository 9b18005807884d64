//! The job architecture: families, ladders of profiles with pay and requirements, career steps.

use std::collections::BTreeMap;

use domain::money::{Currency, PayRange};
use domain::terms::{CareerStepKind, Importance, Track};
use serde::Deserialize;

use super::read::{File, content_file, list, optional};
use super::skills::{Skill, Skills};
use crate::error::DemoError;
use crate::table::{Ix, OneOf, Table};

pub(crate) struct Family {
    pub(crate) key: String,
    pub(crate) name: String,
    /// Pay against the company's grade, in hundredths.
    pay_percent: i64,
    /// What the family's teams are for, in a sentence for an opening.
    pub(crate) missions: OneOf<String>,
    /// Every skill that some profile of the family asks for, in order of first mention.
    pub(crate) skills: Vec<Ix<Skill>>,
}

/// Profiles of one trade, lowest first.
pub(crate) struct Ladder {
    pub(crate) tasks: OneOf<String>,
    pub(crate) profiles: Vec<Ix<Profile>>,
}

pub(crate) struct Profile {
    pub(crate) key: String,
    pub(crate) ladder: Ix<Ladder>,
    pub(crate) family: Ix<Family>,
    pub(crate) title: String,
    pub(crate) level: i16,
    pub(crate) track: Track,
    pub(crate) summary: Option<String>,
    pub(crate) pay: PayRange,
    pub(crate) needs: Vec<Need>,
    /// Steps that lead here.
    pub(crate) from: Vec<Step>,
    /// Steps that lead on.
    pub(crate) onward: Vec<Step>,
}

#[derive(Clone, Copy)]
pub(crate) struct Need {
    pub(crate) skill: Ix<Skill>,
    pub(crate) level: i16,
    pub(crate) importance: Importance,
}

#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub(crate) profile: Ix<Profile>,
    pub(crate) kind: CareerStepKind,
}

pub(crate) struct Architecture {
    pub(crate) families: Table<Family>,
    pub(crate) ladders: Table<Ladder>,
    pub(crate) profiles: Table<Profile>,
    /// The profile at the very top.
    pub(crate) chief: Ix<Profile>,
}

#[derive(Deserialize)]
struct FamilyRow {
    key: String,
    name: String,
    pay_percent: i64,
    missions: String,
}

#[derive(Deserialize)]
struct LadderRow {
    ladder: String,
    tasks: String,
}

#[derive(Deserialize)]
struct GradeRow {
    level: i16,
    min_eur: i64,
    max_eur: i64,
}

#[derive(Deserialize)]
struct ProfileRow {
    key: String,
    ladder: String,
    family: String,
    title: String,
    level: i16,
    track: String,
    summary: String,
}

#[derive(Deserialize)]
struct RequirementRow {
    ladder: String,
    skill: String,
    levels: String,
}

#[derive(Deserialize)]
struct StepRow {
    from: String,
    kind: String,
    to: String,
}

impl Architecture {
    pub(super) fn load(skills: &Skills) -> Result<Self, DemoError> {
        let (families, mut ladders) = (read_families()?, read_ladders()?);
        let profiles = read_profiles(&families, &mut ladders)?;
        let mut architecture = Self {
            chief: content_file!("job_profiles.csv").find(&profiles, "job profile", "ceo")?,
            families,
            ladders,
            profiles,
        };
        architecture.read_requirements(skills)?;
        architecture.climb();
        architecture.read_steps()?;
        Ok(architecture)
    }

    /// A row says, rung by rung, what a ladder asks of a skill: a level, `-` for nothing, and a
    /// `?` behind the level where it is only preferred.
    fn read_requirements(&mut self, skills: &Skills) -> Result<(), DemoError> {
        let file = content_file!("requirements.csv");
        for row in file.rows::<RequirementRow>()? {
            let ladder = file.find(&self.ladders, "ladder", &row.ladder)?;
            let skill = file.find(&skills.table, "skill", &row.skill)?;
            let rungs = self.ladders[ladder].profiles.clone();
            let cells: Vec<_> = row.levels.split_whitespace().collect();
            if cells.len() != rungs.len() {
                return Err(file.malformed(
                    &format!("{} {}", row.ladder, row.skill),
                    "has not one level per rung",
                ));
            }
            for (cell, rung) in cells.into_iter().zip(rungs) {
                if let Some(need) = parse_need(file, skill, cell)? {
                    self.require(rung, need);
                }
            }
        }
        Ok(())
    }

    fn require(&mut self, rung: Ix<Profile>, need: Need) {
        if let Some(profile) = self.profiles.get_mut(rung) {
            profile.needs.push(need);
            if let Some(family) = self.families.get_mut(profile.family)
                && !family.skills.contains(&need.skill)
            {
                family.skills.push(need.skill);
            }
        }
    }

    /// From each rung of a ladder to the next is a promotion.
    fn climb(&mut self) {
        let rungs: Vec<_> = self
            .ladders
            .iter()
            .flat_map(|ladder| ladder.profiles.iter().zip(ladder.profiles.iter().skip(1)))
            .map(|(lower, upper)| (*lower, *upper))
            .collect();
        for (lower, upper) in rungs {
            self.step(lower, CareerStepKind::Promotion, upper);
        }
    }

    fn read_steps(&mut self) -> Result<(), DemoError> {
        let file = content_file!("career_steps.csv");
        for row in file.rows::<StepRow>()? {
            let from = file.find(&self.profiles, "job profile", &row.from)?;
            let kind = file.term(&row.kind, "kind of step")?;
            for to in file.find_all(&self.profiles, "job profile", &row.to)? {
                if from == to || self.profiles[from].onward.iter().any(|s| s.profile == to) {
                    return Err(file.malformed(&row.from, "has a step twice, or to itself"));
                }
                self.step(from, kind, to);
            }
        }
        Ok(())
    }

    fn step(&mut self, from: Ix<Profile>, kind: CareerStepKind, to: Ix<Profile>) {
        if let Some(profile) = self.profiles.get_mut(from) {
            profile.onward.push(Step { profile: to, kind });
        }
        if let Some(profile) = self.profiles.get_mut(to) {
            profile.from.push(Step {
                profile: from,
                kind,
            });
        }
    }
}

fn read_families() -> Result<Table<Family>, DemoError> {
    let file = content_file!("job_families.csv");
    let mut table = Table::new();
    for row in file.rows::<FamilyRow>()? {
        let family = Family {
            key: row.key.clone(),
            name: row.name,
            pay_percent: row.pay_percent,
            missions: file.one_of(&row.key, list(&row.missions))?,
            skills: Vec::new(),
        };
        file.add(&mut table, &row.key, family)?;
    }
    Ok(table)
}

fn read_ladders() -> Result<Table<Ladder>, DemoError> {
    let file = content_file!("ladders.csv");
    let mut table = Table::new();
    for row in file.rows::<LadderRow>()? {
        let ladder = Ladder {
            tasks: file.one_of(&row.ladder, list(&row.tasks))?,
            profiles: Vec::new(),
        };
        file.add(&mut table, &row.ladder, ladder)?;
    }
    Ok(table)
}

fn read_grades() -> Result<BTreeMap<i16, GradeRow>, DemoError> {
    let rows = content_file!("pay_grades.csv").rows::<GradeRow>()?;
    Ok(rows.into_iter().map(|row| (row.level, row)).collect())
}

fn read_profiles(
    families: &Table<Family>,
    ladders: &mut Table<Ladder>,
) -> Result<Table<Profile>, DemoError> {
    let grades = read_grades()?;
    let file = content_file!("job_profiles.csv");
    let mut table = Table::new();
    for row in file.rows::<ProfileRow>()? {
        let ladder = file.find(ladders, "ladder", &row.ladder)?;
        let family = file.find(families, "family", &row.family)?;
        let grade = grades
            .get(&row.level)
            .ok_or_else(|| file.malformed(&row.key, "has a level without pay grade"))?;
        let profile = Profile {
            key: row.key.clone(),
            ladder,
            family,
            title: row.title,
            level: row.level,
            track: file.term(&row.track, "track")?,
            summary: optional(row.summary),
            pay: pay_range(file, grade, families[family].pay_percent)?,
            needs: Vec::new(),
            from: Vec::new(),
            onward: Vec::new(),
        };
        let ix = file.add(&mut table, &row.key, profile)?;
        if let Some(ladder) = ladders.get_mut(ladder) {
            ladder.profiles.push(ix);
        }
    }
    Ok(table)
}

/// The grade's range, moved by the family's market and rounded to hundreds of euros.
fn pay_range(file: File, grade: &GradeRow, percent: i64) -> Result<PayRange, DemoError> {
    let minor = |eur: i64| eur * percent / 10_000 * 100 * 100;
    let currency: Currency = file.term("EUR", "currency")?;
    PayRange::new(minor(grade.min_eur), minor(grade.max_eur), currency)
        .map_err(|_| file.malformed(&grade.level.to_string(), "has a pay range upside down"))
}

fn parse_need(file: File, skill: Ix<Skill>, cell: &str) -> Result<Option<Need>, DemoError> {
    if cell == "-" {
        return Ok(None);
    }
    let (digits, importance) = match cell.strip_suffix('?') {
        Some(digits) => (digits, Importance::Preferred),
        None => (cell, Importance::Required),
    };
    let level = digits
        .parse()
        .ok()
        .filter(|level| (1..=5).contains(level))
        .ok_or_else(|| file.malformed(cell, "is no level from 1 to 5"))?;
    Ok(Some(Need {
        skill,
        level,
        importance,
    }))
}
