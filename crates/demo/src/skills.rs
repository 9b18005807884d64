//! What people can do: around what their roles ask, unevenly, with gaps and surprises.

use chrono::NaiveDate;
use domain::feed::Record;
use domain::terms::{ClaimSource, Importance, SkillKind};

use crate::calendar::{days_after, days_before, days_between, months_before};
use crate::careers::{Career, Held};
use crate::company::Company;
use crate::content::Skill;
use crate::dice::{Dice, Purpose};
use crate::table::Ix;

/// A skill somebody has, before it is decided who says so.
#[derive(Clone, Debug)]
pub(crate) struct Mastery {
    pub(crate) skill: Ix<Skill>,
    pub(crate) level: i16,
    pub(crate) on: NaiveDate,
    pub(crate) source: Option<ClaimSource>,
    pub(crate) evidence: Option<String>,
    /// From the present role.
    pub(crate) present: bool,
}

/// How carefully somebody keeps a profile.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Care {
    Hardly,
    Little,
    Usual,
    Much,
}

impl Company {
    /// Claims and interests of one person.
    pub(crate) fn skill_records(&self, person: usize, career: &Career) -> Vec<Record> {
        let mut dice = self.dice(Purpose::Skills, person);
        let masteries = self.masteries(person, career, &mut dice);
        let mut records = Vec::with_capacity(masteries.len() + 8);
        for mastery in &masteries {
            self.claim(person, career, mastery, &mut dice, &mut records);
        }
        records.extend(self.interests(person, career, &masteries, &mut dice));
        records
    }

    fn masteries(&self, person: usize, career: &Career, dice: &mut Dice) -> Vec<Mastery> {
        if let Some(told) = self.told_masteries(person) {
            return told;
        }
        let care = match dice.below(100) {
            _ if self.sheet(person).is_some() => Care::Much,
            0..8 => Care::Hardly,
            8..24 => Care::Little,
            24..84 => Care::Usual,
            _ => Care::Much,
        };
        let mut list = Masteries(Vec::with_capacity(32));
        self.add_role(&career.present, true, dice, &mut list);
        for held in &career.past {
            self.add_role(held, false, dice, &mut list);
        }
        self.languages(person, dice, &mut list);
        self.near_and_far(career, care, dice, &mut list);
        if dice.percent(22) {
            let surprise = dice.one(&self.content.texts.surprises);
            let on = self.some_day(person, dice);
            list.add(Mastery {
                skill: surprise.skill,
                level: surprise.level,
                on,
                source: Some(ClaimSource::Own),
                evidence: Some(surprise.evidence.clone()),
                present: false,
            });
        }
        thin(list.0, care, dice)
    }

    fn told_masteries(&self, person: usize) -> Option<Vec<Mastery>> {
        let sheet = self.sheet(person).filter(|s| !s.skills.is_empty())?;
        let told = sheet.skills.iter().filter_map(|skill| {
            Some(Mastery {
                skill: skill.skill,
                level: skill.level?,
                on: months_before(self.config.today, skill.months_ago),
                source: Some(skill.source),
                evidence: skill.evidence.clone(),
                present: true,
            })
        });
        Some(told.collect())
    }

    fn add_role(&self, held: &Held, present: bool, dice: &mut Dice, list: &mut Masteries) {
        let today = self.config.today;
        let served = days_between(held.from, held.to.unwrap_or(today));
        for need in &self.profile(held.profile).needs {
            let kind = self.content.skills.table[need.skill].kind;
            let missing = match (need.importance, kind) {
                (_, SkillKind::Certificate) => 8,
                (Importance::Required, _) => 3,
                (Importance::Preferred, _) => 32,
            };
            if dice.percent(missing) {
                continue;
            }
            let level = if kind == SkillKind::Certificate {
                need.level
            } else {
                around(need.level, served, dice)
            };
            let latest = served.min(1_500);
            let end = held.to.unwrap_or(today);
            list.add(Mastery {
                skill: need.skill,
                level,
                on: days_before(end, dice.mostly_low(0, latest)),
                source: None,
                evidence: None,
                present,
            });
        }
    }

    fn languages(&self, person: usize, dice: &mut Dice, list: &mut Masteries) {
        let organisation = &self.content.organisation;
        let site = &organisation.sites[self.post(person).site];
        let English(english) = English::of(self);
        let origin = dice.weighted(&site.origins);
        let second = organisation.origins[*origin].language;
        let mut spoken = vec![(site.language, dice.between(4, 5))];
        if let Some(english) = english {
            spoken.push((english, dice.between(2, 5)));
        }
        if second != site.language && dice.percent(45) {
            spoken.push((second, dice.between(2, 5)));
        }
        for (skill, level) in spoken {
            if dice.percent(78) {
                list.add(Mastery {
                    skill,
                    level: i16::try_from(level).unwrap_or(3),
                    on: self.some_day(person, dice),
                    source: None,
                    evidence: None,
                    present: false,
                });
            }
        }
    }

    /// Neighbours of what is known already, and things picked up around the family.
    fn near_and_far(&self, career: &Career, care: Care, dice: &mut Dice, list: &mut Masteries) {
        let skills = &self.content.skills.table;
        let family = self.profile(career.present.profile).family;
        let pool = &self.content.architecture.families[family].skills;
        let more = if care == Care::Much { 8 } else { 4 };
        let (near, far) = (dice.between(1, more), dice.between(0, more / 2));
        let known: Vec<_> = list.0.iter().map(|mastery| mastery.skill).collect();
        let mut extra = Vec::new();
        for _ in 0..near {
            let neighbours = dice
                .pick(&known)
                .map(|skill| skills[*skill].near.as_slice());
            extra.extend(neighbours.and_then(|near| dice.pick(near)).copied());
        }
        for _ in 0..far {
            extra.extend(dice.pick(pool).copied());
        }
        let since = career.past.last().unwrap_or(&career.present).from;
        let range = days_between(since, self.config.today).min(2_200);
        for skill in extra {
            // Nobody holds a licence or speaks a language by the way.
            if matches!(
                skills[skill].kind,
                SkillKind::Certificate | SkillKind::Language
            ) {
                continue;
            }
            list.add(Mastery {
                skill,
                level: i16::try_from(dice.mostly_low(1, 4)).unwrap_or(1),
                on: days_before(self.config.today, dice.below(range.max(1))),
                source: None,
                evidence: None,
                present: false,
            });
        }
    }

    fn some_day(&self, person: usize, dice: &mut Dice) -> NaiveDate {
        let served = days_between(self.hired(person), self.config.today);
        days_before(self.config.today, dice.below(served.clamp(1, 2_000)))
    }

    /// A claim is never dated before there was a profile to put it in, nor after today.
    pub(crate) fn in_service(&self, person: usize, day: NaiveDate) -> NaiveDate {
        day.clamp(self.hired(person), self.config.today)
    }

    pub(crate) fn later(&self, day: NaiveDate, dice: &mut Dice) -> NaiveDate {
        let left = days_between(day, self.config.today);
        days_after(day, dice.below(left.max(1)))
    }
}

/// The language of the company, where its skills know it.
struct English(Option<Ix<Skill>>);

impl English {
    fn of(company: &Company) -> Self {
        Self(company.content.skills.table.find("english"))
    }
}

/// Skills, each once; the first mention counts.
struct Masteries(Vec<Mastery>);

impl Masteries {
    fn add(&mut self, mastery: Mastery) {
        if self.0.iter().all(|known| known.skill != mastery.skill) {
            self.0.push(mastery);
        }
    }
}

/// A level around the one asked for; newcomers to a role are further below it.
fn around(asked: i16, served: usize, dice: &mut Dice) -> i16 {
    let shift = match dice.below(100) {
        0..2 => -2,
        2..22 => -1,
        28..74 => 0,
        74..95 => 1,
        _ => 2,
    };
    let new = i16::from(served < 240 && dice.percent(45));
    (asked + shift - new).clamp(1, 5)
}

/// What is left of a profile by the care its owner takes. Licences are kept by the company.
fn thin(mut list: Vec<Mastery>, care: Care, dice: &mut Dice) -> Vec<Mastery> {
    match care {
        Care::Hardly => {
            dice.shuffle(&mut list);
            list.truncate(dice.between(2, 5));
        }
        Care::Little => list.retain(|_| dice.percent(55)),
        Care::Usual => list.retain(|_| dice.percent(97)),
        Care::Much => {}
    }
    list
}
