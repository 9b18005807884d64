//! Who may know of an application at which stage (DOMAIN §5), as a table in the policy, and the
//! one place that reads it. Everything that could tell somebody of an application asks here:
//! permits [`DisclosureTable::capacities`]; lists, counts and home [`DisclosureTable::desk`],
//! which is the same rule as a set of states; profiles [`DisclosureTable::shown_to_teams`].

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::access::{Action, Capacities, Capacity, decide};
use crate::application::ApplicationStatus;
pub use crate::impartiality::Relation;
use crate::interview::is_interviewed;
use crate::terms::{UnknownTerm, terms};
use crate::time::Timestamp;

terms! {
    /// Somebody who might learn of an application, besides the applicant.
    Party {
        HiringTeam = "hiring_team",
        Specialists = "specialists",
        /// The manager of the seat that the applicant holds.
        CurrentManager = "current_manager",
        Approvers = "approvers",
        /// Those who carry the move out.
        Executors = "executors",
    }

    /// A stretch of an application's life in which the same parties may know of it.
    DisclosureStage {
        Exploring = "exploring",
        Submitted = "submitted",
        Interview = "interview",
        Selected = "selected",
        Offered = "offered",
        Accepted = "accepted",
        /// Withdrawn, rejected, declined or lapsed.
        Closed = "closed",
    }
}

impl DisclosureStage {
    #[must_use]
    pub const fn of(status: ApplicationStatus) -> Self {
        use ApplicationStatus::{
            Accepted, Draft, Interview, Lapsed, OfferDeclined, Offered, Rejected, Screening,
            Selected, Shortlisted, Submitted, Withdrawn,
        };
        match status {
            Draft => Self::Exploring,
            Submitted | Screening | Shortlisted => Self::Submitted,
            Interview => Self::Interview,
            Selected => Self::Selected,
            Offered => Self::Offered,
            Accepted => Self::Accepted,
            Withdrawn | Rejected | OfferDeclined | Lapsed => Self::Closed,
        }
    }
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisclosureRow {
    pub stage: DisclosureStage,
    /// Who may know, besides the applicant.
    #[schema(max_items = 10)]
    pub who: Vec<Party>,
}

/// The table: a row per stage. A stage without a row is known to nobody but the applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(max_items = 10)]
pub struct DisclosureTable(pub Vec<DisclosureRow>);

impl Default for DisclosureTable {
    fn default() -> Self {
        use DisclosureStage::{
            Accepted, Closed, Exploring, Interview, Offered, Selected, Submitted,
        };
        use Party::{Approvers, CurrentManager, Executors, HiringTeam, Specialists};
        let row = |stage, who: &[Party]| DisclosureRow {
            stage,
            who: who.to_vec(),
        };
        Self(vec![
            row(Exploring, &[]),
            row(Submitted, &[HiringTeam, Specialists]),
            row(Interview, &[HiringTeam, Specialists]),
            row(Selected, &[HiringTeam, Specialists, CurrentManager]),
            row(
                Offered,
                &[HiringTeam, Specialists, CurrentManager, Approvers],
            ),
            row(
                Accepted,
                &[
                    HiringTeam,
                    Specialists,
                    CurrentManager,
                    Approvers,
                    Executors,
                ],
            ),
            row(Closed, &[HiringTeam, Specialists]),
        ])
    }
}

impl DisclosureTable {
    #[must_use]
    pub fn at(&self, stage: DisclosureStage) -> &[Party] {
        (self.0.iter())
            .find(|row| row.stage == stage)
            .map_or(&[], |row| row.who.as_slice())
    }

    /// Whether `party` may know of an application in this state.
    #[must_use]
    pub fn may_know(&self, party: Party, status: ApplicationStatus) -> bool {
        self.at(DisclosureStage::of(status)).contains(&party)
    }

    /// Who learns of the application by this step: to be told to the applicant and logged.
    #[must_use]
    pub fn revealed_by(
        &self,
        from: Option<ApplicationStatus>,
        to: ApplicationStatus,
    ) -> Vec<Party> {
        let before = from.map_or(&[][..], |status| self.at(DisclosureStage::of(status)));
        (self.at(DisclosureStage::of(to)).iter())
            .filter(|party| !before.contains(party))
            .copied()
            .collect()
    }

    /// In which capacities somebody stands towards an application, given what they are.
    #[must_use]
    pub fn capacities(
        &self,
        known: Capacities,
        relation: Relation,
        status: ApplicationStatus,
    ) -> Capacities {
        let specialist = known.has(Capacity::Specialist);
        let mut all = Capacities::default()
            .and(Capacity::Colleague)
            .and_if(relation.is_applicant, Capacity::Oneself);
        // A row that leaves out the hiring team or the specialists hides from them too.
        all = all.and_if(
            relation.is_of_team() && self.may_know(Party::HiringTeam, status),
            Capacity::HiringTeam,
        );
        // An interviewer speaks for the team, and only while somebody is talked with.
        all = all.and_if(
            relation.is_interviewer()
                && is_interviewed(status)
                && self.may_know(Party::HiringTeam, status),
            Capacity::Interviewer,
        );
        // Who steps aside, says `impartiality`. A manager who was of the team before decides and
        // must see; the applicant is warned of it beforehand (`for_applicant`).
        let as_specialist = specialist && relation.is_free_specialist();
        all = all.and_if(
            as_specialist && self.may_know(Party::Specialists, status),
            Capacity::Specialist,
        );
        all.and_if(
            relation.is_current_manager && self.may_know(Party::CurrentManager, status),
            Capacity::InformedManager,
        )
    }
}

/// The applications to an opening that come to somebody's desk because they decide on them: in
/// which states. What lists and counts filter by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desk {
    pub of_anybody: Vec<ApplicationStatus>,
    /// Of applicants who report to the one who asks, at any height, and applied when that one was
    /// of the team already. Those who applied before come to other desks.
    pub of_reports: Vec<ApplicationStatus>,
}

impl DisclosureTable {
    /// What comes to the desk of somebody who has these roles, is in the hiring team or not, and has
    /// not applied themself.
    #[must_use]
    pub fn desk(&self, known: Capacities, in_hiring_team: bool) -> Desk {
        // Of the team for ever, as far as these applications are concerned.
        let sent_at = Some(Timestamp::EPOCH);
        let states = |is_further_up| {
            let relation = Relation {
                in_team_since: sent_at.filter(|_| in_hiring_team),
                sent_at,
                is_further_up,
                ..Relation::default()
            };
            let decides = |status: &ApplicationStatus| {
                let capacities = self.capacities(known, relation, *status);
                decide(Action::DecideApplication, capacities).is_ok()
            };
            let all = ApplicationStatus::ALL.iter();
            all.copied().filter(decides).collect()
        };
        Desk {
            of_anybody: states(false),
            of_reports: states(true),
        }
    }

    /// While an application is in one of these states, the hiring team sees the applicant's profile
    /// as its own applicant's.
    #[must_use]
    pub fn shown_to_teams(&self) -> Vec<ApplicationStatus> {
        let alive =
            |status: &ApplicationStatus| status.is_live() || *status == ApplicationStatus::Accepted;
        let all = ApplicationStatus::ALL.iter().copied().filter(alive);
        all.filter(|status| self.may_know(Party::HiringTeam, *status))
            .collect()
    }
}

impl DisclosureTable {
    /// The states in which the hiring team may know of an application, also of one that is over.
    #[must_use]
    pub fn known_to_teams(&self) -> Vec<ApplicationStatus> {
        let all = ApplicationStatus::ALL.iter().copied();
        all.filter(|status| self.may_know(Party::HiringTeam, *status))
            .collect()
    }

    /// The table as it is true for one applicant: whose manager, at any height, is in the hiring
    /// team is told so, since the manager then knows what the hiring team knows.
    #[must_use]
    pub fn for_applicant(&self, manager_in_team: bool) -> Vec<DisclosureRow> {
        let mut rows = self.0.clone();
        for row in &mut rows {
            let knows = row.who.contains(&Party::HiringTeam);
            if manager_in_team && knows && !row.who.contains(&Party::CurrentManager) {
                row.who.push(Party::CurrentManager);
            }
        }
        rows
    }
}

/// What of an application somebody who may read it sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApplicationField {
    /// Who applied for what, and where it stands.
    Standing,
    Statement,
    Match,
    Stages,
    Feedback,
    /// What was offered, and why it was declined.
    Offer,
    /// Who has looked at it.
    SeenBy,
}

impl ApplicationField {
    #[must_use]
    pub const fn visible_to(self, viewer: Capacities) -> bool {
        let oneself = viewer.has(Capacity::Oneself);
        let hiring = viewer.has(Capacity::HiringTeam) || viewer.has(Capacity::Specialist);
        let interviews = viewer.has(Capacity::Interviewer);
        match self {
            Self::Standing => {
                oneself || hiring || interviews || viewer.has(Capacity::InformedManager)
            }
            Self::Statement => oneself || hiring || interviews,
            // A manager who is told of a selection is told of nothing that led to it; who talks with
            // the applicant, of nothing that others think of them.
            Self::Match | Self::Stages | Self::Feedback | Self::Offer => oneself || hiring,
            Self::SeenBy => oneself,
        }
    }
}

#[cfg(test)]
#[path = "disclosure_tests.rs"]
mod tests;
