//! The table: for each action, who may, and who may at least know that there is something.

use super::{Act, Capacities, Capacity};
use crate::ids::{
    ApplicationId, ContestId, EmployeeId, EngagementId, MatchId, MoveId, OpportunityId,
};

pub(super) struct Rule {
    pub(super) allowed: Capacities,
    /// Those who get 403 rather than 404; besides those who are allowed.
    pub(super) known: Capacities,
}

const fn set(capacities: &[Capacity]) -> Capacities {
    let mut all = Capacities(0);
    let mut rest = capacities;
    while let [first, others @ ..] = rest {
        all = all.and(*first);
        rest = others;
    }
    all
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident($object:ty): $allowed:expr, known to $known:expr;)*) => {
        /// Everything that is asked for permission.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $name),* }

        impl Action {
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            pub(super) const fn rule(self) -> Rule {
                use Capacity::*;
                match self { $(Self::$name => Rule { allowed: set(&$allowed), known: set(&$known) }),* }
            }
        }

        /// A type for each action, for [`super::Permit`].
        pub mod actions {
            use super::*;
            $($(#[$doc])* #[derive(Clone, Copy, Debug)] pub struct $name;
            impl Act for $name {
                type Object = $object;
                const ACTION: Action = Action::$name;
            })*
        }
    };
}

rules! {
    /// Names, titles, units, roles, skills: what the organisation shows of itself to its own.
    ReadDirectory(()): [Colleague], known to [];
    /// A person's profile; which fields, says [`super::ProfileField`].
    ReadProfile(EmployeeId): [Colleague], known to [];
    /// Say how well a colleague commands a skill; in one's own name, marked as such.
    ClaimSkill(EmployeeId): [Oneself, Colleague], known to [];
    /// Own interests, aspirations, preferences.
    EditOwnWishes(EmployeeId): [Oneself], known to [Colleague];
    ReadAccessLog(EmployeeId): [Oneself], known to [Colleague];
    ExportOwnData(EmployeeId): [Oneself], known to [Colleague];
    ProposeSkill(()): [Colleague], known to [];

    CreateOpportunity(()): [AnyManager, Specialist], known to [Colleague];
    ReadOpportunity(OpportunityId): [HiringTeam, Audience, Specialist], known to [];
    /// Change, publish, hold, close, cancel.
    EditOpportunity(OpportunityId): [HiringTeam, Specialist], known to [Audience];
    /// The ranked people for an opening, and who applied.
    ReadCandidates(OpportunityId): [HiringTeam, Specialist], known to [Audience];
    ApplyToOpportunity(OpportunityId): [Audience], known to [HiringTeam, Specialist];

    /// Until it is revealed to them, an applicant's manager is told that it does not exist.
    ReadApplication(ApplicationId): [Oneself, HiringTeam, Specialist, InformedManager, Interviewer], known to [];
    /// Screen, shortlist, select, offer, reject.
    DecideApplication(ApplicationId): [HiringTeam, Specialist], known to [Oneself, InformedManager, Interviewer];
    /// Say what one saw of each selection criterion: those who decide as hiring team, those who talk
    /// with the applicant for them, and nobody by a role alone.
    AssessApplication(ApplicationId): [HiringTeam, Interviewer], known to [Oneself, Specialist, InformedManager];
    /// What the hiring team said so. Those of others only after one's own, says `assessment`.
    ReadAssessments(ApplicationId): [HiringTeam, Specialist, Interviewer], known to [Oneself, InformedManager];
    /// Withdraw, accept or decline an offer.
    AnswerApplication(ApplicationId): [Oneself], known to [HiringTeam, Specialist, InformedManager, Interviewer];

    /// When one talks with the applicant; an interviewer of what they were named for.
    ReadInterviews(ApplicationId): [Oneself, HiringTeam, Specialist, Interviewer], known to [InformedManager];
    /// Propose times, and other times.
    PlanInterviews(ApplicationId): [HiringTeam, Specialist], known to [Oneself, InformedManager, Interviewer];
    CancelInterviews(ApplicationId): [Oneself, HiringTeam, Specialist], known to [InformedManager, Interviewer];
    /// What one heard. Those of others only after one's own assessment, and never for interviewers.
    WriteInterviewNotes(ApplicationId): [HiringTeam, Interviewer], known to [Oneself, Specialist, InformedManager];
    ReadInterviewNotes(ApplicationId): [HiringTeam, Specialist, Interviewer], known to [Oneself, InformedManager];

    /// What would be opened by the applicant's move; at which stages, says `domain::vacancy`.
    ForeseeVacancy(ApplicationId): [HiringTeam, Specialist, InformedManager], known to [Oneself, Interviewer];

    /// A move, from acceptance on: the mover, both managers, whoever approves, specialists. The
    /// manager who is left knows of it until it is effective.
    ReadMove(MoveId): [Oneself, InformedManager, ReceivingManager, Approver, Specialist], known to [];
    /// Any step; which one for which side, says the machine (`domain::mobility`).
    AdvanceMove(MoveId): [Oneself, InformedManager, ReceivingManager, Approver, Specialist], known to [];
    /// What a move opens, for who is asked to release somebody.
    ForeseeVacancyOfMove(MoveId): [InformedManager, Specialist], known to [Oneself, ReceivingManager, Approver];
    /// All moves there are.
    ReadMovePipeline(()): [Specialist], known to [Colleague];

    /// A gig or shadowing: known to whom the accepted application is known.
    ReadEngagement(EngagementId): [Oneself, HiringTeam, Specialist, InformedManager], known to [];
    /// The manager's yes or no to hours above the policy's threshold.
    AgreeToEngagement(EngagementId): [InformedManager], known to [Oneself, HiringTeam, Specialist];
    CompleteEngagement(EngagementId): [HiringTeam, Specialist], known to [Oneself, InformedManager];
    ConfirmEngagement(EngagementId): [Oneself], known to [HiringTeam, Specialist, InformedManager];
    EndEngagement(EngagementId): [Oneself, HiringTeam, Specialist], known to [InformedManager];

    /// A stored match. Which capacities somebody has towards it depends on its side: what counts in
    /// the person's own view is theirs, unless they show it by questioning it.
    ReadMatch(MatchId): [Oneself, HiringTeam, Specialist], known to [];

    /// Question one's own match, level or rejection.
    CreateContest(()): [Colleague], known to [];
    /// What is on the specialists' desks; administrators are told only what is on nobody's.
    ReadContestQueue(()): [Specialist, Admin], known to [Colleague];
    /// A specialist only when they had no hand in the matter.
    ReadContest(ContestId): [Oneself, Specialist], known to [];
    AnswerContest(ContestId): [Specialist], known to [Oneself];
    WithdrawContest(ContestId): [Oneself], known to [Specialist];

    ReadImportRuns(()): [Specialist, Admin], known to [Colleague];
    ReadAuditLog(()): [Admin], known to [Colleague];
    /// Letters and deadlines that failed.
    ManageDeliveries(()): [Admin], known to [Colleague];
    ReadPolicy(()): [Colleague], known to [];
    EditPolicy(()): [Specialist], known to [Colleague];
    /// What is to be done for moves, by whom and when.
    ManageChecklist(()): [Specialist], known to [Colleague];
    /// How many waivers were asked for and granted, by unit and rule.
    ReadWaiverReport(()): [Specialist], known to [Colleague];
    /// Who lets people go and who holds on to them, by unit; leaders of their own part.
    ReadTalentFlow(()): [Specialist, Leader], known to [Colleague];
    /// How matches are scored: disclosed to all whom it scores.
    ReadMatchingWeights(()): [Colleague], known to [];
    EditMatchingWeights(()): [Specialist], known to [Colleague];
}
