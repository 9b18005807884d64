//! The records that enter from outside: an import's rows and the demo company's objects alike.
//! They refer to each other by external id, within one `source`; ids of our own come later.
//!
//! Order within a stream does not matter for managers (they may come after their reports) nor for
//! parents of units; everything else must have been fed before it is referred to.

use chrono::NaiveDate;

use crate::money::PayRange;
use crate::terms::{
    AspirationVisibility, CareerStepKind, ClaimSource, EmployeeStatus, EmploymentType, Horizon,
    Importance, Interest, OpportunityKind, OrgUnitKind, Priority, SkillKind, SkillRelationKind,
    SkillStatus, Track, WorkMode,
};

/// The other system's key for an object.
pub type ExternalId = String;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgUnit {
    pub external_id: ExternalId,
    pub name: String,
    pub kind: OrgUnitKind,
    pub code: Option<String>,
    pub parent: Option<ExternalId>,
    /// Employee who heads the unit; may be fed later.
    pub head: Option<ExternalId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    pub external_id: ExternalId,
    pub name: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// IANA name, e.g. `Europe/Paris`.
    pub time_zone: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employee {
    pub external_id: ExternalId,
    pub given_name: String,
    pub family_name: String,
    pub preferred_name: Option<String>,
    pub work_email: String,
    pub title: String,
    pub org_unit: ExternalId,
    pub location: Option<ExternalId>,
    pub manager: Option<ExternalId>,
    pub job_profile: Option<ExternalId>,
    pub hire_date: Option<NaiveDate>,
    pub status: EmployeeStatus,
    pub employment_type: EmploymentType,
    /// Contracted hours a week, in tenths.
    pub weekly_hours_tenths: Option<i32>,
    /// BCP 47 language of the person's screens and mails, e.g. `fr`.
    pub locale: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleAssignment {
    pub external_id: ExternalId,
    pub employee: ExternalId,
    pub job_profile: Option<ExternalId>,
    pub title: String,
    pub org_unit: Option<ExternalId>,
    pub manager: Option<ExternalId>,
    pub starts_on: NaiveDate,
    /// Last day in the role; none for the present one.
    pub ends_on: Option<NaiveDate>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skill {
    pub external_id: ExternalId,
    pub name: String,
    pub kind: SkillKind,
    pub description: Option<String>,
    pub status: SkillStatus,
    pub source_uri: Option<String>,
    /// A transversal skill does not fade (MATCHING, effective level).
    pub transversal: bool,
    /// Other names, with their BCP 47 language.
    pub aliases: Vec<Alias>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    pub locale: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillRelation {
    pub from: ExternalId,
    pub kind: SkillRelationKind,
    pub to: ExternalId,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFamily {
    pub external_id: ExternalId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobProfile {
    pub external_id: ExternalId,
    pub title: String,
    pub family: ExternalId,
    /// Grade; comparable across families.
    pub level: i16,
    pub track: Track,
    pub summary: Option<String>,
    pub pay_range: Option<PayRange>,
    pub source_uri: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    pub job_profile: ExternalId,
    pub skill: ExternalId,
    /// 1 to 5 on the proficiency scale.
    pub level: i16,
    pub importance: Importance,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CareerStep {
    pub from: ExternalId,
    pub to: ExternalId,
    pub kind: CareerStepKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillClaim {
    pub employee: ExternalId,
    pub skill: ExternalId,
    pub source: ClaimSource,
    /// 1 to 5 on the proficiency scale.
    pub level: i16,
    pub claimed_on: NaiveDate,
    pub evidence: Option<String>,
    pub expires_on: Option<NaiveDate>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillInterest {
    pub employee: ExternalId,
    pub skill: ExternalId,
    pub interest: Interest,
}

/// A role that somebody aims for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aspiration {
    pub employee: ExternalId,
    pub job_profile: ExternalId,
    pub horizon: Horizon,
    pub visibility: AspirationVisibility,
}

/// Where and how somebody would work elsewhere; what is empty is all the same to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MobilityPreference {
    pub employee: ExternalId,
    pub opportunity_kinds: Vec<OpportunityKind>,
    pub locations: Vec<ExternalId>,
    pub work_modes: Vec<WorkMode>,
    pub open_to_moves: bool,
}

/// Where an imported or generated opening stands. A feed states an end state; it does not replay
/// the transitions that led there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opportunity {
    pub external_id: ExternalId,
    pub kind: OpportunityKind,
    pub title: String,
    pub description: String,
    pub org_unit: ExternalId,
    pub location: Option<ExternalId>,
    pub work_mode: WorkMode,
    pub job_profile: Option<ExternalId>,
    pub owner: ExternalId,
    pub seats: i32,
    pub pay_range: Option<PayRange>,
    pub hours_per_week: Option<i32>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub opens_on: Option<NaiveDate>,
    pub closes_on: Option<NaiveDate>,
    pub priority: Priority,
    pub status: crate::opportunity::OpportunityStatus,
    /// In order of weight, as shown to applicants.
    pub selection_criteria: Vec<String>,
    /// Empty: those of the job profile.
    pub requirements: Vec<OpportunityRequirement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpportunityRequirement {
    pub skill: ExternalId,
    pub level: i16,
    pub importance: Importance,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    pub employee: ExternalId,
    pub opportunity: ExternalId,
    pub statement: String,
    pub status: crate::application::ApplicationStatus,
    pub submitted_on: NaiveDate,
}

/// Any record of a feed, for sources that yield one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    Location(Location),
    Skill(Skill),
    SkillRelation(SkillRelation),
    JobFamily(JobFamily),
    JobProfile(JobProfile),
    Requirement(Requirement),
    CareerStep(CareerStep),
    OrgUnit(OrgUnit),
    Employee(Employee),
    RoleAssignment(RoleAssignment),
    SkillClaim(SkillClaim),
    SkillInterest(SkillInterest),
    Aspiration(Aspiration),
    MobilityPreference(MobilityPreference),
    Opportunity(Opportunity),
    Application(Application),
}
