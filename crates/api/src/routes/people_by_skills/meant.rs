//! Which skills the words of a list mean. A name must be a skill's own, or an alias, but for case
//! and accents; of anything else the refusal says where it stands and what may be meant.

use std::sync::Arc;

use actix_web::web;
use domain::ids::SkillId;
use domain::skill_list::{SkillList, SkillListError, SkillTerm, SkillWord};
use domain::terms::SkillKind;
use domain::text::fold;
use matching::SkillWanted;
use serde_json::json;

use crate::directory::{Catalogue, Skill};
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError};
use crate::naming::Naming;

/// Of a name that is nothing: how many skills are proposed.
const PROPOSED: usize = 3;
/// Among so many labels that resemble a name are all that are equal to it.
const LOOKED_AT: usize = 20;

/// A term of the list with its skill.
pub(super) struct Meant {
    pub(super) skill: Arc<Skill>,
    /// As it was told.
    pub(super) level: Option<u8>,
}

impl Meant {
    pub(super) fn wanted(&self) -> SkillWanted {
        SkillWanted {
            skill: self.skill.id,
            level: self.level,
        }
    }

    /// A certificate has no levels.
    pub(super) fn shown_level(&self) -> Option<u8> {
        self.level
            .filter(|_| self.skill.kind != SkillKind::Certificate)
    }
}

/// The skills that the text means, or what is wrong with it.
pub(super) async fn of(
    text: &str,
    names: &Arc<Catalogue>,
    naming: &Arc<Naming>,
) -> ApiResult<Vec<Meant>> {
    let list: SkillList = text.parse().map_err(|error| unreadable(&error))?;
    if let Some(asked) = by_id_or_name(&list, names) {
        return Ok(asked);
    }
    // A name that is not the skill's own is looked up in an index that may have to be made.
    let (names, naming) = (Arc::clone(names), Arc::clone(naming));
    web::block(move || meant(&list, &names, &naming))
        .await
        .map_err(ApiError::internal)?
}

/// For a list of ids.
pub(super) fn term(skill: SkillId, level: Option<u8>) -> SkillTerm {
    SkillTerm {
        skill: SkillWord::Id(skill),
        level,
    }
}

/// What is wrong with the text itself.
fn unreadable(error: &SkillListError) -> ApiError {
    let told = FieldError::new("?skills", error.fault.code(), error.to_string());
    ApiError::new(Code::InvalidQuery).field(told.param("at", error.at))
}

fn refused(
    at: usize,
    code: &'static str,
    detail: &'static str,
    candidates: &[Arc<Skill>],
) -> ApiError {
    let candidates = candidates
        .iter()
        .take(PROPOSED)
        .map(|skill| json!({"id": skill.id, "name": skill.name}))
        .collect::<Vec<_>>();
    let told = FieldError::new("?skills", code, detail);
    let told = told.param("at", at).param("candidates", candidates);
    ApiError::new(Code::InvalidQuery).field(told)
}

/// The skills, where each is an id or the name of one skill only; `None` where one is not, or two
/// are the same. Fast: what pages ask, and most of what people type.
fn by_id_or_name(list: &SkillList, names: &Catalogue) -> Option<Vec<Meant>> {
    let mut all: Vec<Meant> = Vec::with_capacity(list.terms().len());
    for (_, term) in list.terms() {
        let skill = match &term.skill {
            SkillWord::Id(id) => names.skills.find(*id)?,
            SkillWord::Name(name) => match named(names, name) {
                [skill] if skill.is_in_use() => skill,
                _ => return None,
            },
        };
        if all.iter().any(|other| other.skill.id == skill.id) {
            return None;
        }
        all.push(Meant {
            skill: Arc::clone(skill),
            level: term.level,
        });
    }
    Some(all)
}

/// The skills, or what is wrong with the first that is none. May block.
fn meant(list: &SkillList, names: &Catalogue, naming: &Naming) -> ApiResult<Vec<Meant>> {
    let mut all: Vec<Meant> = Vec::with_capacity(list.terms().len());
    for (at, term) in list.terms() {
        let skill = match &term.skill {
            SkillWord::Id(id) => names.skills.find(*id).cloned().ok_or_else(|| {
                refused(at, field::UNKNOWN_REFERENCE, "there is no such skill", &[])
            })?,
            SkillWord::Name(name) => by_any_name(at, name, names, naming)?,
        };
        if all.iter().any(|other| other.skill.id == skill.id) {
            return Err(refused(
                at,
                field::DUPLICATE,
                "the skill is named twice",
                &[],
            ));
        }
        let level = term.level;
        all.push(Meant { skill, level });
    }
    Ok(all)
}

/// Skills of this very name, in use or not.
fn named<'a>(names: &'a Catalogue, name: &str) -> &'a [Arc<Skill>] {
    let folded = fold(name);
    let all = names.skills.all();
    let start = all.partition_point(|skill| skill.name_folded < folded);
    let end = all.partition_point(|skill| skill.name_folded <= folded);
    all.get(start..end).unwrap_or_default()
}

fn by_any_name(at: usize, name: &str, names: &Catalogue, naming: &Naming) -> ApiResult<Arc<Skill>> {
    let folded = fold(name);
    let own = named(names, name).iter().filter(|skill| skill.is_in_use());
    let mut equal: Vec<Arc<Skill>> = own.cloned().collect();
    let mut near: Vec<Arc<Skill>> = Vec::new();
    if equal.is_empty() {
        for found in naming.skills(name, LOOKED_AT) {
            if fold(&found.label) == folded {
                equal.push(Arc::clone(&found.thing));
            }
            near.push(found.thing);
        }
    }
    match equal.as_slice() {
        [skill] => Ok(Arc::clone(skill)),
        [] => Err(refused(
            at,
            field::UNKNOWN_REFERENCE,
            "no skill has this name",
            &near,
        )),
        several => Err(refused(
            at,
            "ambiguous",
            "several skills have this name",
            several,
        )),
    }
}
