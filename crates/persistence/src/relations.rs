//! What one person is to another, found in the data: line manager, or hiring team of an opening
//! that the other has applied to. The one place that answers it; `domain::access` says what
//! follows.

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, HasSqlType};
use domain::access::{Capacities, Capacity};
use domain::application::ApplicationStatus;
use domain::disclosure::DisclosureTable;
use domain::ids::EmployeeId;
use domain::sql::Uuid;

use crate::conn::Conn;
use crate::error::DbError;
use crate::spelled::Spelled;

/// What `viewer` is to `person`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Queryable)]
pub struct Relations {
    /// Manager, directly or further up the line.
    pub line_manager: bool,
    /// Of the team of an opening to which the person has an application that teams know of, by name,
    /// and for which the viewer does not compete.
    hiring_team: bool,
    /// And of that team already when the application was sent.
    was_in_team: bool,
}

impl Relations {
    /// Adds what follows from the relations.
    #[must_use]
    pub const fn add_to(self, capacities: Capacities) -> Capacities {
        // See `domain::impartiality`.
        let hires = if self.line_manager {
            self.was_in_team
        } else {
            self.hiring_team
        };
        capacities
            .and_if(self.line_manager, Capacity::LineManager)
            .and_if(hires, Capacity::HiringTeam)
    }
}

/// Finds the relations of one person to another, who is somebody else. The table says while which
/// states of an application its hiring team knows of it.
///
/// # Errors
/// When the database does not answer.
pub fn find_relations(
    conn: &mut Conn,
    table: &DisclosureTable,
    viewer: EmployeeId,
    person: EmployeeId,
) -> Result<Relations, DbError> {
    let find = Find {
        viewer,
        person,
        known: table.shown_to_teams(),
    };
    Ok(find.get_result(conn)?)
}

/// Whether anybody reports to this person, or the person heads a unit.
///
/// # Errors
/// When the database does not answer.
pub fn is_any_manager(conn: &mut Conn, person: EmployeeId) -> Result<bool, DbError> {
    use crate::schema::{employee, org_unit};
    use domain::terms::EmployeeStatus;
    let reports = employee::table
        .filter(employee::manager_id.eq(person))
        .filter(employee::status.ne_term(EmployeeStatus::Left));
    if diesel::select(diesel::dsl::exists(reports)).get_result(conn)? {
        return Ok(true);
    }
    let units = org_unit::table.filter(org_unit::head_id.eq(person));
    Ok(diesel::select(diesel::dsl::exists(units)).get_result(conn)?)
}

/// One statement, so that reading a profile stays cheap; written out because the query builder
/// knows no recursion, and a type of its own because `sql_query` is prepared anew each time.
struct Find {
    viewer: EmployeeId,
    person: EmployeeId,
    /// States of an application; part of the text, which is the same as long as the policy is.
    known: Vec<ApplicationStatus>,
}

/// Prepared statements are kept by their text.
impl QueryId for Find {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

/// A line that is a cycle, by bad data, ends at the depth, like one that is very long.
const LINE: &str = "WITH RECURSIVE line (id, depth) AS (\
     SELECT manager_id, 1 FROM employee WHERE id = ";
const CLIMB: &str = " UNION SELECT e.manager_id, line.depth + 1 FROM line \
     JOIN employee e ON e.id = line.id WHERE line.depth < 40) \
     SELECT EXISTS (SELECT 1 FROM line WHERE id = ";
const HIRING: &str = "), EXISTS (SELECT 1 FROM application a \
     JOIN opportunity o ON o.id = a.opportunity_id \
     LEFT JOIN opportunity_member m ON m.opportunity_id = o.id AND m.employee_id = ";
const APPLIED: &str = " WHERE a.employee_id = ";
const KNOWN: &str = " AND NOT a.name_hidden AND a.status IN (''";
const TEAM: &str = ") AND (m.employee_id IS NOT NULL OR o.owner_id = ";
const TEAM_THEN: &str =
    ") AND (m.joined_at <= a.submitted_at OR o.owner_since <= a.submitted_at AND o.owner_id = ";
const COMPETES: &str = ") AND NOT EXISTS (SELECT 1 FROM application b \
     WHERE b.opportunity_id = o.id AND b.status <> 'draft' AND b.employee_id = ";

impl<DB> QueryFragment<DB> for Find
where
    DB: Backend + HasSqlType<Uuid>,
    EmployeeId: ToSql<Uuid, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for (text, id) in [(LINE, &self.person), (CLIMB, &self.viewer)] {
            out.push_sql(text);
            out.push_bind_param::<Uuid, _>(id)?;
        }
        for team in [TEAM, TEAM_THEN] {
            for (text, id) in [(HIRING, &self.viewer), (APPLIED, &self.person)] {
                out.push_sql(text);
                out.push_bind_param::<Uuid, _>(id)?;
            }
            out.push_sql(KNOWN);
            for status in &self.known {
                out.push_sql(", '");
                out.push_sql(status.as_str());
                out.push_sql("'");
            }
            for text in [team, COMPETES] {
                out.push_sql(text);
                out.push_bind_param::<Uuid, _>(&self.viewer)?;
            }
            // The next part closes what stays open.
            out.push_sql(")");
        }
        out.push_sql(")");
        Ok(())
    }
}

impl Query for Find {
    type SqlType = (Bool, Bool, Bool);
}

impl RunQueryDsl<Conn> for Find {}
