//! The files of an import folder: their names and columns. What the rows mean is documented for
//! users in `docs/import.md`; `rows` reads them.

use super::table::{Column, optional, required};

/// A file of the folder. The order is that in which they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum File {
    Locations,
    SkillAliases,
    Skills,
    SkillRelations,
    JobFamilies,
    JobProfiles,
    Requirements,
    CareerSteps,
    OrgUnits,
    Employees,
    RoleHistory,
    SkillClaims,
    SkillInterests,
    OpeningRequirements,
    Openings,
}

impl File {
    pub const ALL: [Self; 15] = [
        Self::Locations,
        Self::SkillAliases,
        Self::Skills,
        Self::SkillRelations,
        Self::JobFamilies,
        Self::JobProfiles,
        Self::Requirements,
        Self::CareerSteps,
        Self::OrgUnits,
        Self::Employees,
        Self::RoleHistory,
        Self::SkillClaims,
        Self::SkillInterests,
        Self::OpeningRequirements,
        Self::Openings,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Locations => "locations.csv",
            Self::SkillAliases => "skill_aliases.csv",
            Self::Skills => "skills.csv",
            Self::SkillRelations => "skill_relations.csv",
            Self::JobFamilies => "job_families.csv",
            Self::JobProfiles => "job_profiles.csv",
            Self::Requirements => "requirements.csv",
            Self::CareerSteps => "career_steps.csv",
            Self::OrgUnits => "org_units.csv",
            Self::Employees => "employees.csv",
            Self::RoleHistory => "role_history.csv",
            Self::SkillClaims => "skill_claims.csv",
            Self::SkillInterests => "skill_interests.csv",
            Self::OpeningRequirements => "opening_requirements.csv",
            Self::Openings => "openings.csv",
        }
    }

    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Locations => LOCATIONS,
            Self::SkillAliases => SKILL_ALIASES,
            Self::Skills => SKILLS,
            Self::SkillRelations | Self::CareerSteps => LINKS,
            Self::JobFamilies => JOB_FAMILIES,
            Self::JobProfiles => JOB_PROFILES,
            Self::Requirements => REQUIREMENTS,
            Self::OrgUnits => ORG_UNITS,
            Self::Employees => EMPLOYEES,
            Self::RoleHistory => ROLE_HISTORY,
            Self::SkillClaims => SKILL_CLAIMS,
            Self::SkillInterests => SKILL_INTERESTS,
            Self::OpeningRequirements => OPENING_REQUIREMENTS,
            Self::Openings => OPENINGS,
        }
    }
}

const LOCATIONS: &[Column] = &[
    required("external_id"),
    required("name"),
    required("city"),
    required("country"),
    required("time_zone"),
];
const SKILL_ALIASES: &[Column] = &[required("skill"), required("locale"), required("name")];
const SKILLS: &[Column] = &[
    required("external_id"),
    required("name"),
    optional("kind"),
    optional("description"),
    optional("status"),
    optional("transversal"),
    optional("uri"),
];
const LINKS: &[Column] = &[required("from"), required("kind"), required("to")];
const JOB_FAMILIES: &[Column] = &[required("external_id"), required("name")];
const JOB_PROFILES: &[Column] = &[
    required("external_id"),
    required("title"),
    required("family"),
    required("level"),
    optional("track"),
    optional("summary"),
    optional("pay_min_minor"),
    optional("pay_max_minor"),
    optional("pay_currency"),
    optional("uri"),
];
const REQUIREMENTS: &[Column] = &[
    required("job_profile"),
    required("skill"),
    required("level"),
    optional("importance"),
];
const ORG_UNITS: &[Column] = &[
    required("external_id"),
    required("name"),
    required("kind"),
    optional("code"),
    optional("parent"),
    optional("head"),
];
const EMPLOYEES: &[Column] = &[
    required("external_id"),
    required("given_name"),
    required("family_name"),
    optional("preferred_name"),
    required("work_email"),
    required("title"),
    required("org_unit"),
    optional("location"),
    optional("manager"),
    optional("job_profile"),
    optional("hire_date"),
    optional("status"),
    optional("employment_type"),
    optional("weekly_hours"),
    optional("locale"),
];
const ROLE_HISTORY: &[Column] = &[
    required("external_id"),
    required("employee"),
    required("title"),
    optional("job_profile"),
    optional("org_unit"),
    optional("manager"),
    required("starts_on"),
    optional("ends_on"),
];
const SKILL_CLAIMS: &[Column] = &[
    required("employee"),
    required("skill"),
    required("source"),
    required("level"),
    required("claimed_on"),
    optional("evidence"),
    optional("expires_on"),
];
const SKILL_INTERESTS: &[Column] = &[
    required("employee"),
    required("skill"),
    required("interest"),
];
const OPENING_REQUIREMENTS: &[Column] = &[
    required("opening"),
    required("skill"),
    required("level"),
    optional("importance"),
];
const OPENINGS: &[Column] = &[
    required("external_id"),
    required("kind"),
    required("title"),
    required("description"),
    required("org_unit"),
    optional("location"),
    required("work_mode"),
    optional("job_profile"),
    required("owner"),
    optional("seats"),
    optional("pay_min_minor"),
    optional("pay_max_minor"),
    optional("pay_currency"),
    optional("hours_per_week"),
    optional("starts_on"),
    optional("ends_on"),
    optional("opens_on"),
    optional("closes_on"),
    optional("priority"),
    required("status"),
    optional("selection_criteria"),
];
