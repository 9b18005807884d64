//! Skills, their other names and how they relate.

use domain::terms::{SkillKind, SkillRelationKind};
use serde::Deserialize;

use super::read::{content_file, list, optional};
use crate::error::DemoError;
use crate::table::{Ix, Table};

pub(crate) struct Skill {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) kind: SkillKind,
    pub(crate) transversal: bool,
    pub(crate) description: Option<String>,
    /// Locale and name.
    pub(crate) aliases: Vec<(&'static str, String)>,
    /// Skills near this one, whatever the relation is called.
    pub(crate) near: Vec<Ix<Skill>>,
}

impl Skill {
    /// A phrase with the skill's name in the place of `{skill}`. Only names that are proper names
    /// keep their capital within a sentence.
    pub(crate) fn said_in(&self, phrase: &str) -> String {
        let mut letters = self.name.chars();
        let common = matches!(self.kind, SkillKind::Skill | SkillKind::Knowledge)
            && !phrase.starts_with("{skill}")
            && letters.next().is_some_and(char::is_uppercase)
            && !self.name.chars().skip(1).any(char::is_uppercase);
        if common {
            let first = self.name.chars().take(1).flat_map(char::to_lowercase);
            let name: String = first.chain(letters).collect();
            phrase.replace("{skill}", &name)
        } else {
            phrase.replace("{skill}", &self.name)
        }
    }
}

pub(crate) struct Skills {
    pub(crate) table: Table<Skill>,
    pub(crate) relations: Vec<(Ix<Skill>, SkillRelationKind, Ix<Skill>)>,
}

#[derive(Deserialize)]
struct SkillRow {
    key: String,
    name: String,
    kind: String,
    transversal: String,
    fr: String,
    aliases: String,
    description: String,
}

#[derive(Deserialize)]
struct RelationRow {
    skill: String,
    relation: String,
    others: String,
}

impl Skills {
    pub(super) fn load() -> Result<Self, DemoError> {
        let mut skills = Self {
            table: read_table()?,
            relations: Vec::new(),
        };
        skills.relate()?;
        Ok(skills)
    }

    fn relate(&mut self) -> Result<(), DemoError> {
        let file = content_file!("skill_relations.csv");
        for row in file.rows::<RelationRow>()? {
            let from = file.find(&self.table, "skill", &row.skill)?;
            let kind = file.term(&row.relation, "relation")?;
            for to in file.find_all(&self.table, "skill", &row.others)? {
                if from == to {
                    return Err(file.malformed(&row.skill, "relates to itself"));
                }
                self.relations.push((from, kind, to));
                for (one, other) in [(from, to), (to, from)] {
                    if let Some(skill) = self.table.get_mut(one) {
                        skill.near.push(other);
                    }
                }
            }
        }
        Ok(())
    }
}

fn read_table() -> Result<Table<Skill>, DemoError> {
    let file = content_file!("skills.csv");
    let mut table = Table::new();
    for row in file.rows::<SkillRow>()? {
        let english = list(&row.aliases).into_iter().map(|name| ("en", name));
        let french = list(&row.fr).into_iter().map(|name| ("fr", name));
        let skill = Skill {
            key: row.key.clone(),
            name: row.name,
            kind: file.term(&row.kind, "kind of skill")?,
            transversal: row.transversal == "yes",
            description: optional(row.description),
            aliases: english.chain(french).collect(),
            near: Vec::new(),
        };
        file.add(&mut table, &row.key, skill)?;
    }
    Ok(table)
}
