//! ESCO: the official CSV bundle, and a reduced form of it in which some skills have no URI.
//!
//! Skills are keyed by URI, or by label where there is none. Occupations become job profiles in
//! one family per ISCO-08 group. ESCO knows neither grades nor levels: every profile gets
//! [`GRADE`], every requirement [`LEVEL`]; essential skills are required, optional ones preferred.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use domain::feed::{Alias, JobFamily, JobProfile, Record, Requirement, Skill, SkillRelation};
use domain::terms::{Importance, SkillKind, SkillRelationKind, SkillStatus, Track};

use super::{TaxonomyError, clipped, each_row, find};
use crate::import::table::{Cells, Column, optional, required};

/// In the middle of the grades that employers use.
const GRADE: i16 = 5;
/// "Applies it independently to most work."
const LEVEL: i16 = 3;

const BASE: &str = "http://data.europa.eu/esco/";
const LOCALE: &str = "en";

const SKILLS: &[Column] = &[
    optional("concepturi"),
    optional("uri"),
    optional("preferredlabel"),
    optional("label"),
    optional("skilltype"),
    optional("skill_type"),
    optional("reuselevel"),
    optional("reuse_level"),
    optional("altlabels"),
    optional("alt_labels"),
    optional("description"),
];
const OCCUPATIONS: &[Column] = &[
    required("concepturi"),
    required("preferredlabel"),
    required("iscogroup"),
    optional("description"),
];
const GROUPS: &[Column] = &[required("code"), required("preferredlabel")];
const RELATIONS: &[Column] = &[
    optional("occupationuri"),
    optional("occupation_uri"),
    optional("relationtype"),
    optional("relation"),
    optional("skilluri"),
    optional("skill_uri"),
    optional("skill_label"),
];
const BROADER: &[Column] = &[required("concepturi"), required("broaderuri")];
const RELATED: &[Column] = &[required("originalskilluri"), required("relatedskilluri")];

/// The first cell that is not empty: the two layouts name their columns differently.
fn either<'r>(cells: &Cells<'r>, columns: [usize; 2]) -> &'r str {
    let [first, second] = columns.map(|column| cells.get(column));
    if first.is_empty() { second } else { first }
}

/// In one layout URIs lack their common beginning.
fn full(uri: &str) -> String {
    if uri.is_empty() || uri.starts_with("http") {
        uri.to_owned()
    } else {
        format!("{BASE}{uri}")
    }
}

/// Skills by what other files call them.
#[derive(Default)]
struct Known {
    keys: HashSet<String>,
    by_label: HashMap<String, String>,
}

impl Known {
    fn key(&self, uri: &str, label: &str) -> Option<String> {
        if let Some(key) = self.by_label.get(label) {
            return Some(key.clone());
        }
        let uri = full(uri);
        self.keys.contains(&uri).then_some(uri)
    }
}

/// URI and label of a row of skills.
fn named(cells: &Cells<'_>) -> (String, String) {
    let uri = full(either(cells, [0, 1]));
    (uri, clipped(either(cells, [2, 3]), 200))
}

/// Which skill has which URI. One layout gives a few labels the URI of another skill, or lists a
/// label twice that differs in white space, only once with its URI.
#[derive(Default)]
struct Uris {
    label_of: HashMap<String, String>,
    of_label: HashMap<String, String>,
}

impl Uris {
    fn read(path: &Path) -> Result<Self, TaxonomyError> {
        let mut found = Self::default();
        each_row(path, SKILLS, |cells| {
            let (uri, label) = named(cells);
            if uri.is_empty() || label.is_empty() || found.label_of.contains_key(&uri) {
                return;
            }
            let of_label = found.of_label.entry(label.clone());
            of_label.or_insert_with(|| uri.clone());
            found.label_of.insert(uri, label);
        })?;
        Ok(found)
    }

    /// The row's own URI if it is the first to name it, or else that of its label.
    fn of(&self, uri: &str, label: &str) -> Option<String> {
        if self.label_of.get(uri).is_some_and(|first| first == label) {
            return Some(uri.to_owned());
        }
        self.of_label.get(label).cloned()
    }
}

pub(super) fn read(folder: &Path) -> Result<Vec<Record>, TaxonomyError> {
    let mut records = Vec::new();
    let known = skills(folder, &mut records)?;
    skill_relations(folder, &known, &mut records)?;
    let occupations = occupations(folder, &mut records)?;
    requirements(folder, &known, &occupations, &mut records)?;
    Ok(records)
}

fn skills(folder: &Path, records: &mut Vec<Record>) -> Result<Known, TaxonomyError> {
    let path = find(folder, &["skills_en.csv", "skills.csv"])?;
    let uris = Uris::read(&path)?;
    let mut known = Known::default();
    each_row(&path, SKILLS, |cells| {
        let (uri, label) = named(cells);
        let uri = uris.of(&uri, &label);
        let key = uri.clone().unwrap_or_else(|| label.clone());
        if label.is_empty() || !known.keys.insert(key.clone()) {
            return;
        }
        known
            .by_label
            .entry(label.clone())
            .or_insert_with(|| key.clone());
        let description = clipped(cells.get(10), 10_000);
        records.push(Record::Skill(Skill {
            external_id: key,
            kind: match either(cells, [4, 5]) {
                "knowledge" => SkillKind::Knowledge,
                _ => SkillKind::Skill,
            },
            description: (!description.is_empty()).then_some(description),
            status: SkillStatus::Official,
            source_uri: uri,
            transversal: either(cells, [6, 7]) == "transversal",
            aliases: aliases(either(cells, [8, 9]), &label),
            name: label,
        }));
    })?;
    Ok(known)
}

fn aliases(cell: &str, name: &str) -> Vec<Alias> {
    let mut seen = HashSet::from([name.to_owned()]);
    cell.split('\n')
        .map(|alias| clipped(alias.trim(), 200))
        .filter(|alias| !alias.is_empty() && seen.insert(alias.clone()))
        .map(|name| Alias {
            locale: LOCALE.to_owned(),
            name,
        })
        .collect()
}

/// Only between skills: the groups above them are no skills that anybody has.
fn skill_relations(
    folder: &Path,
    known: &Known,
    records: &mut Vec<Record>,
) -> Result<(), TaxonomyError> {
    let mut seen = HashSet::new();
    let mut add = |from: &str, to: &str, kind: SkillRelationKind| {
        let (from, to) = (full(from), full(to));
        if from != to
            && known.keys.contains(&from)
            && known.keys.contains(&to)
            && seen.insert((from.clone(), to.clone(), kind))
        {
            records.push(Record::SkillRelation(SkillRelation { from, kind, to }));
        }
    };
    let broader = find(
        folder,
        &["broaderRelationsSkillPillar_en.csv", "skill_broader.csv"],
    )?;
    each_row(&broader, BROADER, |cells| {
        add(cells.get(0), cells.get(1), SkillRelationKind::Broader);
    })?;
    let related = find(
        folder,
        &["skillSkillRelations_en.csv", "skill_skill_relations.csv"],
    )?;
    each_row(&related, RELATED, |cells| {
        add(cells.get(0), cells.get(1), SkillRelationKind::Related);
    })
}

/// Returns the URIs of the occupations.
fn occupations(folder: &Path, records: &mut Vec<Record>) -> Result<HashSet<String>, TaxonomyError> {
    let mut names: HashMap<String, String> = HashMap::new();
    let groups = find(folder, &["ISCOGroups_en.csv", "isco_groups.csv"])?;
    each_row(&groups, GROUPS, |cells| {
        names.insert(cells.get(0).to_owned(), clipped(cells.get(1), 200));
    })?;
    let path = find(folder, &["occupations_en.csv", "occupations.csv"])?;
    let mut families = HashSet::new();
    let mut uris = HashSet::new();
    each_row(&path, OCCUPATIONS, |cells| {
        let uri = full(cells.get(0));
        let title = clipped(cells.get(1), 200);
        if uri.is_empty() || title.is_empty() || !uris.insert(uri.clone()) {
            return;
        }
        // Some spreadsheets drop the zero before the armed forces' codes.
        let code = format!("{:0>4}", cells.get(2));
        let family = format!("isco:{code}");
        if families.insert(family.clone()) {
            let name = names.get(&code).cloned();
            records.push(Record::JobFamily(JobFamily {
                external_id: family.clone(),
                name: name.unwrap_or_else(|| format!("ISCO {code}")),
            }));
        }
        let summary = clipped(cells.get(3), 10_000);
        records.push(Record::JobProfile(JobProfile {
            external_id: uri.clone(),
            title,
            family,
            level: GRADE,
            track: Track::Individual,
            summary: (!summary.is_empty()).then_some(summary),
            pay_range: None,
            source_uri: Some(uri),
        }));
    })?;
    Ok(uris)
}

fn requirements(
    folder: &Path,
    known: &Known,
    occupations: &HashSet<String>,
    records: &mut Vec<Record>,
) -> Result<(), TaxonomyError> {
    let path = find(
        folder,
        &[
            "occupationSkillRelations_en.csv",
            "occupation_skill_relations.csv",
        ],
    )?;
    // A skill that is listed both ways is essential.
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    let mut requirements: Vec<Requirement> = Vec::new();
    each_row(&path, RELATIONS, |cells| {
        let job_profile = full(either(cells, [0, 1]));
        let Some(skill) = known.key(either(cells, [4, 5]), cells.get(6)) else {
            return;
        };
        if !occupations.contains(&job_profile) {
            return;
        }
        let importance = if either(cells, [2, 3]) == "essential" {
            Importance::Required
        } else {
            Importance::Preferred
        };
        let key = (job_profile.clone(), skill.clone());
        if let Some(found) = places.get(&key).and_then(|at| requirements.get_mut(*at)) {
            if importance == Importance::Required {
                found.importance = importance;
            }
            return;
        }
        places.insert(key, requirements.len());
        requirements.push(Requirement {
            job_profile,
            skill,
            level: LEVEL,
            importance,
        });
    })?;
    records.extend(requirements.into_iter().map(Record::Requirement));
    Ok(())
}
