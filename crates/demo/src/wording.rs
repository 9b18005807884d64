//! Openings in words: title, description, selection criteria.

use domain::terms::{Importance, OpportunityKind, SkillKind, Track, WorkMode};

use crate::company::Company;
use crate::content::{Language, Profile, Slot};
use crate::dice::Dice;
use crate::layout::Unit;
use crate::openings::Opening;
use crate::table::Ix;

impl Company {
    pub(crate) fn opening_title(&self, opening: &Opening, dice: &mut Dice) -> String {
        if let Some(gig) = opening.gig {
            return self.content.texts.gigs[gig].title.clone();
        }
        let title = opening.profile.map_or("", |profile| self.title(profile));
        let team = self.spoken_name(opening.unit);
        match opening.kind {
            OpportunityKind::Secondment => format!("Secondment: {title}, {team}"),
            OpportunityKind::Shadowing => format!("Shadow the {team} team: {title}"),
            _ if matches!(opening.unit, Unit::Node { level: 0, .. }) && dice.percent(45) => {
                format!("{title}, {team}")
            }
            _ => title.to_owned(),
        }
    }

    /// Paragraphs separated by blank lines; tasks as a list with hyphens.
    pub(crate) fn opening_text(&self, opening: &Opening, dice: &mut Dice) -> String {
        let language = opening.language;
        let mut paragraphs = Vec::new();
        match (opening.gig, opening.profile, opening.kind) {
            (Some(gig), _, _) => {
                paragraphs.push(self.content.texts.gigs[gig].description.clone());
                paragraphs.push(self.phrase(Slot::GigFrame, language, dice).to_owned());
            }
            (None, Some(profile), OpportunityKind::Role) => {
                self.role_text(opening, profile, dice, &mut paragraphs);
            }
            (None, Some(profile), kind) => {
                let slot = match kind {
                    OpportunityKind::Shadowing => Slot::Shadowing,
                    _ => Slot::Secondment,
                };
                paragraphs.push(self.phrase(slot, language, dice).to_owned());
                paragraphs.push(self.tasks(profile, language, dice));
            }
            (None, None, _) => {}
        }
        self.fill(&paragraphs.join("\n\n"), opening)
    }

    fn role_text(
        &self,
        opening: &Opening,
        profile: Ix<Profile>,
        dice: &mut Dice,
        paragraphs: &mut Vec<String>,
    ) {
        let language = opening.language;
        let row = self.profile(profile);
        let family = &self.content.architecture.families[row.family];
        // Missions and tasks are told in English; a French opening begins with its own frame.
        if language == Language::English {
            paragraphs.push(dice.one(&family.missions).clone());
        }
        let first = self.content.architecture.ladders[row.ladder]
            .profiles
            .first();
        let senior = row.level >= 8 || row.title.starts_with("Senior");
        let slot = match row.track {
            Track::Management => Slot::Management,
            Track::Individual if senior => Slot::Senior,
            Track::Individual if row.level <= 6 && first == Some(&profile) => Slot::Entry,
            Track::Individual => Slot::Experienced,
        };
        paragraphs.push(self.phrase(slot, language, dice).to_owned());
        paragraphs.push(self.tasks(profile, language, dice));
        let team = match opening.work_mode {
            WorkMode::Remote => self.phrase(Slot::TeamRemote, language, dice),
            WorkMode::Hybrid | WorkMode::OnSite => self.phrase(Slot::Team, language, dice),
        };
        let closing = self.phrase(Slot::Closing, language, dice);
        paragraphs.push(format!("{team} {closing}"));
    }

    fn tasks(&self, profile: Ix<Profile>, language: Language, dice: &mut Dice) -> String {
        let ladder = self.profile(profile).ladder;
        let mut tasks: Vec<_> = self.content.architecture.ladders[ladder]
            .tasks
            .iter()
            .map(String::as_str)
            .collect();
        dice.shuffle(&mut tasks);
        tasks.truncate(dice.between(3, 4));
        let intro = self.phrase(Slot::Tasks, language, dice);
        format!("{intro}\n- {}", tasks.join("\n- "))
    }

    pub(crate) fn phrase(&self, slot: Slot, language: Language, dice: &mut Dice) -> &str {
        dice.one(self.content.texts.phrases.of(slot, language))
            .as_str()
    }

    pub(crate) fn fill(&self, text: &str, opening: &Opening) -> String {
        let title = match (opening.gig, opening.profile) {
            (Some(gig), _) => &self.content.texts.gigs[gig].title,
            (None, Some(profile)) => self.title(profile),
            (None, None) => "",
        };
        let city = &self.content.organisation.sites[opening.site].city;
        text.replace("{title}", title)
            .replace("{a_title}", &with_article(title))
            .replace("{team}", &self.spoken_name(opening.unit))
            .replace("{site}", city)
    }

    /// Three to five things the choice will be made by, the weightiest first.
    pub(crate) fn criteria(&self, opening: &Opening, dice: &mut Dice) -> Vec<String> {
        let language = opening.language;
        let skills = &self.content.skills.table;
        let mut wanted: Vec<_> = match (opening.gig, opening.profile) {
            (Some(gig), _) => {
                let gig = &self.content.texts.gigs[gig];
                gig.skills.iter().map(|(skill, _)| *skill).collect()
            }
            (None, Some(profile)) => {
                let needs = self.profile(profile).needs.iter();
                let required = needs.filter(|need| need.importance == Importance::Required);
                required.map(|need| need.skill).collect()
            }
            (None, None) => Vec::new(),
        };
        wanted.retain(|skill| skills[*skill].kind != SkillKind::Language);
        let (first, rest) = wanted.split_at(wanted.len().min(1));
        let mut rest = rest.to_vec();
        dice.shuffle(&mut rest);
        let most = dice.between(1, 2);
        let mut said = Vec::new();
        let mut criteria = Vec::new();
        for skill in first.iter().chain(rest.iter().take(most)) {
            let skill = &skills[*skill];
            if skill.kind == SkillKind::Certificate {
                criteria.push(match language {
                    Language::English => format!("Valid certificate: {}", skill.name),
                    Language::French => format!("Certificat valide : {}", skill.name),
                });
                continue;
            }
            let mut phrase = self.phrase(Slot::Criterion, language, dice);
            while said.contains(&phrase) {
                phrase = self.phrase(Slot::Criterion, language, dice);
            }
            said.push(phrase);
            criteria.push(skill.said_in(phrase));
        }
        let lead = opening
            .profile
            .is_some_and(|profile| self.profile(profile).track == Track::Management);
        if lead {
            let phrase = self.phrase(Slot::CriterionLead, language, dice);
            criteria.push(phrase.to_owned());
        }
        let phrase = self.phrase(Slot::CriterionSoft, language, dice);
        criteria.push(phrase.to_owned());
        criteria
    }
}

/// `a title` or `an title`, as it is spoken.
pub(crate) fn with_article(title: &str) -> String {
    let vowel = title.starts_with(['A', 'E', 'I', 'O', 'U']);
    // Spoken letter by letter: an HR…, an HSE…; but a UX…, a User….
    let letters = ["HR", "HSE", "SRE"]
        .iter()
        .any(|word| title.starts_with(word));
    let consonant = title.starts_with("UX") || title.starts_with("User");
    if (vowel && !consonant) || letters {
        format!("an {title}")
    } else {
        format!("a {title}")
    }
}
