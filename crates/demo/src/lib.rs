//! A believable company from a seed: organisation, skills, people, openings, applications.
//!
//! Pure: it yields [`domain::feed`] records and stores nothing. The same [`Config`] gives the same
//! records in the same order, byte for byte. Everybody follows from the seed and an index, so a
//! company of a million people takes no more memory than one of thirty, but for one byte a person.
//!
//! What the company consists of is written down in `content/`, to be read and edited by people.

mod applicants;
mod calendar;
mod careers;
mod catalogue;
mod claims;
mod company;
mod content;
mod dice;
mod error;
mod group;
mod interests;
mod layout;
mod names;
mod openings;
mod skills;
mod statements;
mod table;
mod wishes;
mod wording;

pub use company::{Company, Config, MAX_PEOPLE, MIN_PEOPLE, Persona};
pub use error::DemoError;

use domain::feed::Record;

impl Company {
    /// Everything there is: the catalogue, units, all employees, then each one's history and
    /// skills, then openings with their applications. What a record refers to has come before it,
    /// but for heads of units and managers.
    pub fn records(&self) -> impl Iterator<Item = Record> {
        let units = self.layout.units().map(|unit| self.unit_record(unit));
        let lives = (0..self.config.people).flat_map(|person| {
            let career = self.career(person);
            let mut records = self.career_records(person, &career);
            records.extend(self.skill_records(person, &career));
            records.extend(self.wish_records(person, &career));
            records
        });
        self.catalogue()
            .into_iter()
            .chain(units)
            .chain(self.employees())
            .chain(lives)
            .chain(self.opening_records())
    }
}
