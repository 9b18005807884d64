//! Who people are: names, addresses, language, hours.

use std::collections::BTreeMap;

use domain::feed::{Employee, Record};
use domain::terms::EmploymentType;

use crate::company::{Company, Post};
use crate::content::{FamilyName, GivenName};
use crate::dice::{Dice, Purpose};

/// The company's own domain; `.example` can never be anybody's.
const DOMAIN: &str = "lindwall.example";

/// How often each pair of names has been given an address. Its size is bounded by the names there
/// are, not by the people.
#[derive(Default)]
pub(crate) struct AddressBook(BTreeMap<String, usize>);

impl AddressBook {
    /// An address nobody else has.
    fn assign(&mut self, given: &str, family: &str) -> String {
        let count = self.0.entry(local_part(given, family)).or_default();
        *count += 1;
        address(given, family, *count - 1)
    }

    /// Keeps the plain address for a persona, wherever it comes in the stream.
    fn reserve(&mut self, given: &str, family: &str) {
        self.0.insert(local_part(given, family), 1);
    }
}

/// The address of the holder of a name after `earlier` others of that name.
pub(crate) fn address(given: &str, family: &str, earlier: usize) -> String {
    let local = local_part(given, family);
    match earlier {
        0 => format!("{local}@{DOMAIN}"),
        _ => format!("{local}{}@{DOMAIN}", earlier + 1),
    }
}

fn local_part(given: &str, family: &str) -> String {
    format!("{}.{}", plain(given), plain(family))
}

/// Lower-case ASCII for an address: letters lose their accents, anything else becomes a hyphen.
fn plain(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' => text.push(letter),
            'à' | 'á' | 'â' | 'ã' | 'å' | 'ą' | 'ă' => text.push('a'),
            'ä' | 'æ' => text.push_str("ae"),
            'ç' | 'ć' | 'č' => text.push('c'),
            'ď' | 'đ' => text.push('d'),
            'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => text.push('e'),
            'ğ' => text.push('g'),
            'ì' | 'í' | 'î' | 'ï' | 'ı' => text.push('i'),
            'ł' => text.push('l'),
            'ñ' | 'ń' | 'ň' => text.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ø' => text.push('o'),
            'ö' => text.push_str("oe"),
            'ř' => text.push('r'),
            'ś' | 'š' | 'ş' => text.push('s'),
            'ß' => text.push_str("ss"),
            'ť' => text.push('t'),
            'ù' | 'ú' | 'û' | 'ů' => text.push('u'),
            'ü' => text.push_str("ue"),
            'ý' => text.push('y'),
            'ź' | 'ż' | 'ž' => text.push('z'),
            '\'' | '’' => {}
            _ => text.push('-'),
        }
    }
    text
}

struct Name {
    given: String,
    family: String,
    preferred: Option<String>,
}

impl Company {
    pub(crate) fn employees(&self) -> impl Iterator<Item = Record> {
        let mut addresses = AddressBook::default();
        for sheet in &self.content.texts.personas {
            addresses.reserve(&sheet.given, &sheet.family);
        }
        (0..self.config.people).map(move |person| self.employee(person, &mut addresses))
    }

    fn employee(&self, person: usize, addresses: &mut AddressBook) -> Record {
        let post = self.post(person);
        let mut dice = self.dice(Purpose::Identity, person);
        // The first draw decides the status, see `status`.
        dice.below(1_000);
        let name = self.name(person, &post, &mut dice);
        let work_email = match self.sheet(person) {
            Some(sheet) => address(&sheet.given, &sheet.family, 0),
            None => addresses.assign(&name.given, &name.family),
        };
        let (employment_type, weekly_hours_tenths) = self.hours(person, &post, &mut dice);
        let layout = &self.layout;
        Record::Employee(Employee {
            external_id: self.employee_number(person),
            given_name: name.given,
            family_name: name.family,
            preferred_name: name.preferred,
            work_email,
            title: self.title(post.profile).to_owned(),
            org_unit: self.unit_key(layout.unit(person)),
            location: Some(self.content.organisation.sites[post.site].key.clone()),
            manager: layout.manager(person).map(|m| self.employee_number(m)),
            job_profile: Some(self.profile(post.profile).key.clone()),
            hire_date: Some(self.hired(person)),
            status: self.status(person),
            employment_type,
            weekly_hours_tenths: Some(weekly_hours_tenths),
            locale: Some(self.locale(person, &post, &mut dice)),
        })
    }

    fn name(&self, person: usize, post: &Post, dice: &mut Dice) -> Name {
        let organisation = &self.content.organisation;
        let origins = &organisation.sites[post.site].origins;
        let origin = dice.weighted(origins);
        let given = dice.favourite(&organisation.origins[*origin].given);
        // Families are mixed more often than first names are.
        let other = dice.weighted(origins);
        let origin = if dice.percent(8) { other } else { origin };
        let family = dice.favourite(&organisation.origins[*origin].family);
        match self.sheet(person) {
            Some(sheet) => Name {
                given: sheet.given.clone(),
                family: sheet.family.clone(),
                preferred: None,
            },
            None => Name {
                given: given.name.clone(),
                family: borne(family, given),
                preferred: preferred(given, dice),
            },
        }
    }

    fn hours(&self, person: usize, post: &Post, dice: &mut Dice) -> (EmploymentType, i32) {
        let week = self.content.organisation.sites[post.site].week_tenths;
        let share = match dice.below(100) {
            0..6 => 80,
            6..9 => 60,
            9..11 => 50,
            11..13 => 90,
            _ => 100,
        };
        if share == 100 || self.sheet(person).is_some() {
            (EmploymentType::FullTime, week)
        } else {
            (EmploymentType::PartTime, week * share / 100)
        }
    }

    fn locale(&self, person: usize, post: &Post, dice: &mut Dice) -> String {
        let french = self.content.organisation.sites[post.site].country == "FR";
        match self.sheet(person) {
            Some(sheet) => sheet.locale.clone(),
            None if french && dice.percent(80) => "fr".to_owned(),
            None => "en".to_owned(),
        }
    }
}

fn preferred(given: &GivenName, dice: &mut Dice) -> Option<String> {
    given.short.clone().filter(|_| dice.percent(45))
}

/// The form of a family name that goes with a given name. Where families have two forms, women's
/// given names end in a vowel of their own.
fn borne(family: &FamilyName, given: &GivenName) -> String {
    let feminine = family.feminine.as_ref();
    let feminine = feminine.filter(|_| given.name.ends_with(['a', 'e']));
    feminine.unwrap_or(&family.name).clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_plain_and_never_given_twice() {
        let mut book = AddressBook::default();
        book.reserve("Camille", "Laurent");
        let all = [
            book.assign("Łukasz", "Żółkiewski"),
            book.assign("Jürgen", "Groß"),
            book.assign("Juergen", "Gross"),
            book.assign("Anne-Marie", "O’Brien"),
            book.assign("Camille", "Laurent"),
        ];
        assert_eq!(
            all,
            [
                "lukasz.zolkiewski@lindwall.example",
                "juergen.gross@lindwall.example",
                "juergen.gross2@lindwall.example",
                "anne-marie.obrien@lindwall.example",
                "camille.laurent2@lindwall.example",
            ]
        );
    }
}
