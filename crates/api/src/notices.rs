//! Notices as their reader may have them now. What was written for somebody is shown only while
//! they may still know of the matter: an application that they no longer decide on, a report who
//! is theirs no more, a question that went to another desk are left out, and counted nowhere.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::{Actor, Capacities, Capacity, Permit, actions};
use domain::application::ApplicationStatus;
use domain::disclosure::Party;
use domain::engagement::EngagementStatus;
use domain::ids::{
    ApplicationId, ContestId, EmployeeId, EngagementId, InterviewId, MoveId, OpportunityId,
};
use domain::impartiality::Relation;
use domain::mobility::MoveStatus;
use domain::notice::{NoticeAudience, NoticeKind};
use domain::time::Timestamp;
use persistence::changes::ObjectType;
use persistence::interviews::{self, InterviewScope};
use persistence::notices::NoticeRow;
use persistence::{Conn, DbError, applications, contests, engagements, moves};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::routes::applications::view;
use crate::routes::contests::Desks;
use crate::routes::engagements::Standing;
use crate::state::App;

/// What a notice says besides its kind. Each kind has some of these.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NoticeParams {
    /// Where the application stood after the step that is told of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ApplicationStatus>,
    /// Where the move stood after the step that is told of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub move_status: Option<MoveStatus>,
    /// The day that it is about: until which an answer is awaited, or the effective date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// Where the gig or shadowing stood after the step that is told of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engagement_status: Option<EngagementStatus>,
    /// When an interview begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// The application that an interview is for, for those who may know of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// Who knows of the application from here on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub parties: Vec<Party>,
    /// The hiring team is told one's name from here on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub name_shown: bool,
}

/// The opening that a notice has to do with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NoticeOpportunity {
    pub id: OpportunityId,
    #[schema(example = "Data engineer, customer platform")]
    pub title: String,
}

/// A notice that its reader may have.
#[derive(Clone, Debug)]
pub struct Told {
    pub row: NoticeRow,
    pub kind: NoticeKind,
    pub object_type: ObjectType,
    pub params: NoticeParams,
    pub opportunity: Option<NoticeOpportunity>,
}

/// What the reader is to the matter of a notice, and what it has to do with.
type Topic = (Capacities, Option<NoticeOpportunity>);

/// Whose notices are read.
#[derive(Clone)]
pub struct Reader {
    pub app: App,
    pub actor: Actor,
    pub me: EmployeeId,
}

impl Reader {
    /// Of these rows those that the reader may have, in their order; a statement for each type of
    /// object.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn may_have(&self, conn: &mut Conn, rows: Vec<NoticeRow>) -> Result<Vec<Told>, DbError> {
        let known: Vec<(NoticeRow, NoticeKind, ObjectType)> = rows
            .into_iter()
            .filter_map(|row| {
                // What a newer version has written is not for this one to tell.
                let kind = row.kind.parse().ok()?;
                let object_type = ObjectType::from_name(&row.object_type)?;
                Some((row, kind, object_type))
            })
            .collect();
        let ids = |of: ObjectType| {
            let all = known.iter().filter(move |(_, _, one)| *one == of);
            all.map(|(row, ..)| *row.object_id.as_uuid())
        };
        let mut topics: HashMap<(ObjectType, Uuid), Topic> = HashMap::new();
        let applications: Vec<_> = ids(ObjectType::Application)
            .map(ApplicationId::from_uuid)
            .collect();
        if !applications.is_empty() {
            self.add_applications(conn, &applications, &mut topics)?;
        }
        let contests: Vec<_> = ids(ObjectType::Contest).map(ContestId::from_uuid).collect();
        if !contests.is_empty() {
            self.add_contests(conn, &contests, &mut topics)?;
        }
        let moves: Vec<_> = ids(ObjectType::Move).map(MoveId::from_uuid).collect();
        if !moves.is_empty() {
            self.add_moves(conn, &moves, &mut topics)?;
        }
        let gigs: Vec<_> = ids(ObjectType::Engagement)
            .map(EngagementId::from_uuid)
            .collect();
        if !gigs.is_empty() {
            self.add_engagements(conn, &gigs, &mut topics)?;
        }
        let interviews: Vec<_> = ids(ObjectType::Interview)
            .map(InterviewId::from_uuid)
            .collect();
        let applications = self.add_interviews(conn, &interviews, &mut topics)?;
        for id in ids(ObjectType::Opportunity) {
            topics.insert((ObjectType::Opportunity, id), self.opening(id));
        }
        let told = known.into_iter().filter_map(|(row, kind, object_type)| {
            // Of a type that nobody looks up here nothing is told.
            let topic = topics.get(&(object_type, *row.object_id.as_uuid()));
            let (capacities, opportunity) = topic?;
            let mut params: NoticeParams =
                serde_json::from_value(row.params.0.clone()).unwrap_or_default();
            params.application_id = applications.get(row.object_id.as_uuid()).copied();
            kind.audience().includes(*capacities).then(|| Told {
                kind,
                object_type,
                params,
                opportunity: opportunity.clone(),
                row,
            })
        });
        Ok(told.collect())
    }

    fn add_applications(
        &self,
        conn: &mut Conn,
        ids: &[ApplicationId],
        topics: &mut HashMap<(ObjectType, Uuid), Topic>,
    ) -> Result<(), DbError> {
        let policy = self.app.matching.policy();
        let table = &policy.parameters.disclosure;
        for topic in applications::list_topics(conn, ids, self.me)? {
            let seal = topic.seal;
            let rules = (table, self.app.directory.as_ref());
            let capacities = view::capacities(&self.actor, &seal, rules);
            let permit: Result<Permit<actions::ReadApplication>, _> =
                self.actor
                    .permit(actions::ReadApplication, seal.id, capacities);
            let Some(title) = permit.ok().and_then(|permit| topic.open(&permit)) else {
                continue;
            };
            let opportunity = NoticeOpportunity {
                id: seal.opportunity_id,
                title,
            };
            topics.insert(
                (ObjectType::Application, *seal.id.as_uuid()),
                (capacities, Some(opportunity)),
            );
        }
        Ok(())
    }

    /// Whoever was to be there is told that it was cancelled also when they may not know of the
    /// application any more. Which application each is for, for those who may read it.
    fn add_interviews(
        &self,
        conn: &mut Conn,
        ids: &[InterviewId],
        topics: &mut HashMap<(ObjectType, Uuid), Topic>,
    ) -> Result<HashMap<Uuid, ApplicationId>, DbError> {
        let mut applications = HashMap::new();
        if ids.is_empty() {
            return Ok(applications);
        }
        let policy = self.app.matching.policy();
        let rules = (&policy.parameters.disclosure, self.app.directory.as_ref());
        let scope = InterviewScope::These(ids.to_vec());
        let limit = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        for one in interviews::list_sealed(conn, &scope, self.me, limit)? {
            let seal = one.seal;
            let reads = view::capacities(&self.actor, &seal, rules);
            let relation = view::relation(&self.actor, &seal, rules.1);
            let named = Relation {
                interviews: one.names_viewer,
                ..relation
            };
            let capacities = reads.and_if(named.is_interviewer(), Capacity::Interviewer);
            if self
                .actor
                .permit(actions::ReadInterviews, seal.id, reads)
                .is_ok()
            {
                applications.insert(*one.id.as_uuid(), seal.id);
            }
            let opportunity = NoticeOpportunity {
                id: seal.opportunity_id,
                title: one.opportunity_title().to_owned(),
            };
            topics.insert(
                (ObjectType::Interview, *one.id.as_uuid()),
                (capacities, Some(opportunity)),
            );
        }
        Ok(applications)
    }

    fn add_contests(
        &self,
        conn: &mut Conn,
        ids: &[ContestId],
        topics: &mut HashMap<(ObjectType, Uuid), Topic>,
    ) -> Result<(), DbError> {
        let desks = Desks::of(&self.app, &self.actor);
        for row in contests::list_by_ids(conn, ids)? {
            let mut capacities = desks.capacities(&row);
            // What went to another desk is told there.
            if !capacities.has(Capacity::Oneself) && row.assignee_id != Some(self.me) {
                capacities = Capacities::default();
            }
            topics.insert((ObjectType::Contest, *row.id.as_uuid()), (capacities, None));
        }
        Ok(())
    }

    fn add_moves(
        &self,
        conn: &mut Conn,
        ids: &[MoveId],
        topics: &mut HashMap<(ObjectType, Uuid), Topic>,
    ) -> Result<(), DbError> {
        let policy = self.app.matching.policy();
        let table = &policy.parameters.disclosure;
        for sealed in moves::list_by_ids(conn, ids)? {
            let id = sealed.seal.id;
            let capacities = crate::routes::moves::capacities(&self.actor, &sealed.seal, table);
            let permit: Result<Permit<actions::ReadMove>, _> =
                self.actor.permit(actions::ReadMove, id, capacities);
            let Some(found) = permit.ok().and_then(|permit| sealed.open(&permit)) else {
                continue;
            };
            let opportunity = NoticeOpportunity {
                id: found.row.opportunity_id,
                title: found.opportunity_title,
            };
            topics.insert(
                (ObjectType::Move, *id.as_uuid()),
                (capacities, Some(opportunity)),
            );
        }
        Ok(())
    }

    fn add_engagements(
        &self,
        conn: &mut Conn,
        ids: &[EngagementId],
        topics: &mut HashMap<(ObjectType, Uuid), Topic>,
    ) -> Result<(), DbError> {
        let standing = Standing::of(&self.app, &self.actor);
        for row in engagements::list_by_ids(conn, ids)? {
            let title = self.app.matching.title_of(row.opportunity_id);
            let opportunity = title.map(|title| NoticeOpportunity {
                id: row.opportunity_id,
                title,
            });
            topics.insert(
                (ObjectType::Engagement, *row.id.as_uuid()),
                (standing.capacities(&row), opportunity),
            );
        }
        Ok(())
    }

    fn opening(&self, id: Uuid) -> Topic {
        let id = OpportunityId::from_uuid(id);
        let in_team = self.app.matching.is_in_team(id, self.me);
        let viewer = self.app.matching.viewer(&self.actor);
        let row = self.app.matching.row(&viewer, id);
        let capacities = Capacities::default()
            .and_if(row.is_some() && in_team, Capacity::HiringTeam)
            .and_if(row.is_some() && !in_team, Capacity::Audience);
        let opportunity = row.map(|row| NoticeOpportunity {
            id,
            title: row.title,
        });
        (capacities, opportunity)
    }
}

/// What belongs together in the bell: the same kind about the same opening for those who decide,
/// about the same object for everybody else.
#[must_use]
pub fn group_key(told: &Told) -> (NoticeKind, Uuid) {
    let of_opening = told.opportunity.as_ref().map(|one| *one.id.as_uuid());
    let group = match told.kind.audience() {
        NoticeAudience::Deciders => of_opening,
        NoticeAudience::Oneself
        | NoticeAudience::Manager
        | NoticeAudience::MoveParties
        | NoticeAudience::InterviewParties => None,
    };
    (
        told.kind,
        group.unwrap_or_else(|| *told.row.object_id.as_uuid()),
    )
}
