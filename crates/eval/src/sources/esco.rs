//! ESCO: occupations with their essential and optional skills, and what they are called.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use matching::terms::{Bag, beginnings};
use serde::Deserialize;

use crate::error::EvalError;
use crate::folder::Folder;
use crate::judge::numbered;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OccupationRow {
    concept_uri: String,
    code: String,
    isco_group: String,
    preferred_label: String,
    alt_labels: String,
    description: String,
}

#[derive(Deserialize)]
struct RelationRow {
    occupation_uri: String,
    relation: String,
    skill_label: String,
}

#[derive(Deserialize)]
struct SkillRow {
    label: String,
    uri: String,
    description: String,
}

pub(crate) struct Occupation {
    pub(crate) uri: String,
    /// ESCO's code, e.g. 2654.1.7.
    pub(crate) code: String,
    /// The ISCO-08 group.
    pub(crate) group: String,
    /// The preferred one first.
    pub(crate) labels: Vec<String>,
    pub(crate) description: String,
}

pub(crate) fn occupations(path: &Path) -> Result<Vec<Occupation>, EvalError> {
    let rows: Vec<OccupationRow> = Folder::new(path).rows("occupations.csv")?;
    let occupation = |row: OccupationRow| {
        let alternative = row
            .alt_labels
            .lines()
            .map(str::trim)
            .filter(|label| !label.is_empty());
        let mut labels = vec![row.preferred_label];
        labels.extend(alternative.map(str::to_owned));
        Occupation {
            uri: row.concept_uri,
            code: row.code,
            group: row.isco_group,
            labels,
            description: row.description,
        }
    };
    Ok(rows.into_iter().map(occupation).collect())
}

/// The skills that occupations ask for.
pub(crate) struct Skills {
    /// In order of label, which is the key: not every skill has a URI in the data at hand.
    pub(crate) labels: Vec<String>,
    /// The URI where it is known, else the label.
    pub(crate) ids: Vec<String>,
    /// The words of the label and the description.
    pub(crate) texts: Vec<Bag>,
    /// By occupation: essential and optional skills.
    pub(crate) asked: Vec<(Vec<u32>, Vec<u32>)>,
}

impl Skills {
    pub(crate) fn read(path: &Path, occupations: &[Occupation]) -> Result<Self, EvalError> {
        let folder = Folder::new(path);
        let relations: Vec<RelationRow> = folder.rows("occupation_skill_relations.csv")?;
        let known: BTreeSet<&str> = relations
            .iter()
            .map(|row| row.skill_label.as_str())
            .collect();
        let labels: Vec<String> = known.into_iter().map(str::to_owned).collect();
        let uris: Vec<String> = occupations.iter().map(|one| one.uri.clone()).collect();
        let (skill_at, occupation_at) = (numbered(&labels), numbered(&uris));
        let mut sets = vec![(BTreeSet::new(), BTreeSet::new()); occupations.len()];
        for row in &relations {
            let skill = skill_at.get(row.skill_label.as_str());
            let skill = skill.and_then(|skill| u32::try_from(*skill).ok());
            let occupation = occupation_at.get(row.occupation_uri.as_str());
            let set = occupation.and_then(|occupation| sets.get_mut(*occupation));
            if let Some(((essential, optional), skill)) = set.zip(skill) {
                let set = if row.relation == "essential" {
                    essential
                } else {
                    optional
                };
                set.insert(skill);
            }
        }
        let mut texts: BTreeMap<&str, (String, String)> = BTreeMap::new();
        let rows: Vec<SkillRow> = folder.rows("skills.csv")?;
        for row in &rows {
            texts.insert(&row.label, (row.uri.clone(), row.description.clone()));
        }
        let text = |label: &String| {
            let description = texts
                .get(label.as_str())
                .map_or("", |(_, text)| text.as_str());
            let words = beginnings(label).into_iter().chain(beginnings(description));
            words.collect::<Bag>()
        };
        let id = |label: &String| match texts.get(label.as_str()) {
            Some((uri, _)) if !uri.is_empty() => uri.clone(),
            _ => label.clone(),
        };
        let asked = sets.into_iter().map(|(essential, optional)| {
            let optional = optional.difference(&essential).copied().collect();
            (essential.into_iter().collect(), optional)
        });
        Ok(Self {
            ids: labels.iter().map(id).collect(),
            texts: labels.iter().map(text).collect(),
            asked: asked.collect(),
            labels,
        })
    }
}
