//! The vocabulary of skills: names, aliases, relations, the proficiency scale. Who has which
//! skill is in `profile`.

use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::ids::SkillId;
use domain::terms::{SkillKind, SkillRelationKind, SkillStatus};
use domain::text::fold;

use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{proficiency_level, skill, skill_alias, skill_relation};
use crate::spelled::Spelled;
use crate::write::{AuditDraft, WriteTx};

const CHUNK: usize = 1_000;

/// `source` of what people make in the program itself.
pub const OWN_SOURCE: &str = "traverse";

#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Skill {
    pub id: SkillId,
    pub name: String,
    pub name_folded: String,
    pub kind: SkillKind,
    pub description: Option<String>,
    pub status: SkillStatus,
    /// Does not fade.
    pub transversal: bool,
    pub merged_into_id: Option<SkillId>,
}

type Columns = (
    skill::id,
    skill::name,
    skill::name_folded,
    skill::kind,
    skill::description,
    skill::status,
    skill::transversal,
    skill::merged_into_id,
);

const COLUMNS: Columns = (
    skill::id,
    skill::name,
    skill::name_folded,
    skill::kind,
    skill::description,
    skill::status,
    skill::transversal,
    skill::merged_into_id,
);

/// All skills.
///
/// # Errors
/// When the database does not answer.
pub fn list_all_skills(conn: &mut Conn) -> Result<Vec<Skill>, DbError> {
    Ok(skill::table.select(COLUMNS).load(conn)?)
}

/// Those of `ids` that exist.
///
/// # Errors
/// When the database does not answer.
pub fn list_skills_by_id(conn: &mut Conn, ids: &[SkillId]) -> Result<Vec<Skill>, DbError> {
    let mut all = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<Skill> = skill::table
            .filter(skill::id.eq_any(chunk.to_vec()))
            .select(COLUMNS)
            .load(conn)?;
        all.extend(rows);
    }
    Ok(all)
}

/// Another name of a skill.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct SkillAlias {
    pub skill_id: SkillId,
    pub name: String,
}

/// All other names, by skill and name.
///
/// # Errors
/// When the database does not answer.
pub fn list_all_aliases(conn: &mut Conn) -> Result<Vec<SkillAlias>, DbError> {
    Ok(skill_alias::table
        .order((skill_alias::skill_id, skill_alias::name_folded))
        .select((skill_alias::skill_id, skill_alias::name))
        .load(conn)?)
}

/// The other names of `ids`.
///
/// # Errors
/// When the database does not answer.
pub fn list_aliases_by_skill(conn: &mut Conn, ids: &[SkillId]) -> Result<Vec<SkillAlias>, DbError> {
    let mut all = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<SkillAlias> = skill_alias::table
            .filter(skill_alias::skill_id.eq_any(chunk.to_vec()))
            .order((skill_alias::skill_id, skill_alias::name_folded))
            .select((skill_alias::skill_id, skill_alias::name))
            .load(conn)?;
        all.extend(rows);
    }
    Ok(all)
}

/// The relations that start from a skill.
///
/// # Errors
/// When the database does not answer.
pub fn list_relations(
    conn: &mut Conn,
    from: SkillId,
    limit: i64,
) -> Result<Vec<(SkillRelationKind, SkillId)>, DbError> {
    Ok(skill_relation::table
        .filter(skill_relation::from_id.eq(from))
        .order((skill_relation::kind, skill_relation::to_id))
        .limit(limit)
        .select((skill_relation::kind, skill_relation::to_id))
        .load(conn)?)
}

/// One level of the scale in one language.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct ProficiencyLevel {
    pub level: i16,
    pub locale: String,
    pub name: String,
    pub descriptor: String,
}

/// The scale, by level and language.
///
/// # Errors
/// When the database does not answer.
pub fn list_proficiency_levels(conn: &mut Conn) -> Result<Vec<ProficiencyLevel>, DbError> {
    Ok(proficiency_level::table
        .order((proficiency_level::level, proficiency_level::locale))
        .load(conn)?)
}

/// A skill that somebody misses in the vocabulary.
#[derive(Clone, Debug)]
pub struct NewSkill {
    pub name: String,
    pub kind: SkillKind,
    pub description: Option<String>,
}

#[derive(Insertable)]
#[diesel(table_name = skill)]
struct NewRow<'a> {
    id: SkillId,
    source: &'a str,
    external_id: String,
    name: &'a str,
    name_folded: String,
    kind: SkillKind,
    description: Option<&'a str>,
    status: SkillStatus,
    transversal: bool,
    version: i64,
    created_at: domain::time::Timestamp,
    updated_at: domain::time::Timestamp,
}

/// Skills of that very name and kind that are in use or proposed.
///
/// # Errors
/// When the database does not answer.
pub fn list_skills_named(
    conn: &mut Conn,
    name: &str,
    kind: SkillKind,
) -> Result<Vec<SkillId>, DbError> {
    Ok(skill::table
        .filter(skill::name_folded.eq(fold(name)))
        .filter(skill::kind.eq(kind))
        .filter(skill::status.eq_any_term([SkillStatus::Proposed, SkillStatus::Official]))
        .select(skill::id)
        .load(conn)?)
}

/// Adds a proposed skill.
///
/// # Errors
/// When the database does not answer.
pub fn insert_skill(
    tx: &mut WriteTx<'_>,
    _permit: &Permit<actions::ProposeSkill>,
    new: &NewSkill,
) -> Result<SkillId, DbError> {
    let id = SkillId::generate();
    let now = tx.now();
    let row = NewRow {
        id,
        source: OWN_SOURCE,
        external_id: id.to_string(),
        name: &new.name,
        name_folded: fold(&new.name),
        kind: new.kind,
        description: new.description.as_deref(),
        status: SkillStatus::Proposed,
        transversal: false,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    diesel::insert_into(skill::table)
        .values(&row)
        .execute(tx.conn())?;
    tx.audit(
        AuditDraft::new("skill.propose", ObjectType::Skill, *id.as_uuid())
            .with(serde_json::json!({"name": new.name, "kind": new.kind})),
    );
    tx.changed(Change::upserted(ObjectType::Skill, *id.as_uuid()));
    Ok(id)
}
