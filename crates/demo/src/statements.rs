//! What applicants write: one to three sentences that know who is writing and what for.

use domain::terms::{OpportunityKind, SkillKind};

use crate::calendar::days_between;
use crate::company::Company;
use crate::content::{Language, Need, Profile, Skill, Slot};
use crate::dice::Dice;
use crate::openings::Opening;
use crate::table::Ix;

impl Company {
    /// No two applicants for one opening begin alike, for as long as there are beginnings.
    pub(crate) fn statement<'a>(
        &'a self,
        opening: &Opening,
        person: usize,
        said: &mut Vec<&'a str>,
        dice: &mut Dice,
    ) -> String {
        let career = self.career(person);
        let current = career.present.profile;
        let language = match self.content.organisation.sites[self.post(person).site]
            .country
            .as_str()
        {
            "FR" => opening.language,
            _ => Language::English,
        };
        let slot = if opening.kind == OpportunityKind::Role
            && opening.site != self.post(person).site
            && dice.percent(7)
        {
            Slot::StatementMove
        } else {
            self.relation(opening, current)
        };
        let mut first = self.phrase(slot, language, dice);
        for _ in 0..6 {
            if said.contains(&first) {
                first = self.phrase(slot, language, dice);
            }
        }
        said.push(first);
        let mut sentences = vec![first.to_owned()];
        if let Some(skill) = self.shared_skill(opening, current, dice)
            && dice.percent(70)
        {
            let slot = match skill.kind {
                SkillKind::Tool => Slot::StatementTool,
                _ => Slot::StatementSkill,
            };
            sentences.push(skill.said_in(self.phrase(slot, language, dice)));
        }
        if dice.percent(45) {
            sentences.push(self.phrase(Slot::StatementClose, language, dice).to_owned());
        }
        let served = days_between(career.present.from, self.config.today);
        let team = self.spoken_name(self.layout.unit(person));
        let text = sentences
            .join(" ")
            .replace("{my_team}", &team)
            .replace("{my_title}", self.title(current))
            .replace(
                "{a_my_title}",
                &crate::wording::with_article(self.title(current)),
            )
            .replace("{time}", &spoken(served, language));
        capitalised(&self.fill(&text, opening))
    }

    fn relation(&self, opening: &Opening, current: Ix<Profile>) -> Slot {
        let Some(wanted) = opening.profile.filter(|_| {
            !matches!(
                opening.kind,
                OpportunityKind::Gig | OpportunityKind::Shadowing
            )
        }) else {
            return Slot::StatementGig;
        };
        let (from, to) = (self.profile(current), self.profile(wanted));
        if from.family != to.family {
            Slot::StatementCross
        } else if to.level > from.level {
            Slot::StatementPromotion
        } else {
            Slot::StatementLateral
        }
    }

    /// A skill that both the applicant's job and the opening ask for.
    fn shared_skill(
        &self,
        opening: &Opening,
        current: Ix<Profile>,
        dice: &mut Dice,
    ) -> Option<&Skill> {
        let mine: &[Need] = &self.profile(current).needs;
        let wanted: Vec<_> = match (opening.gig, opening.profile) {
            (Some(gig), _) => {
                let gig = &self.content.texts.gigs[gig];
                gig.skills.iter().map(|(skill, _)| *skill).collect()
            }
            (None, Some(profile)) => {
                let needs = self.profile(profile).needs.iter();
                needs.map(|need| need.skill).collect()
            }
            (None, None) => Vec::new(),
        };
        let skills = &self.content.skills.table;
        let shared: Vec<_> = mine
            .iter()
            .map(|need| need.skill)
            .filter(|skill| wanted.contains(skill))
            .map(|skill| &skills[skill])
            .filter(|skill| !matches!(skill.kind, SkillKind::Language | SkillKind::Certificate))
            .filter(|skill| !skill.transversal)
            .collect();
        dice.pick(&shared).copied()
    }
}

/// Begun with a capital, whatever it was filled in with.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A length of service as people say it.
fn spoken(days: usize, language: Language) -> String {
    let years = (days + 120) / 365;
    match (language, years) {
        (Language::English, 0) => "a few months".to_owned(),
        (Language::English, 1) => "a year".to_owned(),
        (Language::English, 2) => "two years".to_owned(),
        (Language::English, 3) => "three years".to_owned(),
        (Language::English, 4) => "four years".to_owned(),
        (Language::English, _) => format!("{years} years"),
        (Language::French, 0) => "quelques mois".to_owned(),
        (Language::French, 1) => "un an".to_owned(),
        (Language::French, _) => format!("{years} ans"),
    }
}
