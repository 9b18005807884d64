//! Who could fill a seat that is left: counted from memory, never named. How the chain goes on and
//! what of it is told, says `domain::vacancy`.

use std::cell::RefCell;
use std::collections::HashMap;

use domain::eligibility;
use domain::ids::{EmployeeId, JobProfileId, OpportunityId, OrgUnitId};
use domain::policy::EligibilityPolicy;
use domain::terms::OpportunityKind;
use domain::vacancy::{self, InsideSupply, LINKS};
use matching::{Band, Opening, OpeningRef, PeopleFilter, Requirement};

use super::{Known, Matching};
use crate::directory::Catalogue;
use crate::seat;

/// The seat that would be left.
#[derive(Clone, Copy, Debug)]
pub struct LeftSeat {
    /// Who leaves it, and fills none of the links.
    pub mover: EmployeeId,
    pub unit: OrgUnitId,
    pub role: Option<JobProfileId>,
}

/// A seat of the chain and how it stands with filling it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VacancyLink {
    pub role: Option<JobProfileId>,
    /// Of the first; where the others would be, nobody is told.
    pub unit: Option<OrgUnitId>,
    /// People who fit it and may apply, where they are enough to be told.
    pub people: Option<usize>,
    pub supply: InsideSupply,
}

/// Unit and role, by which rules may differ.
type Place = (OrgUnitId, Option<JobProfileId>);

impl Matching {
    /// The seat that is left and those that filling it would open in turn, as far as they can be
    /// told.
    #[must_use]
    pub fn vacancy(&self, left: LeftSeat) -> Vec<VacancyLink> {
        let known = self.known();
        let names = self.directory.catalogue();
        let mut links = Vec::with_capacity(LINKS);
        let (mut role, mut unit) = (left.role, Some(left.unit));
        while links.len() < LINKS {
            let people = role.and_then(|role| {
                let opening = seat_opening(&names, role, unit)?;
                self.who_could_fill(&known, &names, &opening, left.mover)
            });
            links.push(VacancyLink {
                role,
                unit,
                people: people.as_ref().and_then(|all| vacancy::told(all.len())),
                supply: (people.as_ref())
                    .map_or(InsideSupply::Unknown, |all| vacancy::supply(all.len())),
            });
            let held = people.into_iter().flatten().filter_map(|person| {
                let person = self.directory.person(person)?;
                person.job_profile_id.filter(|held| Some(*held) != role)
            });
            let Some(next) = vacancy::commonest(held) else {
                break;
            };
            (role, unit) = (Some(next), None);
        }
        links
    }

    /// Who fits well and may apply by the rules about people. Those who do the same job in the same
    /// unit already would gain nothing by it.
    fn who_could_fill(
        &self,
        known: &Known,
        names: &Catalogue,
        opening: &Opening,
        mover: EmployeeId,
    ) -> Option<Vec<EmployeeId>> {
        let (policy, today) = (self.policy(), self.clock.today());
        let rules: RefCell<HashMap<Place, EligibilityPolicy>> = RefCell::default();
        let may_apply = |person: EmployeeId| {
            let Some(((tenure, _), holder)) =
                known.people.get(&person).zip(self.directory.person(person))
            else {
                return false;
            };
            let place = (holder.org_unit_id, holder.job_profile_id);
            let same_job = place == (opening.org_unit.unwrap_or(place.0), opening.job_profile);
            if person == mover || (same_job && opening.org_unit.is_some()) {
                return false;
            }
            let mut rules = rules.borrow_mut();
            let rules = rules.entry(place).or_insert_with(|| {
                let resolved = seat::resolved(&policy, names, place.0, place.1);
                resolved.eligibility.clone()
            });
            eligibility::may_apply(tenure, OpportunityKind::Role, rules, today)
        };
        let filter = PeopleFilter {
            accept: Some(&may_apply),
            count: true,
            ..PeopleFilter::default()
        };
        let reference = OpeningRef::Draft(opening);
        let ranked = known
            .engine
            .rank_people(reference, &filter, usize::MAX, 0)?;
        let fits = ranked.into_iter().filter(|one| one.band >= Band::Good);
        Some(fits.map(|one| one.employee).collect())
    }
}

/// What a seat asks for: what its role does. `None` for a role that asks for nothing.
fn seat_opening(names: &Catalogue, role: JobProfileId, unit: Option<OrgUnitId>) -> Option<Opening> {
    let profile = names.profiles.find(role)?;
    if profile.requirements.is_empty() {
        return None;
    }
    let requirements = profile.requirements.iter().map(|one| Requirement {
        skill: one.skill_id,
        level: u8::try_from(one.level).unwrap_or(1),
        importance: one.importance,
    });
    let draft = OpportunityId::from_uuid(uuid::Uuid::nil());
    Some(Opening {
        org_unit: unit,
        job_profile: Some(role),
        requirements: requirements.collect(),
        ..Opening::new(draft, OpportunityKind::Role)
    })
}
