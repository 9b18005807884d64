//! The UK Government Digital and Data Profession Capability Framework: `roles.csv` and
//! `skills.csv` as its site offers them.
//!
//! A role level becomes a job profile, a role family a family; consecutive levels of a role are
//! promotions. Awareness, Working, Practitioner, Expert become 1, 2, 3, 5 of our scale: a
//! practitioner applies the skill independently, and only "Expert" sets the standard. What is
//! "NOT IN USE" is skipped.
//!
//! The file lists levels by the alphabet. Seniority follows from the words of the title (see
//! [`grade_of`]), then from the mean level of skill that is asked for.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use domain::feed::{CareerStep, JobFamily, JobProfile, Record, Requirement, Skill};
use domain::terms::{CareerStepKind, Importance, SkillKind, SkillStatus, Track};

use super::{TaxonomyError, clipped, each_row, find};
use crate::import::table::{Column, required};

const ROLES: &[Column] = &[
    required("role_family"),
    required("role"),
    required("role_level"),
    required("role_level_description"),
    required("skill_name"),
    required("skill_description"),
    required("skill_level"),
];
const SKILLS: &[Column] = &[required("skill_name"), required("skill_description")];

/// One role level with what it asks for.
#[derive(Default)]
struct Level {
    summary: String,
    needs: BTreeMap<String, i16>,
}

/// Levels by title, of roles, by family and role.
type Roles = BTreeMap<(String, String), BTreeMap<String, Level>>;

pub(super) fn read(folder: &Path) -> Result<Vec<Record>, TaxonomyError> {
    let mut skills: BTreeMap<String, String> = BTreeMap::new();
    each_row(&find(folder, &["skills.csv"])?, SKILLS, |cells| {
        if !is_out_of_use(cells.get(0)) {
            let name = clipped(cells.get(0), 200);
            skills.insert(name, clipped(cells.get(1), 10_000));
        }
    })?;
    let mut roles = Roles::new();
    each_row(&find(folder, &["roles.csv"])?, ROLES, |cells| {
        let [family, role, title, summary, skill, description, level] =
            [0, 1, 2, 3, 4, 5, 6].map(|column| cells.get(column));
        let Some(level) = proficiency(level) else {
            return;
        };
        if [family, role, title, skill].into_iter().any(is_out_of_use) {
            return;
        }
        let skill = clipped(skill, 200);
        skills
            .entry(skill.clone())
            .or_insert_with(|| clipped(description, 10_000));
        let place = roles
            .entry((clipped(family, 200), clipped(role, 200)))
            .or_default()
            .entry(clipped(title, 200))
            .or_default();
        place.summary = clipped(summary, 10_000);
        // Listed twice, the higher level counts.
        let need = place.needs.entry(skill).or_insert(level);
        *need = level.max(*need);
    })?;
    let mut records: Vec<Record> = skills.into_iter().map(skill_record).collect();
    role_records(&roles, &mut records);
    Ok(records)
}

fn is_out_of_use(cell: &str) -> bool {
    cell.is_empty() || cell.eq_ignore_ascii_case("not in use")
}

fn proficiency(name: &str) -> Option<i16> {
    match name.to_lowercase().as_str() {
        "awareness" => Some(1),
        "working" => Some(2),
        "practitioner" => Some(3),
        "expert" => Some(5),
        _ => None,
    }
}

fn skill_record((name, description): (String, String)) -> Record {
    Record::Skill(Skill {
        external_id: name.clone(),
        name,
        kind: SkillKind::Skill,
        description: (!description.is_empty()).then_some(description),
        status: SkillStatus::Official,
        source_uri: None,
        transversal: false,
        aliases: Vec::new(),
    })
}

/// Grades by the first of these words in a title; none is a 3.
fn grade_of(title: &str) -> i16 {
    const WORDS: [(&str, i16); 10] = [
        ("apprentice", 1),
        ("trainee", 1),
        ("junior", 2),
        ("associate", 2),
        ("chief", 8),
        ("head", 7),
        ("principal", 6),
        ("lead", 5),
        ("senior", 4),
        ("graduate", 2),
    ];
    let title = title.to_lowercase();
    let mut words = title.split(|letter: char| !letter.is_alphanumeric());
    words
        .find_map(|word| WORDS.iter().find(|(known, _)| *known == word))
        .map_or(3, |(_, grade)| *grade)
}

/// Levels of a role, lowest first, with their grades. Of two whose titles say the same, the one
/// that asks for more is a grade higher.
fn ladder(levels: &BTreeMap<String, Level>) -> Vec<(&str, &Level, i16)> {
    let mean = |level: &Level| {
        let sum: i32 = level.needs.values().copied().map(i32::from).sum();
        f64::from(sum) / f64::from(u32::try_from(level.needs.len()).unwrap_or(1).max(1))
    };
    let mut rungs: Vec<(&str, &Level, i16)> = levels
        .iter()
        .map(|(title, level)| (title.as_str(), level, grade_of(title)))
        .collect();
    rungs.sort_by(|one, other| {
        one.2
            .cmp(&other.2)
            .then(mean(one.1).total_cmp(&mean(other.1)))
    });
    let mut below: Option<(i16, f64)> = None;
    for rung in &mut rungs {
        let asks = mean(rung.1);
        if let Some((grade, asked)) = below {
            let least = if asks > asked { grade + 1 } else { grade };
            rung.2 = rung.2.max(least);
        }
        below = Some((rung.2, asks));
    }
    rungs
}

fn role_records(roles: &Roles, records: &mut Vec<Record>) {
    let mut families = HashSet::new();
    let mut requirements = Vec::new();
    let mut steps = Vec::new();
    let mut profiles = Vec::new();
    for ((family, role), levels) in roles {
        if families.insert(family.as_str()) {
            records.push(Record::JobFamily(JobFamily {
                external_id: family.clone(),
                name: family.clone(),
            }));
        }
        let mut below: Option<(String, i16)> = None;
        for (title, level, grade) in ladder(levels) {
            let external_id = format!("{role} / {title}");
            requirements.extend(level.needs.iter().map(|(skill, level)| {
                Record::Requirement(Requirement {
                    job_profile: external_id.clone(),
                    skill: skill.clone(),
                    level: *level,
                    importance: Importance::Required,
                })
            }));
            if let Some((from, _)) = below.filter(|(_, lower)| *lower < grade) {
                steps.push(Record::CareerStep(CareerStep {
                    from,
                    to: external_id.clone(),
                    kind: CareerStepKind::Promotion,
                }));
            }
            below = Some((external_id.clone(), grade));
            profiles.push(Record::JobProfile(JobProfile {
                external_id,
                title: title.to_owned(),
                family: family.clone(),
                level: grade,
                track: if grade >= 7 {
                    Track::Management
                } else {
                    Track::Individual
                },
                summary: (!level.summary.is_empty()).then(|| level.summary.clone()),
                pay_range: None,
                source_uri: None,
            }));
        }
    }
    records.extend(profiles);
    records.extend(requirements);
    records.extend(steps);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(needs: &[i16]) -> Level {
        Level {
            summary: String::new(),
            needs: needs
                .iter()
                .enumerate()
                .map(|(at, need)| (at.to_string(), *need))
                .collect(),
        }
    }

    #[test]
    fn seniority_follows_titles_then_what_is_asked() {
        let levels = BTreeMap::from([
            ("Associate architect".to_owned(), level(&[1, 2])),
            ("Architect".to_owned(), level(&[2, 3])),
            ("Lead architect".to_owned(), level(&[3, 5])),
            ("Architect of platforms".to_owned(), level(&[3, 3])),
            ("Head of architecture".to_owned(), level(&[5, 5])),
        ]);
        let rungs: Vec<(&str, i16)> = ladder(&levels)
            .into_iter()
            .map(|(title, _, grade)| (title, grade))
            .collect();
        assert_eq!(
            rungs,
            [
                ("Associate architect", 2),
                ("Architect", 3),
                ("Architect of platforms", 4),
                ("Lead architect", 5),
                ("Head of architecture", 7),
            ]
        );
    }
}
