//! The company itself: what is configured, who the personas are, who holds which post.

use chrono::NaiveDate;
use domain::feed::ExternalId;
use domain::terms::{EmployeeStatus, Role};

use crate::calendar::{days_before, first_of_month, months_before};
use crate::content::{Content, PersonaSheet, Profile, Site, TeamKind};
use crate::dice::{Dice, Purpose};
use crate::error::DemoError;
use crate::layout::{Layout, Seat, Unit};
use crate::table::Ix;

/// The smallest company that has a chair for every persona.
pub const MIN_PEOPLE: usize = 30;
pub const MAX_PEOPLE: usize = 5_000_000;

/// Employee numbers of everybody but the personas start here.
const FIRST_NUMBER: usize = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    pub seed: u64,
    pub people: usize,
    /// The day the company is shown as of; nothing that has happened is later.
    pub today: NaiveDate,
}

/// Somebody the demo can be seen as. Their employee numbers are the same in every company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Persona {
    pub key: String,
    pub employee: ExternalId,
    pub given_name: String,
    pub family_name: String,
    pub work_email: String,
    pub title: String,
    /// Roles beyond those that follow from the person's relations.
    pub roles: Vec<Role>,
}

pub struct Company {
    pub(crate) config: Config,
    pub(crate) content: Content,
    pub(crate) layout: Layout,
    /// The person in each persona's chair, in the order of the sheets.
    pub(crate) chairs: Vec<usize>,
}

/// What a person does, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Post {
    pub(crate) profile: Ix<Profile>,
    pub(crate) site: Ix<Site>,
    pub(crate) remote: bool,
}

impl Company {
    /// # Errors
    /// [`DemoError::People`] when the company would be too small or too large; the others when
    /// the content files contradict each other.
    pub fn new(config: Config) -> Result<Self, DemoError> {
        if !(MIN_PEOPLE..=MAX_PEOPLE).contains(&config.people) {
            return Err(DemoError::People {
                asked: config.people,
                min: MIN_PEOPLE,
                max: MAX_PEOPLE,
            });
        }
        let content = Content::load()?;
        let layout = Layout::new(&content, config.people);
        let chairs = content
            .texts
            .personas
            .iter()
            .map(|sheet| {
                let chair = layout.chair(sheet.team, sheet.seat);
                chair.ok_or_else(|| DemoError::Malformed {
                    file: "personas.csv",
                    key: sheet.key.clone(),
                    problem: "has no chair in a company of this size",
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            config,
            content,
            layout,
            chairs,
        })
    }

    /// Who the demo can be seen as.
    #[must_use]
    pub fn personas(&self) -> Vec<Persona> {
        self.content
            .texts
            .personas
            .iter()
            .zip(&self.chairs)
            .map(|(sheet, person)| Persona {
                key: sheet.key.clone(),
                employee: self.employee_number(*person),
                given_name: sheet.given.clone(),
                family_name: sheet.family.clone(),
                work_email: crate::names::address(&sheet.given, &sheet.family, 0),
                title: self.title(self.post(*person).profile).to_owned(),
                roles: sheet.roles.clone(),
            })
            .collect()
    }

    pub(crate) fn dice(&self, purpose: Purpose, index: usize) -> Dice {
        Dice::new(self.config.seed, purpose, index)
    }

    pub(crate) fn sheet(&self, person: usize) -> Option<&PersonaSheet> {
        let chair = self.chairs.iter().position(|chair| *chair == person)?;
        self.content.texts.personas.get(chair)
    }

    pub(crate) fn employee_number(&self, person: usize) -> ExternalId {
        match self.chairs.iter().position(|chair| *chair == person) {
            Some(chair) => format!("E{:07}", chair + 1),
            None => format!("E{:07}", FIRST_NUMBER + person),
        }
    }

    pub(crate) fn unit_key(&self, unit: Unit) -> ExternalId {
        format!("U{:06}", self.layout.number(unit) + 1)
    }

    pub(crate) fn title(&self, profile: Ix<Profile>) -> &str {
        &self.content.architecture.profiles[profile].title
    }

    pub(crate) fn profile(&self, profile: Ix<Profile>) -> &Profile {
        &self.content.architecture.profiles[profile]
    }

    /// The kind of team a unit consists of; none for divisions and the company.
    pub(crate) fn kind(&self, unit: Unit) -> Option<&TeamKind> {
        match unit {
            Unit::Company | Unit::Division(_) => None,
            Unit::Node { group, .. } => {
                Some(&self.content.organisation.teams[self.layout.groups[group].kind])
            }
        }
    }

    /// Where a unit is.
    pub(crate) fn unit_site(&self, unit: Unit) -> Ix<Site> {
        let organisation = &self.content.organisation;
        let (Unit::Node { group, .. }, Some(kind)) = (unit, self.kind(unit)) else {
            return organisation
                .sites
                .at(0)
                .unwrap_or(*organisation.remote_sites.get(0));
        };
        let group = &self.layout.groups[group];
        let Unit::Node { level, index, .. } = unit else {
            return *kind.sites.get(0);
        };
        match level {
            // A lone department keeps to a few sites; among several, each has its own.
            0 if group.top() <= 1 => {
                let spread = kind.sites.len().min(group.units(0).div_ceil(3));
                *kind.sites.get(index * spread / group.units(0).max(1))
            }
            0 => *kind.sites.get(group.parent(0, index) % kind.sites.len()),
            1 => *kind.sites.get(index % kind.sites.len()),
            _ => *kind.sites.get(0),
        }
    }

    pub(crate) fn post(&self, person: usize) -> Post {
        let seat = self.layout.seat(person);
        let unit = self.layout.unit(person);
        let mut dice = self.dice(Purpose::Seat, person);
        let profile = match (self.sheet(person), seat) {
            (Some(sheet), _) => sheet.history.get(sheet.history.len() - 1).0,
            (None, Seat::Head(unit)) => self.head_profile(unit),
            (None, Seat::Member { .. }) => self.member_profile(unit, &mut dice),
        };
        let (site, remote) = match (self.sheet(person), self.kind(unit)) {
            (Some(sheet), _) => (sheet.site, false),
            // Heads sit with their people.
            (None, _) if matches!(seat, Seat::Head(_)) => (self.unit_site(unit), false),
            (None, Some(kind)) if dice.percent(kind.remote) => {
                (*dice.one(&self.content.organisation.remote_sites), true)
            }
            (None, Some(kind)) if kind.remote > 0 && dice.percent(10) => {
                (*dice.one(&kind.sites), false)
            }
            (None, _) => (self.unit_site(unit), false),
        };
        Post {
            profile,
            site,
            remote,
        }
    }

    pub(crate) fn member_profile(&self, unit: Unit, dice: &mut Dice) -> Ix<Profile> {
        match self.kind(unit) {
            Some(kind) => *dice.weighted(
                self.team_name(unit, kind)
                    .map_or(&kind.members, |name| &name.members),
            ),
            None => self.head_profile(unit),
        }
    }

    pub(crate) fn head_profile(&self, unit: Unit) -> Ix<Profile> {
        let organisation = &self.content.organisation;
        match unit {
            Unit::Company => self.content.architecture.chief,
            Unit::Division(division) => {
                organisation.divisions[self.layout.divisions[division].division].head
            }
            Unit::Node { group, level, .. } => {
                let group = &self.layout.groups[group];
                let kind = &organisation.teams[group.kind];
                match level {
                    0 => kind.lead,
                    // One person answers for all departments of a kind.
                    _ if level == group.top() && level > 1 => kind.director,
                    _ => kind.head,
                }
            }
        }
    }

    pub(crate) fn hired(&self, person: usize) -> NaiveDate {
        let today = self.config.today;
        if let Some(sheet) = self.sheet(person) {
            return first_of_month(months_before(today, sheet.history.get(0).1));
        }
        let mut dice = self.dice(Purpose::Tenure, person);
        let head = matches!(self.layout.seat(person), Seat::Head(_));
        let title = self.title(self.post(person).profile);
        let junior = title.starts_with("Junior") || title.starts_with("Associate");
        let days = match dice.below(100) {
            // Nobody stays a beginner for ten years.
            _ if junior => dice.between(45, 1_100),
            0..18 => dice.between(if head { 400 } else { 45 }, 540),
            18..55 => dice.between(540, 2_200),
            55..85 => dice.between(2_200, 5_500),
            _ => dice.mostly_low(5_500, 11_000),
        };
        let day = days_before(today, days);
        if dice.percent(65) {
            first_of_month(day)
        } else {
            day
        }
    }

    pub(crate) fn status(&self, person: usize) -> EmployeeStatus {
        let mut dice = self.dice(Purpose::Identity, person);
        if self.sheet(person).is_some() {
            return EmployeeStatus::Active;
        }
        let head = matches!(self.layout.seat(person), Seat::Head(_));
        match dice.below(1_000) {
            0..28 => EmployeeStatus::OnLeave,
            28..42 if !head => EmployeeStatus::Leaving,
            _ => EmployeeStatus::Active,
        }
    }
}
