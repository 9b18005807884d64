//! Folders to import, and what is compared after an import.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use api::import::progress::Progress;
use api::import::run::{self, Finished, ImportError, Options};
use diesel::prelude::*;
use domain::time::{Clock, Timestamp};
use persistence::{Db, DbError, schema};
use tempfile::TempDir;

pub fn clock() -> Clock {
    Clock::fixed(Timestamp::from_micros(1_790_000_000_123_456).unwrap())
}

pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

pub const LOCATIONS: &str =
    "external_id,name,city,country,time_zone\nL1,Paris office,Paris,fr,Europe/Paris\n";
pub const SKILLS: &str = "external_id,name,kind,description\nS1,Rust,tool,\"A language,\nwith lines\"\nS2,Négociation,,\n";
pub const FAMILIES: &str = "external_id,name\nF1,Engineering\n";
pub const PROFILES: &str = "external_id,title,family,level,pay_min_minor,pay_max_minor,pay_currency\nP1,Engineer,F1,3,4000000,6000000,EUR\nP2,Lead,F1,5,,,\n";
pub const REQUIREMENTS: &str =
    "job_profile,skill,level,importance\nP1,S1,3,required\nP2,S1,4,\nP2,S2,3,preferred\n";
/// The child before its parent, the head not yet known.
pub const UNITS: &str =
    "external_id,name,kind,parent,head\nU2,Platform,team,U1,E2\nU1,All of us,company,,E1\n";
/// The report before the manager.
pub const EMPLOYEES: &str = "external_id,given_name,family_name,work_email,title,org_unit,location,manager,job_profile,hire_date,weekly_hours,status\n\
    E2,Élodie,Martin,elodie@example.org,Engineer,U2,L1,E1,P1,2021-02-28,37.5,active\n\
    E1,Ada,Diaz,Ada@Example.org,Lead,U1,,,P2,2019-01-01,,active\n\
    E3,Ben,Okoro,ben@example.org,Engineer,U2,,E2,P1,,,left\n";
pub const HISTORY: &str = "external_id,employee,title,job_profile,org_unit,starts_on,ends_on\nH1,E2,Junior,P1,U2,2021-02-28,2023-01-31\nH2,E2,Engineer,P1,U2,2023-02-01,\n";
pub const CLAIMS: &str = "employee,skill,source,level,claimed_on,evidence\nE2,S1,self,4,2025-05-01,\"wrote\r\na parser\"\nE2,S2,manager,2,2025-05-02,\nE1,S1,hris,5,2024-01-01,\n";
pub const OPENINGS: &str = "external_id,kind,title,description,org_unit,work_mode,job_profile,owner,status,opens_on,selection_criteria\nO1,role,Lead engineer,Lead us,U2,hybrid,P2,E1,open_internal,2026-09-01,Rust | Calm\n";
pub const OPENING_NEEDS: &str = "opening,skill,level\nO1,S1,4\n";

pub fn good() -> Vec<(&'static str, &'static str)> {
    vec![
        ("locations.csv", LOCATIONS),
        ("skills.csv", SKILLS),
        ("skill_aliases.csv", "skill,locale,name\nS1,fr,Rouille\n"),
        ("skill_relations.csv", "from,kind,to\nS1,related,S2\n"),
        ("job_families.csv", FAMILIES),
        ("job_profiles.csv", PROFILES),
        ("requirements.csv", REQUIREMENTS),
        ("career_steps.csv", "from,kind,to\nP1,promotion,P2\n"),
        ("org_units.csv", UNITS),
        ("employees.csv", EMPLOYEES),
        ("role_history.csv", HISTORY),
        ("skill_claims.csv", CLAIMS),
        (
            "skill_interests.csv",
            "employee,skill,interest\nE2,S2,want_to_learn\n",
        ),
        ("openings.csv", OPENINGS),
        ("opening_requirements.csv", OPENING_NEEDS),
    ]
}

/// The good folder with some files replaced.
pub fn with(replaced: &[(&'static str, &'static str)]) -> TempDir {
    let mut files = good();
    files.retain(|(name, _)| !replaced.iter().any(|(other, _)| other == name));
    files.extend(replaced);
    folder(&files)
}

pub fn options(dry_run: bool, strict: bool) -> Options {
    Options {
        source: "hr".to_owned(),
        dry_run,
        strict,
    }
}

pub fn import(db: &Db, path: &Path, options: &Options) -> Result<Finished, ImportError> {
    run::import(db, &clock(), path, options, &mut Progress::silent())
}

pub fn real(db: &Db, path: &Path) -> Finished {
    import(db, path, &options(false, false)).unwrap()
}

pub fn dry(db: &Db, path: &Path) -> Finished {
    import(db, path, &options(true, false)).unwrap()
}

/// `file:row column code value`, one a line.
pub fn errors(finished: &Finished) -> String {
    let mut text = String::new();
    for error in &finished.outcome.errors {
        let column = error.column.as_deref().unwrap_or("-");
        let value = error.value.as_deref().unwrap_or_default();
        writeln!(
            text,
            "{}:{} {column} {} {value}",
            error.file, error.row, error.code
        )
        .unwrap();
    }
    text
}

/// Everything that an import writes but its own books.
pub async fn content(db: &Db) -> String {
    db.read(|conn| -> Result<String, DbError> {
        macro_rules! all {
            ($text:ident, $($table:ident: $columns:expr => $row:ty),* $(,)?) => {$(
                let mut rows: Vec<String> = schema::$table::table
                    .select($columns)
                    .load::<$row>(conn)?
                    .into_iter()
                    .map(|row| format!("{row:?}"))
                    .collect();
                rows.sort();
                writeln!($text, "{}: {rows:?}", stringify!($table)).unwrap();
            )*};
        }
        use domain::ids as i;
        use schema::*;
        let mut text = String::new();
        all!(text,
            location: (location::id, location::name, location::country) => (i::LocationId, String, String),
            skill: (skill::id, skill::name, skill::description, skill::version, skill::updated_at) => (i::SkillId, String, Option<String>, i64, Timestamp),
            skill_alias: (skill_alias::skill_id, skill_alias::name) => (i::SkillId, String),
            skill_relation: (skill_relation::from_id, skill_relation::to_id, skill_relation::kind) => (i::SkillId, i::SkillId, String),
            job_family: (job_family::id, job_family::name) => (i::JobFamilyId, String),
            job_profile: (job_profile::id, job_profile::title, job_profile::pay_max_minor, job_profile::version) => (i::JobProfileId, String, Option<i64>, i64),
            job_profile_requirement: (job_profile_requirement::job_profile_id, job_profile_requirement::skill_id, job_profile_requirement::level) => (i::JobProfileId, i::SkillId, i16),
            career_step: (career_step::from_id, career_step::to_id) => (i::JobProfileId, i::JobProfileId),
            org_unit: (org_unit::id, org_unit::name, org_unit::path, org_unit::head_id) => (i::OrgUnitId, String, String, Option<i::EmployeeId>),
            employee: (employee::id, employee::display_name, employee::manager_id, employee::org_unit_id, employee::status, employee::version, employee::updated_at) => (i::EmployeeId, String, Option<i::EmployeeId>, i::OrgUnitId, String, i64, Timestamp),
            account: (account::id, account::email, account::employee_id, account::disabled) => (i::AccountId, String, Option<i::EmployeeId>, bool),
            role_assignment: (role_assignment::id, role_assignment::title) => (i::RoleAssignmentId, String),
            skill_claim: (skill_claim::id, skill_claim::level, skill_claim::evidence) => (i::SkillClaimId, i16, Option<String>),
            skill_interest: (skill_interest::employee_id, skill_interest::skill_id) => (i::EmployeeId, i::SkillId),
            opportunity: (opportunity::id, opportunity::title, opportunity::version) => (i::OpportunityId, String, i64),
            opportunity_requirement: (opportunity_requirement::opportunity_id, opportunity_requirement::level) => (i::OpportunityId, i16),
        );
        Ok(text)
    })
    .await
    .unwrap()
}

pub async fn change_count(db: &Db) -> i64 {
    db.read(persistence::changes::latest_seq).await.unwrap()
}

pub async fn runs(db: &Db) -> Vec<String> {
    db.read(|conn| persistence::imports::list_runs(conn, None, 10))
        .await
        .unwrap()
        .into_iter()
        .map(|run| run.status)
        .collect()
}

pub fn nasty() -> TempDir {
    with(&[
        ("budget.csv", "a,b\n1,2\n"),
        (
            "locations.csv",
            "external_id,name,city,country,time_zone\nL1,X,X,France,../etc\n",
        ),
        (
            "skills.csv",
            "external_id,name,Colour\nS0,Bell\u{7},red\nS1,Rust,\nS2,Talk,\n",
        ),
        ("skill_aliases.csv", "skill,locale,name\n"),
        (
            "job_profiles.csv",
            "external_id,title,family,level,pay_min_minor,pay_max_minor,pay_currency\nP1,Engineer,F1,3,,,\nP3,X,F9,3,,,\nP4,X,F1,0,,,\nP5,X,F1,2,5,1,EUR\nP2,Lead,F1,4,,,\n",
        ),
        (
            "requirements.csv",
            "job_profile,skill,level,importance\nP1,S1,3,\nP1,S2,6,\nP1,S1,4,\nP2,S1,4,maybe\n",
        ),
        (
            "org_units.csv",
            "external_id,name,kind,parent,head\nU1,All,company,,E77\nU2,Platform,team,U1,E1\n",
        ),
        (
            "employees.csv",
            "external_id,given_name,family_name,work_email,title,org_unit,hire_date,weekly_hours\n\
            E1,Ada,Diaz,ada@example.org,Lead,U1,2019-01-01,\n\
            E2,Ben,Okoro,nobody,Engineer,U1,31/12/2020,\n\
            E4,Cy,Lee,ADA@example.org,Engineer,U1,,\n\
            E1,Ada,Twice,ada2@example.org,Lead,U1,,\n\
            E5,short,row\n\
            E6,,Okoro,e6@example.org,Engineer,U1,,400\n",
        ),
        (
            "role_history.csv",
            "external_id,employee,title,starts_on,ends_on\nH1,E1,X,2021-01-01,2020-01-01\n",
        ),
        (
            "skill_claims.csv",
            "employee,skill,source,level,claimed_on\nE9,S1,self,3,2025-01-01\nE1,S1,rumour,high,2025-01-01\nE1,S1,self,3,2025-01-01\nE1,S1,self,4,2025-01-01\n",
        ),
        (
            "skill_interests.csv",
            "employee,skill,interest\nE1,S2,want_to_use\n",
        ),
        (
            "openings.csv",
            "external_id,kind,title,description,org_unit,work_mode,owner,status\nO1,gig,Help,Help us,U2,remote,E1,draft\n",
        ),
        (
            "opening_requirements.csv",
            "opening,skill,level\nO1,S1,4\nO1,S9,4\nO9,S1,4\nO1,S1,5\n",
        ),
    ])
}
