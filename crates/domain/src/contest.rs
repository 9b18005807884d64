//! Questioning a match, a level or a rejection, and asking for a waiver: who answers, and what may be done when.
//!
//! ```text
//! open ─▶ answered (upheld, partly upheld, dismissed)
//!      └▶ withdrawn
//! ```
//!
//! Whoever had a hand in the matter neither answers nor learns that somebody asked.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::EmployeeId;
use crate::terms::{UnknownTerm, terms};

terms! {
    /// What is questioned.
    ContestSubject {
        /// A stored match.
        Match = "match",
        /// The level of one's own skill.
        SkillLevel = "skill_level",
        /// The rejection of one's own application.
        Rejection = "rejection",
        /// Rules of eligibility that only time would mend, for one opening: a request to waive them.
        Waiver = "waiver",
    }

    ContestState {
        Open = "open",
        Answered = "answered",
        Withdrawn = "withdrawn",
    }

    ContestOutcome {
        /// The person was right; a waiver is granted.
        Upheld = "upheld",
        PartlyUpheld = "partly_upheld",
        Dismissed = "dismissed",
    }

    ContestCommand {
        Answer = "answer",
        Withdraw = "withdraw",
        /// Take it over, or hand it to another specialist.
        Assign = "assign",
    }

    /// Why not.
    ContestRule {
        /// It is answered or withdrawn.
        NotFromHere = "not_from_here",
        /// Only who asked may withdraw it.
        PersonOnly = "person_only",
        SpecialistOnly = "specialist_only",
        /// Only the specialist whom it is assigned to answers; others take it over first.
        AssigneeOnly = "assignee_only",
        /// The one who should take it asked, manages who asked, belongs to the hiring team, or is
        /// no specialist.
        UnfitAssignee = "unfit_assignee",
    }
}

impl ContestSubject {
    /// Whether a question of this kind can be answered so. A waiver is granted or it is not.
    #[must_use]
    pub const fn takes(self, outcome: ContestOutcome) -> bool {
        match (self, outcome) {
            (Self::Waiver, ContestOutcome::PartlyUpheld) => false,
            (
                Self::Match | Self::SkillLevel | Self::Rejection | Self::Waiver,
                ContestOutcome::Upheld | ContestOutcome::PartlyUpheld | ContestOutcome::Dismissed,
            ) => true,
        }
    }
}

/// What somebody has to do with the matter besides being a specialist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Involvement {
    pub asked: bool,
    /// Manager of who asked, directly or further up the line.
    pub manages: bool,
    /// Of the hiring team of the opening that it is about.
    pub hires: bool,
}

impl Involvement {
    /// Whether somebody else has to answer.
    #[must_use]
    pub const fn is_any(self) -> bool {
        self.asked || self.manages || self.hires
    }
}

/// What is true of the one who commands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ContestFacts {
    pub is_specialist: bool,
    pub involvement: Involvement,
    pub is_assignee: bool,
    /// For `assign`: whether the one who is named may take it.
    pub fit_assignee: bool,
}

/// The rule, and what this person can do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContestRefusal {
    pub rule: ContestRule,
    pub allowed: Vec<ContestCommand>,
}

/// Where the command leads.
///
/// # Errors
/// [`ContestRefusal`].
pub fn transition(
    from: ContestState,
    command: ContestCommand,
    facts: &ContestFacts,
) -> Result<ContestState, ContestRefusal> {
    decide(from, command, facts).map_err(|rule| ContestRefusal {
        rule,
        allowed: allowed(from, facts),
    })
}

/// What this person can do now.
#[must_use]
pub fn allowed(from: ContestState, facts: &ContestFacts) -> Vec<ContestCommand> {
    let facts = ContestFacts {
        // Somebody fit can be named.
        fit_assignee: true,
        ..*facts
    };
    let all = ContestCommand::ALL.iter().copied();
    all.filter(|command| decide(from, *command, &facts).is_ok())
        .collect()
}

fn decide(
    from: ContestState,
    command: ContestCommand,
    facts: &ContestFacts,
) -> Result<ContestState, ContestRule> {
    let answers = facts.is_specialist && !facts.involvement.is_any();
    match (from, command) {
        (ContestState::Answered | ContestState::Withdrawn, _) => Err(ContestRule::NotFromHere),
        (ContestState::Open, ContestCommand::Withdraw) => {
            if facts.involvement.asked {
                Ok(ContestState::Withdrawn)
            } else {
                Err(ContestRule::PersonOnly)
            }
        }
        (ContestState::Open, ContestCommand::Answer) => {
            if !answers {
                Err(ContestRule::SpecialistOnly)
            } else if facts.is_assignee {
                Ok(ContestState::Answered)
            } else {
                Err(ContestRule::AssigneeOnly)
            }
        }
        (ContestState::Open, ContestCommand::Assign) => {
            if !answers {
                Err(ContestRule::SpecialistOnly)
            } else if facts.fit_assignee {
                Ok(ContestState::Open)
            } else {
                Err(ContestRule::UnfitAssignee)
            }
        }
    }
}

/// A specialist who might answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answerer {
    pub employee_id: EmployeeId,
    /// Questions on their desk.
    pub open: i64,
    pub involvement: Involvement,
}

/// Whose desk a new question comes to: of those who have nothing to do with the matter the one
/// with the fewest, of equals the one with the smaller id. `None`: nobody's yet.
#[must_use]
pub fn choose(answerers: &[Answerer]) -> Option<EmployeeId> {
    (answerers.iter())
        .filter(|one| !one.involvement.is_any())
        .min_by_key(|one| (one.open, one.employee_id))
        .map(|one| one.employee_id)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn facts() -> impl Strategy<Value = ContestFacts> {
        any::<[bool; 6]>().prop_map(|[is_specialist, asked, manages, hires, is_assignee, fit]| {
            ContestFacts {
                is_specialist,
                involvement: Involvement {
                    asked,
                    manages,
                    hires,
                },
                is_assignee,
                fit_assignee: fit,
            }
        })
    }

    fn state() -> impl Strategy<Value = ContestState> {
        prop::sample::select(ContestState::ALL)
    }

    fn command() -> impl Strategy<Value = ContestCommand> {
        prop::sample::select(ContestCommand::ALL)
    }

    proptest! {
        #[test]
        fn nothing_leaves_an_end(from in state(), command in command(), facts in facts()) {
            let done = transition(from, command, &facts);
            if from != ContestState::Open {
                let refusal = done.unwrap_err();
                prop_assert_eq!(refusal.rule, ContestRule::NotFromHere);
                prop_assert!(refusal.allowed.is_empty());
            }
        }

        #[test]
        fn who_had_a_hand_in_it_neither_answers_nor_assigns(command in command(), facts in facts()) {
            let done = transition(ContestState::Open, command, &facts);
            if facts.involvement.is_any() || !facts.is_specialist {
                prop_assert!(command == ContestCommand::Withdraw || done.is_err());
            }
            if command == ContestCommand::Withdraw {
                prop_assert_eq!(done.is_ok(), facts.involvement.asked);
            }
            if done == Ok(ContestState::Answered) {
                prop_assert!(facts.is_assignee);
            }
        }

        #[test]
        fn what_is_allowed_can_be_done(from in state(), command in command(), facts in facts()) {
            let facts = ContestFacts { fit_assignee: true, ..facts };
            let listed = allowed(from, &facts).contains(&command);
            prop_assert_eq!(listed, transition(from, command, &facts).is_ok());
        }

        #[test]
        fn the_desk_is_of_one_who_has_nothing_to_do_with_it_and_the_least_to_do(
            all in prop::collection::vec((0_u128..9, 0_i64..4, any::<[bool; 3]>()), 0..8), turn in 0_usize..8,
        ) {
            let mut all: Vec<Answerer> = all.into_iter().map(|(id, open, [asked, manages, hires])| Answerer {
                employee_id: EmployeeId::from_uuid(Uuid::from_u128(id)),
                open,
                involvement: Involvement { asked, manages, hires },
            }).collect();
            all.sort_by_key(|one| one.employee_id);
            all.dedup_by_key(|one| one.employee_id);
            let chosen = choose(&all);
            let free: Vec<&Answerer> = all.iter().filter(|one| !one.involvement.is_any()).collect();
            prop_assert_eq!(chosen.is_none(), free.is_empty());
            if let Some(chosen) = chosen {
                let one = free.iter().find(|one| one.employee_id == chosen).unwrap();
                prop_assert!(free.iter().all(|other| (one.open, one.employee_id) <= (other.open, other.employee_id)));
            }
            let by = turn.min(all.len());
            all.rotate_left(by);
            prop_assert_eq!(choose(&all), chosen);
        }
    }
}
