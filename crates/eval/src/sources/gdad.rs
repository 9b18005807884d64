//! GDaD: the role levels of the UK government's digital and data profession.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use matching::ladder::Levels;
use serde::Deserialize;

use crate::error::EvalError;
use crate::folder::Folder;

#[derive(Deserialize)]
struct Row {
    #[serde(rename = "Role")]
    role: String,
    #[serde(rename = "Role Level")]
    level: String,
    #[serde(rename = "Skill Name")]
    skill: String,
    #[serde(rename = "Skill Level")]
    skill_level: String,
}

pub(crate) struct Gdad {
    /// Role levels, by their name.
    pub(crate) codes: Vec<String>,
    /// The role whose ladder each is on, by number.
    pub(crate) ladders: Vec<usize>,
    pub(crate) levels: Vec<Levels>,
    pub(crate) skills: usize,
}

impl Gdad {
    pub(crate) fn read(path: &Path) -> Result<Self, EvalError> {
        let mut rows: Vec<(Row, u8)> = Vec::new();
        for (line, row) in (2..).zip(Folder::new(path).rows::<Row>("roles.csv")?) {
            let level = match row.skill_level.trim() {
                "Awareness" => 1,
                "Working" => 2,
                "Practitioner" => 3,
                "Expert" => 4,
                "NOT IN USE" => continue,
                other => {
                    return Err(EvalError::Line {
                        path: path.join("roles.csv"),
                        line,
                        what: format!("`{other}` is no skill level (counting rows, not lines)"),
                    });
                }
            };
            rows.push((row, level));
        }
        let skills: BTreeSet<&str> = rows.iter().map(|(row, _)| row.skill.trim()).collect();
        let skills: BTreeMap<&str, u32> = skills.into_iter().zip(0..).collect();
        let roles: BTreeSet<&str> = rows.iter().map(|(row, _)| row.role.trim()).collect();
        let roles: BTreeMap<&str, usize> = roles.into_iter().zip(0..).collect();
        let mut found: BTreeMap<(&str, &str), Levels> = BTreeMap::new();
        for (row, level) in &rows {
            let of = found
                .entry((row.role.trim(), row.level.trim()))
                .or_default();
            of.insert(skills.get(row.skill.trim()).copied().unwrap_or(0), *level);
        }
        Ok(Self {
            codes: found.keys().map(|(_, level)| (*level).to_owned()).collect(),
            ladders: (found.keys())
                .filter_map(|(role, _)| roles.get(role).copied())
                .collect(),
            levels: found.into_values().collect(),
            skills: skills.len(),
        })
    }

    /// How much a role level asks for in all: the sum of its levels. The source sorts them by
    /// alphabet, so seniority has to be read from what is asked.
    pub(crate) fn height(&self, role: usize) -> u32 {
        let levels = self.levels.get(role).into_iter().flat_map(BTreeMap::values);
        levels.copied().map(u32::from).sum()
    }

    /// By role level: those of the same ladder that ask for the least more.
    pub(crate) fn next(&self) -> BTreeMap<usize, BTreeSet<usize>> {
        let mut next = BTreeMap::new();
        for (role, ladder) in self.ladders.iter().enumerate() {
            let above = |other: &usize| {
                self.ladders.get(*other) == Some(ladder) && self.height(*other) > self.height(role)
            };
            let height = (0..self.codes.len())
                .filter(above)
                .map(|other| self.height(other))
                .min();
            if let Some(height) = height {
                let targets = (0..self.codes.len()).filter(above);
                next.insert(
                    role,
                    targets
                        .filter(|other| self.height(*other) == height)
                        .collect(),
                );
            }
        }
        next
    }
}
