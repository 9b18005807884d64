//! Sentences: what openings, applications and evidence are put together from, and the sheets of
//! the six people the demo is shown as.

use domain::application::ApplicationStatus;
use domain::opportunity::OpportunityStatus;
use domain::terms::{ClaimSource, Interest, OpportunityKind, Role};
use serde::Deserialize;

use super::architecture::{Architecture, Family, Profile};
use super::organisation::{Organisation, Site, TeamKind};
use super::phrases::{Language, Phrases};
use super::read::{File, content_file, optional};
use super::skills::{Skill, Skills};
use crate::error::DemoError;
use crate::table::{Ix, OneOf, Table};

/// A piece of work beside the main job.
pub(crate) struct Gig {
    pub(crate) family: Ix<Family>,
    pub(crate) language: Language,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) skills: OneOf<(Ix<Skill>, i16)>,
    pub(crate) hours: i32,
    pub(crate) weeks: usize,
}

/// A skill nobody would guess from the job.
pub(crate) struct Surprise {
    pub(crate) skill: Ix<Skill>,
    pub(crate) level: i16,
    pub(crate) evidence: String,
}

/// Where a persona sits in the organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PersonaSeat {
    DivisionHead,
    TeamHead,
    Member,
}

pub(crate) struct PersonaSheet {
    pub(crate) key: String,
    pub(crate) roles: Vec<Role>,
    pub(crate) team: Ix<TeamKind>,
    pub(crate) seat: PersonaSeat,
    pub(crate) given: String,
    pub(crate) family: String,
    pub(crate) site: Ix<Site>,
    pub(crate) locale: String,
    /// Roles held, oldest first, with the months since each began.
    pub(crate) history: OneOf<(Ix<Profile>, usize)>,
    /// The role aimed for; whoever has one is open to moves.
    pub(crate) aspires: Option<Ix<Profile>>,
    pub(crate) skills: Vec<PersonaSkill>,
}

pub(crate) struct PersonaSkill {
    pub(crate) skill: Ix<Skill>,
    /// None for a skill that is only wished for.
    pub(crate) level: Option<i16>,
    pub(crate) interest: Option<Interest>,
    pub(crate) source: ClaimSource,
    pub(crate) months_ago: usize,
    pub(crate) evidence: Option<String>,
}

/// An opening that is always there, so that every persona has something to look at.
pub(crate) struct PersonaOpening {
    pub(crate) team: Ix<TeamKind>,
    pub(crate) kind: OpportunityKind,
    pub(crate) profile: Option<Ix<Profile>>,
    pub(crate) gig: Option<Ix<Gig>>,
    pub(crate) status: OpportunityStatus,
    pub(crate) applicants: usize,
    /// The employee persona's application, if there is one: where it stands, and its words.
    pub(crate) employee: Option<(ApplicationStatus, String)>,
}

pub(crate) struct Texts {
    pub(crate) gigs: Table<Gig>,
    pub(crate) phrases: Phrases,
    pub(crate) surprises: OneOf<Surprise>,
    pub(crate) personas: Vec<PersonaSheet>,
    pub(crate) persona_openings: Vec<PersonaOpening>,
}

#[derive(Deserialize)]
struct GigRow {
    key: String,
    family: String,
    locale: String,
    hours: i32,
    weeks: usize,
    skills: String,
    title: String,
    description: String,
}

#[derive(Deserialize)]
struct SurpriseRow {
    skill: String,
    level: i16,
    evidence: String,
}

#[derive(Deserialize)]
struct PersonaRow {
    key: String,
    roles: String,
    team: String,
    seat: String,
    given: String,
    family: String,
    site: String,
    locale: String,
    history: String,
    aspires: Option<String>,
}

#[derive(Deserialize)]
struct PersonaSkillRow {
    persona: String,
    skill: String,
    level: Option<i16>,
    interest: String,
    source: String,
    months_ago: usize,
    evidence: String,
}

#[derive(Deserialize)]
struct PersonaOpeningRow {
    team: String,
    kind: String,
    profile: String,
    gig: String,
    status: String,
    applicants: usize,
    employee: String,
    statement: String,
}

/// What the texts refer to.
struct Known<'a> {
    skills: &'a Skills,
    jobs: &'a Architecture,
    organisation: &'a Organisation,
}

impl Texts {
    pub(super) fn load(
        skills: &Skills,
        jobs: &Architecture,
        organisation: &Organisation,
    ) -> Result<Self, DemoError> {
        let known = Known {
            skills,
            jobs,
            organisation,
        };
        let gigs = read_gigs(&known)?;
        Ok(Self {
            phrases: Phrases::load()?,
            surprises: read_surprises(&known)?,
            personas: read_personas(&known)?,
            persona_openings: read_persona_openings(&known, &gigs)?,
            gigs,
        })
    }
}

fn read_gigs(known: &Known<'_>) -> Result<Table<Gig>, DemoError> {
    let file = content_file!("gigs.csv");
    let mut table = Table::new();
    for row in file.rows::<GigRow>()? {
        let skills = file
            .numbered(&row.skills)?
            .into_iter()
            .map(|(key, level)| Ok((file.find(&known.skills.table, "skill", &key)?, level)))
            .collect::<Result<_, DemoError>>()?;
        let gig = Gig {
            family: file.find(&known.jobs.families, "family", &row.family)?,
            language: file.term(&row.locale, "language")?,
            title: row.title,
            description: row.description,
            skills: file.one_of(&row.key, skills)?,
            hours: row.hours,
            weeks: row.weeks,
        };
        file.add(&mut table, &row.key, gig)?;
    }
    Ok(table)
}

fn read_surprises(known: &Known<'_>) -> Result<OneOf<Surprise>, DemoError> {
    let file = content_file!("surprises.csv");
    let surprises = file
        .rows::<SurpriseRow>()?
        .into_iter()
        .map(|row| {
            Ok(Surprise {
                skill: file.find(&known.skills.table, "skill", &row.skill)?,
                level: row.level,
                evidence: row.evidence,
            })
        })
        .collect::<Result<_, DemoError>>()?;
    file.one_of("surprises", surprises)
}

fn read_personas(known: &Known<'_>) -> Result<Vec<PersonaSheet>, DemoError> {
    let file = content_file!("personas.csv");
    let mut sheets = Vec::new();
    for row in file.rows::<PersonaRow>()? {
        let history = file
            .numbered(&row.history)?
            .into_iter()
            .map(|(key, months)| {
                Ok((
                    file.find(&known.jobs.profiles, "job profile", &key)?,
                    months,
                ))
            })
            .collect::<Result<_, DemoError>>()?;
        let aspires = row
            .aspires
            .map(|key| file.find(&known.jobs.profiles, "job profile", &key));
        sheets.push(PersonaSheet {
            aspires: aspires.transpose()?,
            roles: row
                .roles
                .split_whitespace()
                .map(|role| file.term(role, "role"))
                .collect::<Result<_, _>>()?,
            team: file.find(&known.organisation.teams, "team", &row.team)?,
            seat: seat(file, &row.seat)?,
            given: row.given,
            family: row.family,
            site: file.find(&known.organisation.sites, "site", &row.site)?,
            locale: row.locale,
            history: file.one_of(&row.key, history)?,
            skills: Vec::new(),
            key: row.key,
        });
    }
    read_persona_skills(known, &mut sheets)?;
    Ok(sheets)
}

fn seat(file: File, text: &str) -> Result<PersonaSeat, DemoError> {
    match text {
        "division_head" => Ok(PersonaSeat::DivisionHead),
        "team_head" => Ok(PersonaSeat::TeamHead),
        "member" => Ok(PersonaSeat::Member),
        _ => Err(file.malformed(text, "is no seat")),
    }
}

fn read_persona_skills(known: &Known<'_>, sheets: &mut [PersonaSheet]) -> Result<(), DemoError> {
    let file = content_file!("persona_skills.csv");
    for row in file.rows::<PersonaSkillRow>()? {
        let skill = PersonaSkill {
            skill: file.find(&known.skills.table, "skill", &row.skill)?,
            level: row.level,
            interest: optional(row.interest)
                .map(|interest| file.term(&interest, "interest"))
                .transpose()?,
            source: file.term(&row.source, "source of claims")?,
            months_ago: row.months_ago,
            evidence: optional(row.evidence),
        };
        sheets
            .iter_mut()
            .find(|sheet| sheet.key == row.persona)
            .ok_or_else(|| file.malformed(&row.persona, "is no persona"))?
            .skills
            .push(skill);
    }
    Ok(())
}

fn read_persona_openings(
    known: &Known<'_>,
    gigs: &Table<Gig>,
) -> Result<Vec<PersonaOpening>, DemoError> {
    let file = content_file!("persona_openings.csv");
    let mut openings = Vec::new();
    for row in file.rows::<PersonaOpeningRow>()? {
        openings.push(PersonaOpening {
            team: file.find(&known.organisation.teams, "team", &row.team)?,
            kind: file.term(&row.kind, "kind of opening")?,
            profile: optional(row.profile)
                .map(|key| file.find(&known.jobs.profiles, "job profile", &key))
                .transpose()?,
            gig: optional(row.gig)
                .map(|key| file.find(gigs, "gig", &key))
                .transpose()?,
            status: file.term(&row.status, "state of openings")?,
            applicants: row.applicants,
            employee: optional(row.employee)
                .map(|status| file.term(&status, "state of applications"))
                .transpose()?
                .map(|status| (status, row.statement)),
        });
    }
    Ok(openings)
}
