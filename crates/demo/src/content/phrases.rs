//! Interchangeable sentences, by what they are for and their language.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Deserialize;

use super::read::content_file;
use crate::error::DemoError;
use crate::table::OneOf;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Language {
    English,
    French,
}

impl FromStr for Language {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "en" => Ok(Self::English),
            "fr" => Ok(Self::French),
            _ => Err(()),
        }
    }
}

macro_rules! slots {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// What a sentence is for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Slot { $($name),* }

        impl Slot {
            const ALL: &'static [Self] = &[$(Self::$name),*];

            const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

slots! {
    Entry = "entry",
    Experienced = "experienced",
    Senior = "senior",
    Management = "management",
    Tasks = "tasks",
    Team = "team",
    TeamRemote = "team_remote",
    Closing = "closing",
    GigFrame = "gig_frame",
    Secondment = "secondment",
    Shadowing = "shadowing",
    Criterion = "criterion",
    CriterionSoft = "criterion_soft",
    CriterionLead = "criterion_lead",
    StatementPromotion = "statement_promotion",
    StatementLateral = "statement_lateral",
    StatementCross = "statement_cross",
    StatementGig = "statement_gig",
    StatementMove = "statement_move",
    StatementSkill = "statement_skill",
    StatementTool = "statement_tool",
    StatementClose = "statement_close",
    EvidenceSkill = "evidence_skill",
    EvidenceTool = "evidence_tool",
    EvidenceKnowledge = "evidence_knowledge",
    EvidenceLanguage = "evidence_language",
    EvidenceCertificate = "evidence_certificate",
    EvidenceLearning = "evidence_learning",
    EvidenceBeginner = "evidence_beginner",
    EvidenceManager = "evidence_manager",
    EvidenceManagerBeginner = "evidence_manager_beginner",
    EvidencePeer = "evidence_peer",
    EvidenceAssessment = "evidence_assessment",
    EvidenceProject = "evidence_project",
}

pub(crate) struct Phrases {
    by_slot: BTreeMap<(Slot, Language), OneOf<String>>,
    /// Never said: loading makes sure that every slot has an English phrase.
    silence: OneOf<String>,
}

#[derive(Deserialize)]
struct PhraseRow {
    slot: String,
    locale: String,
    text: String,
}

impl Phrases {
    pub(super) fn load() -> Result<Self, DemoError> {
        let file = content_file!("phrases.csv");
        let mut lists: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in file.rows::<PhraseRow>()? {
            let slot = Slot::ALL
                .iter()
                .find(|slot| slot.as_str() == row.slot)
                .ok_or_else(|| file.malformed(&row.slot, "is no slot"))?;
            let language: Language = file.term(&row.locale, "language")?;
            lists.entry((*slot, language)).or_default().push(row.text);
        }
        for slot in Slot::ALL {
            if !lists.contains_key(&(*slot, Language::English)) {
                return Err(file.malformed(slot.as_str(), "has no English phrase"));
            }
        }
        let by_slot = lists
            .into_iter()
            .map(|(key, texts)| Ok((key, file.one_of("phrases", texts)?)))
            .collect::<Result<_, DemoError>>()?;
        Ok(Self {
            by_slot,
            silence: file.one_of("silence", vec![String::new()])?,
        })
    }

    /// The English ones where there are none in this language.
    pub(crate) fn of(&self, slot: Slot, language: Language) -> &OneOf<String> {
        self.by_slot
            .get(&(slot, language))
            .or_else(|| self.by_slot.get(&(slot, Language::English)))
            .unwrap_or(&self.silence)
    }
}
