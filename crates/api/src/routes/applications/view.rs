//! An application as each of those who may know of it sees it.

use domain::access::{Actor as AccessActor, Capacities, Capacity, Permit, actions};
use domain::application::{
    self, ApplicationCommand, ApplicationFacts, ApplicationStatus, DecisionSide,
};
use domain::disclosure::{ApplicationField, DisclosureRow, DisclosureTable, Relation};
use domain::ids::{ApplicationId, EngagementId, MoveId};
use domain::impartiality::was_there;
use domain::offer::OfferTerms;
use domain::time::Timestamp;
use persistence::applications::{self, ApplicationStage, ListedApplication, OpenApplication, Seal};
use persistence::matches::{self, StoredMatch};
use persistence::opportunities::ListedOpportunity;
use persistence::{Conn, opportunities};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::offer::{Around, Offer};
use super::parts::{
    ApplicationPermission, Feedback, SeenBy, StageView, feedback, permissions, seen_by, stage,
};
use super::sequel::GoesOn;
use crate::auth::Actor;
use crate::directory::{Catalogue, Directory};
use crate::error::{ApiError, ApiResult};
use crate::matching::{MatchExplanation, explanation};
use crate::refs::ApplicantRef;
use crate::routes::opportunities::card::{Cards, OpportunityCard};
use crate::stored::{Shown, replay};

/// An application in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationSummary {
    pub id: ApplicationId,
    pub opportunity: OpportunityCard,
    #[serde(flatten)]
    pub applicant: ApplicantRef,
    pub status: ApplicationStatus,
    pub submitted_at: Timestamp,
    pub updated_at: Timestamp,
    /// The policy promised an interview when it was sent, since it fits as well.
    pub interview_guaranteed: bool,
    /// To be named by who answers several at once.
    #[schema(example = 3)]
    pub version: i64,
    /// The move that it went on as, for those who may know of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub move_id: Option<MoveId>,
    /// The gig or shadowing that it went on as, for those who may know of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engagement_id: Option<EngagementId>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Application {
    id: ApplicationId,
    opportunity: OpportunityCard,
    #[serde(flatten)]
    applicant: ApplicantRef,
    /// The hiring team is not told who it is, and will not be unless it shortlists them.
    name_hidden: bool,
    status: ApplicationStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "I have built two of these and want the third to last.")]
    statement: Option<String>,
    submitted_at: Timestamp,
    /// As the hiring team saw it at the time of applying.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<MatchExplanation>)]
    match_at_application: Option<MatchView>,
    /// Oldest first.
    #[schema(max_items = 100)]
    stages: Vec<StageView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback: Option<Feedback>,
    /// For the applicant and those who decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    offer: Option<Offer>,
    /// For the applicant: who has looked at it, latest first.
    #[schema(max_items = 200)]
    seen_by: Vec<SeenBy>,
    /// Who may know, stage by stage, besides the applicant.
    #[schema(max_items = 10)]
    disclosure: Vec<DisclosureRow>,
    /// For the applicant: somebody of their line of managers was of the hiring team when they
    /// applied, and so knows of it.
    manager_decides: bool,
    /// The policy promised an interview when it was sent, since it fits as well; for those who see
    /// the match.
    interview_guaranteed: bool,
    /// For those who decide: the language that the applicant reads, where it is known. Answers are
    /// sent as they are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "fr")]
    reads_language: Option<String>,
    /// The move that it went on as, for those who may know of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    move_id: Option<MoveId>,
    /// The gig or shadowing that it went on as, for those who may know of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    engagement_id: Option<EngagementId>,
    /// What one can do now.
    #[schema(max_items = 10)]
    allowed: Vec<ApplicationCommand>,
    /// What else one may do with it.
    #[schema(max_items = 10)]
    permissions: Vec<ApplicationPermission>,
}

/// A stored match, or what was kept of it before matches were stored.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum MatchView {
    Stored(Box<MatchExplanation>),
    Before(Value),
}

/// What is read of an application, by somebody who may.
#[derive(Clone, Debug)]
pub struct Read {
    pub application: OpenApplication,
    pub capacities: Capacities,
    pub seal: Seal,
    stages: Vec<ApplicationStage>,
    seen: Vec<(String, Timestamp)>,
    manager_in_team: bool,
    kept: Option<StoredMatch>,
    offer: Option<OfferTerms>,
}

/// In which capacities the actor stands towards the application.
#[must_use]
pub fn capacities(actor: &AccessActor, seal: &Seal, (table, directory): Rules<'_>) -> Capacities {
    let relation = relation(actor, seal, directory);
    table.capacities(actor.capacities(), relation, seal.status)
}

/// What the actor is to the application.
#[must_use]
pub fn relation(actor: &AccessActor, seal: &Seal, directory: &Directory) -> Relation {
    let in_line = |me| directory.is_in_line_of(me, seal.employee_id);
    Relation {
        is_applicant: actor.is(seal.employee_id),
        in_team_since: seal.viewer_since,
        sent_at: seal.submitted_at,
        is_current_manager: seal.manager_id.is_some_and(|manager| actor.is(manager)),
        is_further_up: actor.employee_id.is_some_and(in_line),
        competes: seal.viewer_competes,
        interviews: seal.viewer_interviews,
    }
}

/// What decides who may know: the table, and who manages whom.
pub type Rules<'a> = (&'a DisclosureTable, &'a Directory);

/// Reads an application with all that its page shows: at most six statements.
pub fn read(
    conn: &mut Conn,
    actor: &AccessActor,
    rules: Rules<'_>,
    id: ApplicationId,
) -> ApiResult<Read> {
    let sealed = applications::find_application(conn, id, actor.employee_id)?
        .ok_or_else(ApiError::not_found)?;
    let seal = sealed.seal;
    let capacities = capacities(actor, &seal, rules);
    let permit: Permit<actions::ReadApplication> =
        actor.permit(actions::ReadApplication, id, capacities)?;
    let application = sealed.open(&permit).ok_or_else(ApiError::not_found)?;
    let stages = if ApplicationField::Stages.visible_to(capacities) {
        applications::list_stages(conn, &permit)?
    } else {
        Vec::new()
    };
    let (mut seen, mut manager_in_team) = (Vec::new(), false);
    if ApplicationField::SeenBy.visible_to(capacities) {
        seen = seen_by(conn, id)?;
        let team = opportunities::list_team(conn, seal.opportunity_id)?;
        manager_in_team = team.into_iter().any(|(member, since)| {
            rules.1.is_in_line_of(member, seal.employee_id) && was_there(since, seal.submitted_at)
        });
    }
    let kept = match application.content.match_id {
        Some(id) if ApplicationField::Match.visible_to(capacities) => {
            matches::find_match_of_application(conn, &permit, id)?
        }
        _ => None,
    };
    let offer = match application.row.offer_expires_on {
        Some(_) if ApplicationField::Offer.visible_to(capacities) => {
            applications::find_offer(conn, &permit)?
        }
        _ => None,
    };
    Ok(Read {
        kept,
        offer,
        application,
        capacities,
        seal,
        stages,
        seen,
        manager_in_team,
    })
}

impl Read {
    #[must_use]
    pub fn facts(&self, actor: &AccessActor) -> ApplicationFacts {
        facts(actor, &self.application, self.capacities)
    }

    /// What was offered, and what became of it.
    fn offer(&self, actor: &AccessActor, names: &Catalogue) -> ApiResult<Option<Offer>> {
        let row = &self.application.row;
        let declined = |stage: &&ApplicationStage| stage.status == ApplicationStatus::OfferDeclined;
        let said = self.stages.iter().find(declined);
        let around = Around {
            expires_on: row.offer_expires_on,
            decline_reason: said.and_then(|stage| stage.note.clone()),
            own: actor.is(row.employee_id),
            names,
        };
        let terms = self.offer.clone();
        terms.map(|terms| Offer::of(terms, around)).transpose()
    }

    /// The match at the time of applying, for those who see matches.
    fn kept_match(&self, names: &Catalogue) -> ApiResult<Option<MatchView>> {
        let hidden = self.application.applicant.is_hidden();
        if let Some(kept) = self.kept.as_ref() {
            let mut explained = explained(kept, names);
            if let Some(explained) = explained.as_mut().filter(|_| hidden) {
                explained.leave_out_person();
            }
            return Ok(explained.map(Box::new).map(MatchView::Stored));
        }
        let before = self.application.content.match_snapshot.as_ref();
        let before = before.filter(|_| ApplicationField::Match.visible_to(self.capacities));
        let before = before.map(|text| serde_json::from_str(text).map_err(ApiError::internal));
        Ok(before.transpose()?.map(MatchView::Before))
    }

    pub fn show(
        self,
        actor: &Actor,
        table: &DisclosureTable,
        cards: &Cards<'_>,
    ) -> ApiResult<Application> {
        let sees = |field: ApplicationField| field.visible_to(self.capacities);
        let facts = self.facts(actor);
        let offer = self.offer(actor, cards.names)?;
        let goes_on = GoesOn::of_read(cards.app, actor, &self.application);
        let match_at_application = self.kept_match(cards.names)?;
        let OpenApplication {
            row,
            content,
            opportunity,
            applicant,
            locale,
            ..
        } = self.application;
        let hidden = applicant.is_hidden();
        let own = actor.is(row.employee_id).then_some(row.status);
        let listed = ListedOpportunity {
            row: opportunity,
            application_status: own.filter(|status| !status.is_over()),
        };
        // What an answer of the applicant was given on is theirs.
        let sees_match = |side: Option<DecisionSide>| {
            // The id of a match follows from whose it is.
            !hidden
                && sees(ApplicationField::Match)
                && (own.is_some() || side != Some(DecisionSide::Applicant))
        };
        let feedback = sees(ApplicationField::Feedback)
            .then(|| feedback(&content, cards.names))
            .transpose()?
            .flatten();
        Ok(Application {
            id: row.id,
            opportunity: cards.card(listed, None)?,
            applicant: applicant.into(),
            name_hidden: row.name_hidden,
            status: row.status,
            statement: sees(ApplicationField::Statement).then_some(content.statement),
            submitted_at: row.submitted_at.unwrap_or(row.created_at),
            match_at_application,
            stages: (self.stages.into_iter())
                .map(|one| {
                    let sent = one.status == ApplicationStatus::Submitted && !hidden;
                    let shown = sees_match(one.side) || sent;
                    stage(one, shown, hidden.then_some(row.employee_id))
                })
                .collect(),
            feedback,
            offer,
            seen_by: (self.seen.into_iter())
                .map(|(who, at)| SeenBy { who, at })
                .collect(),
            disclosure: table.for_applicant(self.manager_in_team),
            manager_decides: self.manager_in_team,
            interview_guaranteed: row.interview_guaranteed && sees(ApplicationField::Match),
            // What somebody reads may tell where they come from.
            reads_language: locale
                .filter(|_| own.is_none() && !hidden && sees(ApplicationField::Feedback)),
            move_id: goes_on.move_id,
            engagement_id: goes_on.engagement_id,
            allowed: application::allowed(row.status, &facts),
            permissions: permissions(actor, &row, self.capacities),
        })
    }
}

/// What the machine needs to know of the one who asks.
#[must_use]
pub fn facts(
    actor: &AccessActor,
    application: &OpenApplication,
    capacities: Capacities,
) -> ApplicationFacts {
    ApplicationFacts {
        side: side(capacities),
        is_applicant: actor.is(application.row.employee_id),
        opportunity: application.opportunity.status,
        seats_left: application.opportunity.seats_left(),
        has_feedback: false,
        interview_guaranteed: application.row.interview_guaranteed,
        has_reason: false,
    }
}

/// For which side somebody speaks who may be several things at once.
const fn side(capacities: Capacities) -> DecisionSide {
    if capacities.has(Capacity::Oneself) {
        DecisionSide::Applicant
    } else if capacities.has(Capacity::HiringTeam) {
        DecisionSide::HiringTeam
    } else if capacities.has(Capacity::Specialist) {
        DecisionSide::Specialist
    } else {
        // An informed manager, who decides nothing.
        DecisionSide::System
    }
}

/// The explanation as it was stored; `None` when its record was changed, which the replay tells.
fn explained(kept: &StoredMatch, names: &Catalogue) -> Option<MatchExplanation> {
    let Some(Shown::Full(found)) = replay::shown(kept) else {
        return None;
    };
    let mut shown = explanation(&found, names);
    shown.match_id = Some(kept.id);
    Some(shown)
}

pub fn line(
    listed: ListedApplication,
    actor: &Actor,
    cards: &Cards<'_>,
) -> ApiResult<ApplicationSummary> {
    let (status, person) = (listed.row.status, listed.row.employee_id);
    let own = Some(status).filter(|status| actor.is(person) && !status.is_over());
    let towards = (person, listed.row.opportunity_id);
    let goes_on = GoesOn::of(cards.app, actor, &listed.sequel, towards);
    let opening = ListedOpportunity {
        row: listed.opportunity,
        application_status: own,
    };
    Ok(ApplicationSummary {
        id: listed.row.id,
        opportunity: cards.card(opening, None)?,
        applicant: listed.applicant.into(),
        status,
        submitted_at: listed.row.submitted_at.unwrap_or(listed.row.created_at),
        updated_at: listed.row.updated_at,
        interview_guaranteed: listed.row.interview_guaranteed,
        version: listed.row.version,
        move_id: goes_on.move_id,
        engagement_id: goes_on.engagement_id,
    })
}
