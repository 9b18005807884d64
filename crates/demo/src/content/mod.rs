//! What the company is made of: the files in `content/`, read, checked and cross-referenced once.
//!
//! The files are written to be read and edited by people; anything they get wrong is an error
//! here, never a silently thinner company.

mod architecture;
mod organisation;
mod phrases;
mod read;
mod skills;
mod texts;

pub(crate) use architecture::{Architecture, Need, Profile, Step};
pub(crate) use organisation::{
    Division, FamilyName, GivenName, Organisation, Site, TeamKind, TeamName,
};
pub(crate) use phrases::{Language, Slot};
pub(crate) use skills::{Skill, Skills};
pub(crate) use texts::{Gig, PersonaOpening, PersonaSeat, PersonaSheet, Texts};

use crate::error::DemoError;

pub(crate) struct Content {
    pub(crate) skills: Skills,
    pub(crate) architecture: Architecture,
    pub(crate) organisation: Organisation,
    pub(crate) texts: Texts,
}

impl Content {
    pub(crate) fn load() -> Result<Self, DemoError> {
        let skills = Skills::load()?;
        let architecture = Architecture::load(&skills)?;
        let organisation = Organisation::load(&skills, &architecture)?;
        let texts = Texts::load(&skills, &architecture, &organisation)?;
        Ok(Self {
            skills,
            architecture,
            organisation,
            texts,
        })
    }
}
