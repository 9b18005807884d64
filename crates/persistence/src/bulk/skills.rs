//! Skills with their other names, and how they relate.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::feed;
use domain::ids::{SkillAliasId, SkillId};
use domain::terms::{SkillKind, SkillRelationKind, SkillStatus};
use domain::text::fold;
use domain::time::Timestamp;

use super::store::{Row, in_chunks, sift};
use super::{Bulk, Fault, Report, Verdict};
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::{skill, skill_alias, skill_relation};

pub(super) type RelationKey = (SkillId, SkillId, SkillRelationKind);

#[derive(Clone, Debug, PartialEq, Queryable, Insertable)]
#[diesel(table_name = skill, treat_none_as_default_value = false)]
struct SkillRow {
    id: SkillId,
    source: String,
    external_id: String,
    name: String,
    name_folded: String,
    kind: SkillKind,
    description: Option<String>,
    status: SkillStatus,
    transversal: bool,
    source_uri: Option<String>,
    merged_into_id: Option<SkillId>,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl Row for SkillRow {
    type Id = SkillId;

    fn id(&self) -> SkillId {
        self.id
    }

    fn uuid(&self) -> uuid::Uuid {
        *self.id.as_uuid()
    }

    fn keep(&mut self, stored: &Self) {
        // A merge was decided by people here; the source does not know of it.
        if stored.merged_into_id.is_some() {
            self.merged_into_id = stored.merged_into_id;
            self.status = stored.status;
        }
        self.version = stored.version;
        self.created_at = stored.created_at;
        self.updated_at = stored.updated_at;
    }

    fn stamp(&mut self, at: Timestamp) {
        self.updated_at = at;
    }
}

#[derive(Clone, Debug, PartialEq, Queryable, Insertable)]
#[diesel(table_name = skill_alias, treat_none_as_default_value = false)]
struct AliasRow {
    id: SkillAliasId,
    skill_id: SkillId,
    locale: String,
    name: String,
    name_folded: String,
}

#[derive(Clone, Debug, PartialEq, Queryable, Insertable)]
#[diesel(table_name = skill_relation, treat_none_as_default_value = false)]
struct RelationRow {
    from_id: SkillId,
    to_id: SkillId,
    kind: SkillRelationKind,
}

impl Bulk<'_, '_> {
    /// Skills; the aliases of each are replaced by those fed.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn skills(&mut self, records: &[feed::Skill]) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let at = self.store.now();
        let mut wanted = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            match self.skills.take(&record.external_id) {
                Some(id) => wanted.push((index, self.skill_row(id, record, at))),
                None => report.refuse(index, "external_id", Fault::Duplicate, &record.external_id),
            }
        }
        let ids: Vec<SkillId> = wanted.iter().map(|(_, row)| row.id).collect();
        let (stored, aliases): (Vec<SkillRow>, Vec<AliasRow>) = self.store.read(|conn| {
            let skills = skill::table.filter(skill::id.eq_any(&ids)).load(conn)?;
            let aliases = skill_alias::table
                .filter(skill_alias::skill_id.eq_any(&ids))
                .load(conn)?;
            Ok((skills, aliases))
        })?;
        let of_records: Vec<(usize, SkillId)> =
            wanted.iter().map(|(index, row)| (*index, row.id)).collect();
        let changed = sift(stored, wanted, at, &mut report);
        let (new, gone) = alias_changes(records, &of_records, aliases, &mut report);
        let mut trace = self.trace("skill.import", ObjectType::Skill);
        for (index, id) in &of_records {
            if let Some(verdict) = report.verdicts.get(*index) {
                trace.add(*id.as_uuid(), *verdict);
            }
        }
        let rows: Vec<SkillRow> = changed.into_iter().map(|(_, row)| row).collect();
        self.write(&trace, |conn| {
            in_chunks(&rows, 14, |rows| upsert(conn, rows))?;
            in_chunks(&gone, 1, |gone| {
                diesel::delete(skill_alias::table.filter(skill_alias::id.eq_any(gone)))
                    .execute(conn)?;
                Ok(())
            })?;
            in_chunks(&new, 5, |rows| {
                on_backend!(conn, |c| diesel::insert_into(skill_alias::table)
                    .values(rows)
                    .execute(c))?;
                Ok(())
            })
        })?;
        Ok(report)
    }

    fn skill_row(&self, id: SkillId, record: &feed::Skill, at: Timestamp) -> SkillRow {
        SkillRow {
            id,
            source: self.source.clone(),
            external_id: record.external_id.clone(),
            name: record.name.clone(),
            name_folded: fold(&record.name),
            kind: record.kind,
            description: record.description.clone(),
            status: record.status,
            transversal: record.transversal,
            source_uri: record.source_uri.clone(),
            merged_into_id: None,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    /// # Errors
    /// When the database does not answer.
    pub fn skill_relations(&mut self, records: &[feed::SkillRelation]) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let mut wanted: Vec<(usize, RelationRow)> = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            let from = report.resolve(index, "from", &self.skills, &record.from);
            let to = report.resolve(index, "to", &self.skills, &record.to);
            let (Some(from_id), Some(to_id)) = (from, to) else {
                continue;
            };
            if from_id == to_id {
                report.refuse(index, "to", Fault::Cycle, &record.to);
            } else if self.seen.relations.insert((from_id, to_id, record.kind)) {
                let kind = record.kind;
                wanted.push((
                    index,
                    RelationRow {
                        from_id,
                        to_id,
                        kind,
                    },
                ));
            } else {
                report.refuse(index, "to", Fault::Duplicate, &record.to);
            }
        }
        let from: HashSet<SkillId> = wanted.iter().map(|(_, row)| row.from_id).collect();
        let stored: HashSet<RelationKey> = self
            .store
            .read(|conn| {
                Ok(skill_relation::table
                    .filter(skill_relation::from_id.eq_any(&from))
                    .load::<RelationRow>(conn)?)
            })?
            .into_iter()
            .map(|row| (row.from_id, row.to_id, row.kind))
            .collect();
        wanted.retain(|(_, row)| !stored.contains(&(row.from_id, row.to_id, row.kind)));
        let mut trace = self.trace("skill.import_relation", ObjectType::Skill);
        for (index, row) in &wanted {
            report.set(*index, Verdict::Created);
            trace.add(*row.from_id.as_uuid(), Verdict::Created);
        }
        let rows: Vec<RelationRow> = wanted.into_iter().map(|(_, row)| row).collect();
        self.write(&trace, |conn| {
            in_chunks(&rows, 3, |rows| {
                on_backend!(conn, |c| diesel::insert_into(skill_relation::table)
                    .values(rows)
                    .execute(c))?;
                Ok(())
            })
        })?;
        Ok(report)
    }
}

/// Aliases to add and to remove. A skill whose aliases differ counts as updated.
fn alias_changes(
    records: &[feed::Skill],
    of_records: &[(usize, SkillId)],
    stored: Vec<AliasRow>,
    report: &mut Report,
) -> (Vec<AliasRow>, Vec<SkillAliasId>) {
    let mut old: HashMap<SkillId, HashMap<(String, String), SkillAliasId>> = HashMap::new();
    for row in stored {
        old.entry(row.skill_id)
            .or_default()
            .insert((row.locale, row.name), row.id);
    }
    let mut new = Vec::new();
    let mut gone = Vec::new();
    for (index, skill_id) in of_records {
        let mut old = old.remove(skill_id).unwrap_or_default();
        let aliases = records
            .get(*index)
            .map_or(&[][..], |record| &record.aliases);
        let mut named = HashSet::new();
        let mut differs = false;
        for alias in aliases {
            let key = (alias.locale.clone(), alias.name.clone());
            if !named.insert(key.clone()) || old.remove(&key).is_some() {
                continue;
            }
            differs = true;
            new.push(AliasRow {
                id: SkillAliasId::generate(),
                skill_id: *skill_id,
                name_folded: fold(&alias.name),
                locale: alias.locale.clone(),
                name: alias.name.clone(),
            });
        }
        differs |= !old.is_empty();
        gone.extend(old.into_values());
        if differs && report.verdicts.get(*index) == Some(&Verdict::Unchanged) {
            report.set(*index, Verdict::Updated);
        }
    }
    (new, gone)
}

fn upsert(conn: &mut Conn, rows: &[SkillRow]) -> Result<(), DbError> {
    on_backend!(conn, |c| diesel::insert_into(skill::table)
        .values(rows)
        .on_conflict(skill::id)
        .do_update()
        .set((
            skill::name.eq(excluded(skill::name)),
            skill::name_folded.eq(excluded(skill::name_folded)),
            skill::kind.eq(excluded(skill::kind)),
            skill::description.eq(excluded(skill::description)),
            skill::status.eq(excluded(skill::status)),
            skill::transversal.eq(excluded(skill::transversal)),
            skill::source_uri.eq(excluded(skill::source_uri)),
            skill::version.eq(skill::version + 1),
            skill::updated_at.eq(excluded(skill::updated_at)),
        ))
        .execute(c))?;
    Ok(())
}
