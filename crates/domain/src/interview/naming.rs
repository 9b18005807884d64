//! Who may be named for an interview.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::impartiality::Relation;
use crate::terms::{UnknownTerm, terms};

terms! {
    /// Why somebody cannot be named for an interview.
    NamingRule {
        /// They are no employee, or have left.
        NotThere = "not_there",
        IsApplicant = "is_applicant",
        /// They manage the applicant, directly or further up the line, and would learn of the
        /// application by it.
        InLineOfApplicant = "in_line_of_applicant",
        /// They applied to the same opening.
        Competes = "competes",
    }
}

/// Somebody whom a hiring team wants to name.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    pub works_here: bool,
    /// What they are to the application.
    pub relation: Relation,
    /// Whether the one who names them may know that they applied to the same opening. Whoever may
    /// not is told nothing; `disclosure` then shows them nothing of the application.
    pub known_to_compete: bool,
}

/// Whether they may be named. Nobody who is above the applicant is, whatever the stage, unless they
/// are of the hiring team in the applicant's knowledge: what an interviewer sees is more than a
/// manager is told when the application is revealed to them.
///
/// # Errors
/// The rule in the way.
pub fn may_be_named(candidate: &Candidate) -> Result<(), NamingRule> {
    let relation = candidate.relation;
    let known_otherwise = Relation {
        competes: false,
        ..relation
    }
    .is_of_team();
    if !candidate.works_here {
        Err(NamingRule::NotThere)
    } else if relation.is_applicant {
        Err(NamingRule::IsApplicant)
    } else if candidate.known_to_compete && relation.competes {
        Err(NamingRule::Competes)
    } else if relation.is_above() && !known_otherwise {
        Err(NamingRule::InLineOfApplicant)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn named(f: impl FnOnce(&mut Candidate)) -> Result<(), NamingRule> {
        let mut candidate = Candidate {
            works_here: true,
            relation: Relation {
                sent_at: Some(Timestamp::EPOCH),
                ..Relation::default()
            },
            known_to_compete: false,
        };
        f(&mut candidate);
        may_be_named(&candidate)
    }

    #[test]
    fn sec_41_nobody_above_the_applicant_is_named_unless_they_were_of_the_team_before() {
        let later = Timestamp::EPOCH.plus(chrono::TimeDelta::hours(1));
        for (direct, further) in [(true, false), (false, true), (true, true)] {
            for since in [None, Some(later), Some(Timestamp::EPOCH)] {
                let told = named(|one| {
                    one.relation.is_current_manager = direct;
                    one.relation.is_further_up = further;
                    one.relation.in_team_since = since;
                });
                let was_there = since == Some(Timestamp::EPOCH);
                let wanted = if was_there {
                    Ok(())
                } else {
                    Err(NamingRule::InLineOfApplicant)
                };
                assert_eq!(told, wanted, "{direct} {further} {since:?}");
            }
        }
    }

    #[test]
    fn sec_41_that_somebody_competes_is_told_only_to_who_may_know_it() {
        assert_eq!(named(|_| ()), Ok(()));
        assert_eq!(named(|one| one.relation.competes = true), Ok(()));
        let known = named(|one| {
            one.relation.competes = true;
            one.known_to_compete = true;
        });
        assert_eq!(known, Err(NamingRule::Competes));
        // And does not hide that they are above.
        let above = named(|one| {
            one.relation.competes = true;
            one.relation.is_further_up = true;
        });
        assert_eq!(above, Err(NamingRule::InLineOfApplicant));
    }

    #[test]
    fn neither_the_applicant_nor_who_has_left_is_named() {
        assert_eq!(
            named(|one| one.relation.is_applicant = true),
            Err(NamingRule::IsApplicant)
        );
        assert_eq!(
            named(|one| one.works_here = false),
            Err(NamingRule::NotThere)
        );
    }
}
