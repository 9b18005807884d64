//! What people want to use, to learn, or rather not to do any more.

use domain::feed::{Record, SkillInterest};
use domain::terms::Interest;

use crate::careers::Career;
use crate::company::Company;
use crate::content::Skill;
use crate::dice::Dice;
use crate::skills::Mastery;
use crate::table::Ix;

/// How many in a hundred have said nothing about their interests.
const SILENT: usize = 38;

type Wish = (Ix<Skill>, Interest);

impl Company {
    pub(crate) fn interests(
        &self,
        person: usize,
        career: &Career,
        known: &[Mastery],
        dice: &mut Dice,
    ) -> Vec<Record> {
        let mut wishes = match self.told_wishes(person) {
            Some(told) => told,
            None => self.likely_wishes(person, career, known, dice),
        };
        let mut said = Vec::new();
        wishes.retain(|(skill, _)| {
            let first = !said.contains(skill);
            said.push(*skill);
            first
        });
        let employee = self.employee_number(person);
        wishes
            .into_iter()
            .map(|(skill, interest)| {
                Record::SkillInterest(SkillInterest {
                    employee: employee.clone(),
                    skill: self.content.skills.table[skill].key.clone(),
                    interest,
                })
            })
            .collect()
    }

    fn told_wishes(&self, person: usize) -> Option<Vec<Wish>> {
        let sheet = self.sheet(person).filter(|s| !s.skills.is_empty())?;
        let told = sheet.skills.iter();
        let wishes = told.filter_map(|skill| Some((skill.skill, skill.interest?)));
        Some(wishes.collect())
    }

    fn likely_wishes(
        &self,
        person: usize,
        career: &Career,
        known: &[Mastery],
        dice: &mut Dice,
    ) -> Vec<Wish> {
        let mut wishes = Vec::new();
        let persona = self.sheet(person).is_some();
        if dice.percent(SILENT) && !persona {
            return wishes;
        }
        let strong: Vec<_> = known.iter().filter(|m| m.level >= 3).collect();
        for _ in 0..dice.between(usize::from(persona), 3) {
            let skill = dice.pick(&strong).map(|mastery| mastery.skill);
            wishes.extend(skill.map(|skill| (skill, Interest::WantToUse)));
        }
        // What is asked for one step further is what people want to learn.
        if let Some(step) = dice.pick(&self.profile(career.present.profile).onward) {
            let needs = &self.profile(step.profile).needs;
            for _ in 0..dice.between(1, 3) {
                let skill = dice.pick(needs).map(|need| need.skill);
                let new = skill.filter(|skill| known.iter().all(|m| m.skill != *skill));
                wishes.extend(new.map(|skill| (skill, Interest::WantToLearn)));
            }
        }
        let past: Vec<_> = known.iter().filter(|m| !m.present).collect();
        if dice.percent(25) {
            let skill = dice.pick(&past).map(|mastery| mastery.skill);
            wishes.extend(skill.map(|skill| (skill, Interest::PreferNot)));
        }
        wishes
    }
}
