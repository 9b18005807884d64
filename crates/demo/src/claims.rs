//! Who says that somebody has a skill, since when, and on what grounds.

use chrono::NaiveDate;
use domain::feed::{Record, SkillClaim};
use domain::terms::{ClaimSource, SkillKind};

use crate::calendar::{days_after, days_before};
use crate::careers::Career;
use crate::company::Company;
use crate::content::{Language, Slot};
use crate::dice::Dice;
use crate::skills::Mastery;

impl Company {
    /// One claim, or two where somebody else has an opinion as well.
    pub(crate) fn claim(
        &self,
        person: usize,
        career: &Career,
        mastery: &Mastery,
        dice: &mut Dice,
        records: &mut Vec<Record>,
    ) {
        let kind = self.content.skills.table[mastery.skill].kind;
        let on = self.in_service(person, mastery.on);
        if kind == SkillKind::Certificate {
            records.push(self.certificate(person, career, mastery, on, dice));
            return;
        }
        let source = mastery.source.unwrap_or_else(|| match kind {
            // Languages stand in the personnel file.
            SkillKind::Language if dice.percent(30) => ClaimSource::Hris,
            _ => first_source(dice),
        });
        let evidence = match &mastery.evidence {
            Some(text) => Some(text.clone()),
            // Nobody else knows where a language comes from.
            None if kind == SkillKind::Language && source != ClaimSource::Own => None,
            None if mastery.source.is_none() && dice.percent(24) => {
                Some(self.evidence(career, kind, (source, mastery.level), on, dice))
            }
            None => None,
        };
        let claim = |source, level, on, evidence| {
            Record::SkillClaim(SkillClaim {
                employee: self.employee_number(person),
                skill: self.content.skills.table[mastery.skill].key.clone(),
                source,
                level,
                claimed_on: on,
                evidence,
                expires_on: None,
            })
        };
        records.push(claim(source, mastery.level, on, evidence));
        // What is told of somebody is told in full.
        if mastery.source.is_some() || !dice.percent(16) {
            return;
        }
        let other = second_source(dice);
        if other != source {
            let shift = i16::from(dice.percent(25)) - i16::from(dice.percent(30));
            let level = (mastery.level + shift).clamp(1, 5);
            let on = self.later(on, dice);
            let evidence = (kind != SkillKind::Language && dice.percent(50))
                .then(|| self.evidence(career, kind, (other, level), on, dice));
            records.push(claim(other, level, on, evidence));
        }
    }

    /// Certificates come from records, not from opinion, and run out.
    fn certificate(
        &self,
        person: usize,
        career: &Career,
        mastery: &Mastery,
        on: NaiveDate,
        dice: &mut Dice,
    ) -> Record {
        let today = self.config.today;
        let years = dice.between(2, 5);
        // Most were renewed in time; some have run out without anybody noticing.
        let issued = match dice.below(100) {
            0..9 => days_before(today, years * 365 + dice.between(5, 400)),
            _ => days_before(today, dice.between(20, years * 365 - 10)),
        };
        let issued = if mastery.source.is_some() { on } else { issued };
        let source = mastery.source.unwrap_or(match dice.below(10) {
            0..6 => ClaimSource::Hris,
            6..9 => ClaimSource::Learning,
            _ => ClaimSource::Own,
        });
        let kind = SkillKind::Certificate;
        let evidence = mastery.evidence.clone().or_else(|| {
            dice.percent(60)
                .then(|| self.evidence(career, kind, (ClaimSource::Hris, 3), issued, dice))
        });
        Record::SkillClaim(SkillClaim {
            employee: self.employee_number(person),
            skill: self.content.skills.table[mastery.skill].key.clone(),
            source,
            level: mastery.level,
            claimed_on: issued,
            evidence,
            expires_on: Some(days_after(issued, years * 365)),
        })
    }

    fn evidence(
        &self,
        career: &Career,
        kind: SkillKind,
        (source, level): (ClaimSource, i16),
        on: NaiveDate,
        dice: &mut Dice,
    ) -> String {
        let slot = match (source, kind) {
            (ClaimSource::Manager, _) if level <= 2 => Slot::EvidenceManagerBeginner,
            (ClaimSource::Own | ClaimSource::Peer, _) if level <= 2 => Slot::EvidenceBeginner,
            (_, SkillKind::Certificate) => Slot::EvidenceCertificate,
            (_, SkillKind::Language) => Slot::EvidenceLanguage,
            (ClaimSource::Manager, _) => Slot::EvidenceManager,
            (ClaimSource::Peer, _) => Slot::EvidencePeer,
            (ClaimSource::Assessment, _) => Slot::EvidenceAssessment,
            (ClaimSource::Learning, _) => Slot::EvidenceLearning,
            (ClaimSource::Project, _) => Slot::EvidenceProject,
            (_, SkillKind::Tool) => Slot::EvidenceTool,
            (_, SkillKind::Knowledge) => Slot::EvidenceKnowledge,
            (_, SkillKind::Skill) => Slot::EvidenceSkill,
        };
        let phrases = self.content.texts.phrases.of(slot, Language::English);
        // The team one was in when the claim was made, where that is known.
        let then = career
            .past
            .iter()
            .find(|held| held.from <= on && held.to.is_some_and(|to| on <= to));
        let unit = then.map_or(career.present.unit, |held| held.unit);
        let team = unit.map_or_else(|| "the team".to_owned(), |unit| self.spoken_name(unit));
        dice.one(phrases)
            .replace("{team}", &team)
            .replace("{year}", &on.format("%Y").to_string())
            .replace("{number}", &dice.between(10_000, 99_999).to_string())
            .replace("{score}", &dice.between(68, 97).to_string())
    }
}

/// Most of what is known about people they say themselves.
fn first_source(dice: &mut Dice) -> ClaimSource {
    match dice.below(100) {
        0..66 => ClaimSource::Own,
        66..77 => ClaimSource::Manager,
        77..84 => ClaimSource::Peer,
        84..90 => ClaimSource::Assessment,
        90..95 => ClaimSource::Learning,
        _ => ClaimSource::Project,
    }
}

fn second_source(dice: &mut Dice) -> ClaimSource {
    match dice.below(100) {
        0..45 => ClaimSource::Manager,
        45..70 => ClaimSource::Peer,
        70..88 => ClaimSource::Assessment,
        _ => ClaimSource::Project,
    }
}
