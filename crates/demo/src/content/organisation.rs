//! Places, names, divisions and the kinds of team the company is put together from.

use serde::Deserialize;

use super::architecture::{Architecture, Profile};
use super::read::{File, content_file, list};
use super::skills::{Skill, Skills};
use crate::error::DemoError;
use crate::table::{Ix, OneOf, Table};

pub(crate) struct Site {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) city: String,
    pub(crate) country: String,
    pub(crate) time_zone: String,
    /// A full week there, in tenths of an hour.
    pub(crate) week_tenths: i32,
    pub(crate) language: Ix<Skill>,
    /// Where names come from, by weight.
    pub(crate) origins: OneOf<(Ix<NameOrigin>, usize)>,
}

/// Given and family names that go together.
pub(crate) struct NameOrigin {
    pub(crate) given: OneOf<GivenName>,
    pub(crate) family: OneOf<FamilyName>,
    /// A language the bearer may well speak.
    pub(crate) language: Ix<Skill>,
}

pub(crate) struct GivenName {
    pub(crate) name: String,
    /// What many bearers prefer to be called.
    pub(crate) short: Option<String>,
}

pub(crate) struct FamilyName {
    pub(crate) name: String,
    /// The form that women bear, where it differs.
    pub(crate) feminine: Option<String>,
}

pub(crate) struct Division {
    pub(crate) name: String,
    pub(crate) head: Ix<Profile>,
}

/// One kind of team: who works there, who leads, what the teams are called.
pub(crate) struct TeamKind {
    pub(crate) division: Ix<Division>,
    pub(crate) department: String,
    pub(crate) code: String,
    /// Share of the company's people.
    pub(crate) weight: usize,
    /// The company has such teams from this many people.
    pub(crate) from_people: usize,
    /// People it starts with.
    pub(crate) min: usize,
    /// Reports per team.
    pub(crate) span: usize,
    /// Percentage of people who work from home altogether.
    pub(crate) remote: usize,
    pub(crate) sites: OneOf<Ix<Site>>,
    /// Profiles of the heads of a team, a department, and of what is above it.
    pub(crate) lead: Ix<Profile>,
    pub(crate) head: Ix<Profile>,
    pub(crate) director: Ix<Profile>,
    pub(crate) members: OneOf<(Ix<Profile>, usize)>,
    pub(crate) names: OneOf<TeamName>,
}

/// What a team is called, and who mostly works in a team of that name.
pub(crate) struct TeamName {
    pub(crate) name: String,
    pub(crate) members: OneOf<(Ix<Profile>, usize)>,
}

/// How much likelier those whose trade a team's name says are found in it.
const TRADE: usize = 14;

pub(crate) struct Organisation {
    pub(crate) sites: Table<Site>,
    /// Where those who never come in are counted.
    pub(crate) remote_sites: OneOf<Ix<Site>>,
    pub(crate) divisions: Table<Division>,
    pub(crate) teams: Table<TeamKind>,
    pub(crate) origins: Table<NameOrigin>,
}

#[derive(Deserialize)]
struct SiteRow {
    key: String,
    name: String,
    city: String,
    country: String,
    time_zone: String,
    week_tenths: i32,
    language: String,
    origins: String,
}

#[derive(Deserialize)]
struct OriginRow {
    origin: String,
    language: String,
    given: String,
    family: String,
}

#[derive(Deserialize)]
struct DivisionRow {
    key: String,
    name: String,
    head: String,
}

#[derive(Deserialize)]
struct TeamRow {
    key: String,
    division: String,
    department: String,
    weight: usize,
    from_people: usize,
    min: usize,
    span: usize,
    remote: usize,
    sites: String,
    lead: String,
    head: String,
    director: String,
    members: String,
    names: String,
}

impl Organisation {
    pub(super) fn load(skills: &Skills, jobs: &Architecture) -> Result<Self, DemoError> {
        let origins = read_origins(skills)?;
        let sites = read_sites(skills, &origins)?;
        let divisions = read_divisions(jobs)?;
        let teams = read_teams(jobs, &sites, &divisions)?;
        let remote = sites
            .indexed()
            .filter(|(_, site)| site.key.starts_with("remote"))
            .map(|(ix, _)| ix)
            .collect();
        Ok(Self {
            remote_sites: content_file!("sites.csv").one_of("remote", remote)?,
            sites,
            divisions,
            teams,
            origins,
        })
    }
}

fn read_origins(skills: &Skills) -> Result<Table<NameOrigin>, DemoError> {
    let file = content_file!("names.csv");
    let mut table = Table::new();
    for row in file.rows::<OriginRow>()? {
        let given = list(&row.given).iter().map(|text| given(text)).collect();
        let family = list(&row.family).iter().map(|text| family(text)).collect();
        let origin = NameOrigin {
            given: file.one_of(&row.origin, given)?,
            family: file.one_of(&row.origin, family)?,
            language: file.find(&skills.table, "skill", &row.language)?,
        };
        file.add(&mut table, &row.origin, origin)?;
    }
    Ok(table)
}

/// `Name`, or `Name/Other form`.
fn forms(text: &str) -> (String, Option<String>) {
    match text.split_once('/') {
        Some((name, other)) => (name.to_owned(), Some(other.to_owned())),
        None => (text.to_owned(), None),
    }
}

fn given(text: &str) -> GivenName {
    let (name, short) = forms(text);
    GivenName { name, short }
}

fn family(text: &str) -> FamilyName {
    let (name, feminine) = forms(text);
    FamilyName { name, feminine }
}

fn read_sites(skills: &Skills, origins: &Table<NameOrigin>) -> Result<Table<Site>, DemoError> {
    let file = content_file!("sites.csv");
    let mut table = Table::new();
    for row in file.rows::<SiteRow>()? {
        let weights = file
            .numbered(&row.origins)?
            .into_iter()
            .map(|(key, weight)| Ok((file.find(origins, "origin", &key)?, weight)))
            .collect::<Result<_, DemoError>>()?;
        let site = Site {
            key: row.key.clone(),
            name: row.name,
            city: row.city,
            country: row.country,
            time_zone: row.time_zone,
            week_tenths: row.week_tenths,
            language: file.find(&skills.table, "skill", &row.language)?,
            origins: file.one_of(&row.key, weights)?,
        };
        file.add(&mut table, &row.key, site)?;
    }
    Ok(table)
}

fn read_divisions(jobs: &Architecture) -> Result<Table<Division>, DemoError> {
    let file = content_file!("divisions.csv");
    let mut table = Table::new();
    for row in file.rows::<DivisionRow>()? {
        let division = Division {
            name: row.name,
            head: file.find(&jobs.profiles, "job profile", &row.head)?,
        };
        file.add(&mut table, &row.key, division)?;
    }
    Ok(table)
}

fn read_teams(
    jobs: &Architecture,
    sites: &Table<Site>,
    divisions: &Table<Division>,
) -> Result<Table<TeamKind>, DemoError> {
    let file = content_file!("teams.csv");
    let profile = |key: &str| file.find(&jobs.profiles, "job profile", key);
    let mut table = Table::new();
    for row in file.rows::<TeamRow>()? {
        let members = file
            .numbered(&row.members)?
            .into_iter()
            .map(|(key, weight)| Ok((profile(&key)?, weight)))
            .collect::<Result<_, DemoError>>()?;
        let members = file.one_of(&row.key, members)?;
        let kind = TeamKind {
            division: file.find(divisions, "division", &row.division)?,
            department: row.department,
            code: row.key.to_uppercase(),
            weight: row.weight,
            from_people: row.from_people,
            min: row.min,
            span: row.span,
            remote: row.remote,
            sites: file.one_of(&row.key, file.find_all(sites, "site", &row.sites)?)?,
            lead: profile(&row.lead)?,
            head: profile(&row.head)?,
            director: profile(&row.director)?,
            names: file.one_of(&row.key, team_names(file, jobs, &row.names, &members)?)?,
            members,
        };
        file.add(&mut table, &row.key, kind)?;
    }
    Ok(table)
}

/// `Name`, or `Name: ladder ladder` where a team is of certain trades.
fn team_names(
    file: File,
    jobs: &Architecture,
    names: &str,
    members: &OneOf<(Ix<Profile>, usize)>,
) -> Result<Vec<TeamName>, DemoError> {
    let named = list(names).into_iter().map(|text| {
        let (name, trades) = text.split_once(": ").unwrap_or((&text, ""));
        let trades = file.find_all(&jobs.ladders, "ladder", trades)?;
        let weighed = members.iter().map(|(profile, weight)| {
            let trade = trades.contains(&jobs.profiles[*profile].ladder);
            (*profile, if trade { weight * TRADE } else { *weight })
        });
        Ok(TeamName {
            name: name.to_owned(),
            members: file.one_of(name, weighed.collect())?,
        })
    });
    named.collect()
}
