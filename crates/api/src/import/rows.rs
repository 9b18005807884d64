//! How a row of an import file becomes a feed record: every cell checked, every fault told.

use domain::feed::{
    self, CareerStep, Employee, JobFamily, JobProfile, Location, Opportunity, OrgUnit, Record,
    Requirement, RoleAssignment, Skill, SkillClaim, SkillInterest, SkillRelation,
};
use domain::opportunity::OpportunityStatus;
use domain::terms::{
    EmployeeStatus, EmploymentType, Importance, Priority, SkillKind, SkillStatus, Track,
};

use super::fields::{CellFault, Fields};
use super::files::File;
use super::table::Cells;

/// Levels of proficiency, and grades of job profiles.
const SKILL_LEVELS: i64 = 5;
const GRADES: i64 = 99;

const NAME: usize = 200;
const PROSE: usize = 10_000;

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one row at a time; the large one is by far the commonest"
)]
pub enum Row {
    Record(Record),
    /// Belongs to a skill of `skills.csv`.
    Alias {
        skill: String,
        alias: feed::Alias,
    },
    /// Belongs to an opening of `openings.csv`.
    OpeningRequirement {
        opening: String,
        requirement: feed::OpportunityRequirement,
    },
}

/// Reads a row.
///
/// # Errors
/// Everything that is wrong with its cells.
pub fn parse(file: File, cells: Cells<'_>) -> Result<Row, Vec<CellFault>> {
    let mut fields = Fields::new(cells, file.columns());
    let f = &mut fields;
    let row = match file {
        File::Locations => location(f).map(Record::Location),
        File::SkillAliases => {
            let alias = alias(f);
            return fields.finish(alias);
        }
        File::Skills => skill(f).map(Record::Skill),
        File::SkillRelations => skill_relation(f).map(Record::SkillRelation),
        File::JobFamilies => job_family(f).map(Record::JobFamily),
        File::JobProfiles => job_profile(f).map(Record::JobProfile),
        File::Requirements => requirement(f).map(Record::Requirement),
        File::CareerSteps => career_step(f).map(Record::CareerStep),
        File::OrgUnits => org_unit(f).map(Record::OrgUnit),
        File::Employees => employee(f).map(Record::Employee),
        File::RoleHistory => role_assignment(f).map(Record::RoleAssignment),
        File::SkillClaims => skill_claim(f).map(Record::SkillClaim),
        File::SkillInterests => skill_interest(f).map(Record::SkillInterest),
        File::OpeningRequirements => {
            let requirement = opening_requirement(f);
            return fields.finish(requirement);
        }
        File::Openings => opportunity(f).map(Record::Opportunity),
    };
    fields.finish(row.map(Row::Record))
}

// Every cell is read before the first missing one ends the row, so that all faults are told.

fn location(f: &mut Fields<'_>) -> Option<Location> {
    let external_id = f.key("external_id");
    let name = f.text("name", NAME);
    let city = f.text("city", NAME);
    let country = f.country("country");
    let time_zone = f.time_zone("time_zone");
    Some(Location {
        external_id: external_id?,
        name: name?,
        city: city?,
        country: country?,
        time_zone: time_zone?,
    })
}

fn alias(f: &mut Fields<'_>) -> Option<Row> {
    let skill = f.key("skill");
    let locale = f.text("locale", 35);
    let locale_sound = f.optional_locale("locale");
    let name = f.text("name", NAME);
    let alias = feed::Alias {
        locale: locale.and(locale_sound)?,
        name: name?,
    };
    Some(Row::Alias {
        skill: skill?,
        alias,
    })
}

fn skill(f: &mut Fields<'_>) -> Option<Skill> {
    let external_id = f.key("external_id");
    let name = f.text("name", NAME);
    let kind = f.term("kind", Some(SkillKind::Skill));
    let description = f.optional_prose("description", PROSE);
    let status = f.term("status", Some(SkillStatus::Official));
    let transversal = f.flag("transversal");
    let source_uri = f.optional_text("uri", 500);
    Some(Skill {
        external_id: external_id?,
        name: name?,
        kind: kind?,
        description,
        status: status?,
        source_uri,
        transversal,
        aliases: Vec::new(),
    })
}

fn skill_relation(f: &mut Fields<'_>) -> Option<SkillRelation> {
    let from = f.key("from");
    let kind = f.term("kind", None);
    let to = f.key("to");
    Some(SkillRelation {
        from: from?,
        kind: kind?,
        to: to?,
    })
}

fn job_family(f: &mut Fields<'_>) -> Option<JobFamily> {
    let external_id = f.key("external_id");
    let name = f.text("name", NAME);
    Some(JobFamily {
        external_id: external_id?,
        name: name?,
    })
}

fn job_profile(f: &mut Fields<'_>) -> Option<JobProfile> {
    let external_id = f.key("external_id");
    let title = f.text("title", NAME);
    let family = f.key("family");
    let level = f.level("level", GRADES);
    let track = f.term("track", Some(Track::Individual));
    let summary = f.optional_prose("summary", PROSE);
    let pay_range = f.pay_range();
    let source_uri = f.optional_text("uri", 500);
    Some(JobProfile {
        external_id: external_id?,
        title: title?,
        family: family?,
        level: level?,
        track: track?,
        summary,
        pay_range,
        source_uri,
    })
}

fn requirement(f: &mut Fields<'_>) -> Option<Requirement> {
    let job_profile = f.key("job_profile");
    let skill = f.key("skill");
    let level = f.level("level", SKILL_LEVELS);
    let importance = f.term("importance", Some(Importance::Required));
    Some(Requirement {
        job_profile: job_profile?,
        skill: skill?,
        level: level?,
        importance: importance?,
    })
}

fn career_step(f: &mut Fields<'_>) -> Option<CareerStep> {
    let from = f.key("from");
    let kind = f.term("kind", None);
    let to = f.key("to");
    Some(CareerStep {
        from: from?,
        to: to?,
        kind: kind?,
    })
}

fn org_unit(f: &mut Fields<'_>) -> Option<OrgUnit> {
    let external_id = f.key("external_id");
    let name = f.text("name", NAME);
    let kind = f.term("kind", None);
    let code = f.optional_text("code", 100);
    let parent = f.optional_key("parent");
    let head = f.optional_key("head");
    Some(OrgUnit {
        external_id: external_id?,
        name: name?,
        kind: kind?,
        code,
        parent,
        head,
    })
}

fn employee(f: &mut Fields<'_>) -> Option<Employee> {
    let external_id = f.key("external_id");
    let given_name = f.text("given_name", NAME);
    let family_name = f.text("family_name", NAME);
    let preferred_name = f.optional_text("preferred_name", NAME);
    let work_email = f.email("work_email");
    let title = f.text("title", NAME);
    let org_unit = f.key("org_unit");
    let location = f.optional_key("location");
    let manager = f.optional_key("manager");
    let job_profile = f.optional_key("job_profile");
    let hire_date = f.optional_date("hire_date");
    let status = f.term("status", Some(EmployeeStatus::Active));
    let employment_type = f.term("employment_type", Some(EmploymentType::FullTime));
    let weekly_hours_tenths = f.tenths("weekly_hours", 168);
    let locale = f.optional_locale("locale");
    Some(Employee {
        external_id: external_id?,
        given_name: given_name?,
        family_name: family_name?,
        preferred_name,
        work_email: work_email?,
        title: title?,
        org_unit: org_unit?,
        location,
        manager,
        job_profile,
        hire_date,
        status: status?,
        employment_type: employment_type?,
        weekly_hours_tenths,
        locale,
    })
}

fn role_assignment(f: &mut Fields<'_>) -> Option<RoleAssignment> {
    let external_id = f.key("external_id");
    let employee = f.key("employee");
    let title = f.text("title", NAME);
    let job_profile = f.optional_key("job_profile");
    let org_unit = f.optional_key("org_unit");
    let manager = f.optional_key("manager");
    let starts_on = f.date("starts_on");
    let ends_on = f.optional_date("ends_on");
    f.in_order(starts_on, "ends_on", ends_on);
    Some(RoleAssignment {
        external_id: external_id?,
        employee: employee?,
        job_profile,
        title: title?,
        org_unit,
        manager,
        starts_on: starts_on?,
        ends_on,
    })
}

fn skill_claim(f: &mut Fields<'_>) -> Option<SkillClaim> {
    let employee = f.key("employee");
    let skill = f.key("skill");
    let source = f.term("source", None);
    let level = f.level("level", SKILL_LEVELS);
    let claimed_on = f.date("claimed_on");
    let evidence = f.optional_prose("evidence", 2_000);
    let expires_on = f.optional_date("expires_on");
    f.in_order(claimed_on, "expires_on", expires_on);
    Some(SkillClaim {
        employee: employee?,
        skill: skill?,
        source: source?,
        level: level?,
        claimed_on: claimed_on?,
        evidence,
        expires_on,
    })
}

fn skill_interest(f: &mut Fields<'_>) -> Option<SkillInterest> {
    let employee = f.key("employee");
    let skill = f.key("skill");
    let interest = f.term("interest", None);
    Some(SkillInterest {
        employee: employee?,
        skill: skill?,
        interest: interest?,
    })
}

fn opening_requirement(f: &mut Fields<'_>) -> Option<Row> {
    let opening = f.key("opening");
    let skill = f.key("skill");
    let level = f.level("level", SKILL_LEVELS);
    let importance = f.term("importance", Some(Importance::Required));
    let requirement = feed::OpportunityRequirement {
        skill: skill?,
        level: level?,
        importance: importance?,
    };
    Some(Row::OpeningRequirement {
        opening: opening?,
        requirement,
    })
}

fn opportunity(f: &mut Fields<'_>) -> Option<Opportunity> {
    let external_id = f.key("external_id");
    let kind = f.term("kind", None);
    let title = f.text("title", NAME);
    let description = f.prose("description", PROSE);
    let org_unit = f.key("org_unit");
    let location = f.optional_key("location");
    let work_mode = f.term("work_mode", None);
    let job_profile = f.optional_key("job_profile");
    let owner = f.key("owner");
    let seats = f.small_number("seats", 1, 10_000);
    let pay_range = f.pay_range();
    let hours_per_week = f.small_number("hours_per_week", 1, 168);
    let starts_on = f.optional_date("starts_on");
    let ends_on = f.optional_date("ends_on");
    let opens_on = f.optional_date("opens_on");
    let closes_on = f.optional_date("closes_on");
    f.in_order(starts_on, "ends_on", ends_on);
    f.in_order(opens_on, "closes_on", closes_on);
    let priority = f.term("priority", Some(Priority::Normal));
    let status = f.term::<OpportunityStatus>("status", None);
    let criteria = f.optional_prose("selection_criteria", PROSE);
    Some(Opportunity {
        external_id: external_id?,
        kind: kind?,
        title: title?,
        description: description?,
        org_unit: org_unit?,
        location,
        work_mode: work_mode?,
        job_profile,
        owner: owner?,
        seats: seats.unwrap_or(1),
        pay_range,
        hours_per_week,
        starts_on,
        ends_on,
        opens_on,
        closes_on,
        priority: priority?,
        status: status?,
        selection_criteria: criteria.map_or_else(Vec::new, |text| {
            text.split('|')
                .map(|one| one.trim().to_owned())
                .filter(|one| !one.is_empty())
                .collect()
        }),
        requirements: Vec::new(),
    })
}
