//! A person's profile as one viewer sees it: `Parts` are what may be read, `view` the answer,
//! `skills` its skills, `completeness` and `suggestions` what would make it say more. The one place where profile fields are left out.

pub mod completeness;
pub mod skills;
pub mod suggestions;
pub mod view;

use domain::access::{Permit, ProfileField, actions};
use domain::ids::SkillId;
use domain::terms::Interest;
use persistence::claims::SkillClaim;
use persistence::profile::{self, RoleAssignment};
use persistence::wishes::{self, Aspiration, MobilityPreference};
use persistence::{Conn, DbError};

pub use completeness::Completeness;
pub use view::Profile;

/// What was read of a profile; `None` is not for this viewer, and is not even read.
#[derive(Debug)]
pub struct Parts {
    pub claims: Vec<SkillClaim>,
    pub history: Vec<RoleAssignment>,
    pub interests: Option<Vec<(SkillId, Interest)>>,
    pub aspirations: Option<Vec<Aspiration>>,
    pub preference: Option<MobilityPreference>,
}

impl Parts {
    /// Reads what the permit's viewer may see; four statements at most.
    pub fn read(conn: &mut Conn, permit: &Permit<actions::ReadProfile>) -> Result<Self, DbError> {
        let viewer = permit.capacities();
        let sees = |field: ProfileField| field.visible_to(viewer);
        let record = profile::find_record(conn, permit)?;
        Ok(Self {
            claims: record.claims,
            history: record.roles,
            interests: sees(ProfileField::Interests)
                .then(|| wishes::list_interests(conn, permit))
                .transpose()?,
            aspirations: view::sees_aspirations(viewer)
                .then(|| wishes::list_aspirations(conn, permit))
                .transpose()?,
            preference: sees(ProfileField::MobilityPreference)
                .then(|| wishes::find_mobility_preference(conn, permit))
                .transpose()?,
        })
    }
}
