//! What the policy says of a seat: the organisation's names put to `domain::policy`, which knows units
//! and families only by their ids.

use std::borrow::Cow;

use domain::ids::{JobFamilyId, JobProfileId, OrgUnitId};
use domain::policy::{Policy, PolicyParameters, PostingPolicy};

use crate::directory::Catalogue;
use crate::state::AppState;

/// Where somebody works, or an opening is: what overrides of the policy are for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seat {
    /// From the root down to the own one.
    pub units: Vec<OrgUnitId>,
    pub family: Option<JobFamilyId>,
}

impl Seat {
    #[must_use]
    pub fn of(names: &Catalogue, unit: OrgUnitId, profile: Option<JobProfileId>) -> Self {
        let above = names.units.find(unit).map(|unit| unit.ancestors.clone());
        let profile = profile.and_then(|id| names.profiles.find(id));
        Self {
            units: above.into_iter().flatten().chain([unit]).collect(),
            family: profile.map(|profile| profile.family_id),
        }
    }
}

/// What holds for an opening in this unit for this role, or for somebody who has it. What protects
/// the team that somebody leaves (eligibility, release) is asked of the seat that they leave, what
/// an opening must say of the opening.
#[must_use]
pub fn resolved<'a>(
    policy: &'a Policy,
    names: &Catalogue,
    unit: OrgUnitId,
    profile: Option<JobProfileId>,
) -> Cow<'a, PolicyParameters> {
    if policy.overrides.is_empty() {
        return Cow::Borrowed(&policy.parameters);
    }
    let seat = Seat::of(names, unit, profile);
    policy.resolved(&seat.units, seat.family)
}

/// What openings of this unit for this role must say.
#[must_use]
pub fn posting(app: &AppState, unit: OrgUnitId, profile: Option<JobProfileId>) -> PostingPolicy {
    let (policy, names) = (app.matching.policy(), app.directory.catalogue());
    let resolved = resolved(&policy, &names, unit, profile);
    resolved.posting.clone()
}
