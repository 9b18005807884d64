//! Parts of a test's world that few tests need.

use diesel::prelude::*;
use domain::ids::{EmployeeId, PolicyId, SkillClaimId};
use domain::policy::PolicyParameters;

use super::World;
use crate::changes::ObjectType;
use crate::json::Json;
use crate::schema;

/// # Panics
/// Everything here does when the database refuses: a test cannot go on without its world.
impl World {
    /// Somebody says that hiring teams may find them.
    pub fn open_to_moves(&self, person: EmployeeId) {
        use schema::mobility_preference as t;
        self.store(ObjectType::Employee, *person.as_uuid(), |tx| {
            let new = diesel::insert_into(t::table).values((
                (t::employee_id.eq(person), t::open_to_moves.eq(true)),
                (t::opportunity_kinds.eq("[]"), t::location_ids.eq("[]")),
                (t::work_modes.eq("[]"), t::languages.eq("[]")),
                (t::version.eq(1), t::updated_at.eq(tx.now())),
            ));
            Ok(new.execute(tx.conn()).map(drop)?)
        });
    }

    /// A new version of the policy, in force at once.
    pub fn policy(&self, parameters: &PolicyParameters) {
        use schema::policy as t;
        let id = PolicyId::generate();
        self.store(ObjectType::Policy, *id.as_uuid(), |tx| {
            let last: Option<i64> = t::table
                .select(diesel::dsl::max(t::version))
                .get_result(tx.conn())?;
            diesel::insert_into(t::table)
                .values((
                    t::id.eq(id),
                    t::version.eq(last.unwrap_or(0) + 1),
                    t::effective_from.eq(tx.now()),
                    t::reason.eq("a test"),
                    t::parameters.eq(Json(parameters.clone())),
                    t::created_at.eq(tx.now()),
                ))
                .execute(tx.conn())?;
            Ok(())
        });
    }

    /// Says until when a claim is valid.
    pub fn expires(&self, claim: SkillClaimId, last_day: &str) {
        use schema::skill_claim as t;
        let day: chrono::NaiveDate = last_day.parse().expect("a date");
        self.store(ObjectType::Employee, self.claimed_of(claim), |tx| {
            let target = t::table.filter(t::id.eq(claim));
            let set = diesel::update(target).set(t::expires_on.eq(day));
            Ok(set.execute(tx.conn()).map(drop)?)
        });
    }

    fn claimed_of(&self, claim: SkillClaimId) -> uuid::Uuid {
        use schema::skill_claim as t;
        let find = |conn: &mut crate::Conn| -> Result<EmployeeId, crate::DbError> {
            Ok(t::table
                .filter(t::id.eq(claim))
                .select(t::employee_id)
                .get_result(conn)?)
        };
        let person = self.db().read_blocking(find).expect("a claim");
        *person.as_uuid()
    }
}
