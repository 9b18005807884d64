//! Locations.

use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::feed;
use domain::ids::LocationId;
use domain::text::fold;

use super::store::{Row, in_chunks, sift};
use super::{Bulk, Fault, Report};
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::location;

#[derive(Clone, Debug, PartialEq, Queryable, Insertable)]
#[diesel(table_name = location, treat_none_as_default_value = false)]
struct LocationRow {
    id: LocationId,
    source: String,
    external_id: String,
    name: String,
    name_folded: String,
    city: String,
    country: String,
    time_zone: String,
}

impl Row for LocationRow {
    type Id = LocationId;

    fn id(&self) -> LocationId {
        self.id
    }

    fn uuid(&self) -> uuid::Uuid {
        *self.id.as_uuid()
    }

    fn keep(&mut self, _stored: &Self) {}
}

impl Bulk<'_, '_> {
    /// # Errors
    /// When the database does not answer.
    pub fn locations(&mut self, records: &[feed::Location]) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let mut wanted = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            let Some(id) = self.locations.take(&record.external_id) else {
                report.refuse(index, "external_id", Fault::Duplicate, &record.external_id);
                continue;
            };
            let row = LocationRow {
                id,
                source: self.source.clone(),
                external_id: record.external_id.clone(),
                name: record.name.clone(),
                name_folded: fold(&record.name),
                city: record.city.clone(),
                country: record.country.clone(),
                time_zone: record.time_zone.clone(),
            };
            wanted.push((index, row));
        }
        let ids: Vec<LocationId> = wanted.iter().map(|(_, row)| row.id).collect();
        let stored: Vec<LocationRow> = self.store.read(|conn| {
            Ok(location::table
                .filter(location::id.eq_any(&ids))
                .load(conn)?)
        })?;
        let changed = sift(stored, wanted, self.store.now(), &mut report);
        let mut trace = self.trace("location.import", ObjectType::Location);
        let rows: Vec<LocationRow> = trace.of(changed, &report);
        self.write(&trace, |conn| {
            in_chunks(&rows, 8, |rows| upsert(conn, rows))
        })?;
        Ok(report)
    }
}

fn upsert(conn: &mut Conn, rows: &[LocationRow]) -> Result<(), DbError> {
    on_backend!(conn, |c| diesel::insert_into(location::table)
        .values(rows)
        .on_conflict(location::id)
        .do_update()
        .set((
            location::name.eq(excluded(location::name)),
            location::name_folded.eq(excluded(location::name_folded)),
            location::city.eq(excluded(location::city)),
            location::country.eq(excluded(location::country)),
            location::time_zone.eq(excluded(location::time_zone)),
        ))
        .execute(c))?;
    Ok(())
}
