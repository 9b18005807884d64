//! One newtype per kind of object, so that an application's id cannot be passed for an
//! employee's. All are UUIDv7: they sort by creation and reveal nothing but that.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[cfg_attr(feature = "sql", derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow))]
        #[cfg_attr(feature = "sql", diesel(sql_type = crate::sql::Uuid))]
        #[serde(transparent)]
        #[schema(value_type = Uuid)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id, later than every id made before it on this machine.
            #[must_use]
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }

            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            #[must_use]
            pub const fn as_uuid(&self) -> &Uuid {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        #[cfg(feature = "sql")]
        crate::sql::uuid_column!($name);
    )*};
}

ids! {
    /// A company, division, department or team.
    OrgUnitId,
    LocationId,
    EmployeeId,
    /// A seat in the organisation, filled or not.
    PositionId,
    /// One stretch of an employee's role history.
    RoleAssignmentId,
    SkillId,
    SkillAliasId,
    JobFamilyId,
    JobProfileId,
    /// One statement about one person's skill, by one source.
    SkillClaimId,
    AspirationId,
    OpportunityId,
    ApplicationId,
    /// A conversation with an applicant.
    InterviewId,
    MoveId,
    /// What somebody signs in with; not every account belongs to an employee.
    AccountId,
    SessionId,
    ImportRunId,
    PolicyId,
    /// A stored match. No UUIDv7 but one that follows from the inputs and from who saw it, so that
    /// the same thing seen twice is one row.
    MatchId,
    /// A question about a match, a level or a rejection, or a request for a waiver.
    ContestId,
    EngagementId,
    /// Something to do for moves; on a move's own list, what it is a copy of.
    ChecklistItemId,
    MatchingWeightsId,
    /// Something that somebody was told.
    NoticeId,
    /// One row of any append-only list that nobody refers to by a typed id.
    RowId,
}
