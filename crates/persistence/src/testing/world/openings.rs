//! Openings, and who applied to them.

use diesel::prelude::*;
use domain::application::ApplicationStatus;
use domain::ids::{ApplicationId, EmployeeId, OpportunityId, OrgUnitId};
use domain::opportunity::OpportunityStatus;
use domain::terms::{OpportunityKind, Priority, WorkMode};
use domain::text::fold;

use super::{SOURCE, World};
use crate::changes::ObjectType;
use crate::json::Json;
use crate::schema;

impl World {
    /// An opening in `status`, for everybody or for the units of `audience`.
    #[must_use]
    pub fn opening(
        &self,
        title: &str,
        owner: EmployeeId,
        status: OpportunityStatus,
        audience: &[OrgUnitId],
    ) -> OpportunityId {
        use OpportunityStatus::{Draft, PendingApproval};
        use schema::{employee as e, opportunity as t};
        let published = !matches!(status, Draft | PendingApproval);
        let id = OpportunityId::generate();
        self.store(ObjectType::Opportunity, *id.as_uuid(), |tx| {
            let unit: OrgUnitId = e::table
                .filter(e::id.eq(owner))
                .select(e::org_unit_id)
                .get_result(tx.conn())?;
            diesel::insert_into(t::table)
                .values((
                    t::id.eq(id),
                    (t::source.eq(SOURCE), t::external_id.eq(id.to_string())),
                    t::kind.eq(OpportunityKind::Role),
                    (t::title.eq(title), t::title_folded.eq(fold(title))),
                    t::description.eq("What it is about."),
                    (t::org_unit_id.eq(unit), t::owner_id.eq(owner)),
                    t::work_mode.eq(WorkMode::Hybrid),
                    (t::seats.eq(1), t::seats_filled.eq(0)),
                    t::opened_at.eq(published.then_some(self.at)),
                    t::priority.eq(Priority::Normal),
                    t::status.eq(status),
                    t::selection_criteria.eq("[]"),
                    t::audience_org_unit_ids.eq(Json(audience.to_vec())),
                    (t::applicants_count.eq(0), t::version.eq(1)),
                    (t::created_at.eq(self.at), t::updated_at.eq(self.at)),
                ))
                .execute(tx.conn())?;
            Ok(())
        });
        id
    }

    /// Somebody applied to an opening.
    #[must_use]
    pub fn application(
        &self,
        person: EmployeeId,
        opening: OpportunityId,
        status: ApplicationStatus,
    ) -> ApplicationId {
        use schema::application as t;
        let id = ApplicationId::generate();
        self.store(ObjectType::Application, *id.as_uuid(), |tx| {
            diesel::insert_into(t::table)
                .values((
                    t::id.eq(id),
                    (t::opportunity_id.eq(opening), t::employee_id.eq(person)),
                    t::statement.eq("It is what I want to do."),
                    (t::status.eq(status), t::submitted_at.eq(self.at)),
                    (t::policy_version.eq(1), t::version.eq(1)),
                    (t::created_at.eq(self.at), t::updated_at.eq(self.at)),
                ))
                .execute(tx.conn())?;
            Ok(())
        });
        id
    }
}
