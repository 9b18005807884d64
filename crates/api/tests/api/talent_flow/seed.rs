//! An autumn that is over: moves, applications and histories of the past.

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;
use domain::application::ApplicationStatus;
use domain::ids::{EmployeeId, MoveId, OrgUnitId, RoleAssignmentId, RowId};
use domain::mobility::{CouncilStand, MoveSide, MoveStatus};
use domain::opportunity::OpportunityStatus;
use domain::terms::OpportunityKind;
use domain::time::Timestamp;
use persistence::moves::{self, Consents, MoveRow, MoveStepRecord, Seat};
use persistence::testing::{TestDb, World};
use persistence::{DbError, Json, Origin, WriteTx, schema};

use crate::hiring::Company;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// So many days after 1 October 2025.
pub fn on(days: i64) -> NaiveDate {
    day("2025-10-01") + TimeDelta::days(days)
}

pub fn at(day: NaiveDate) -> Timestamp {
    Timestamp::new(day.and_hms_opt(9, 0, 0).unwrap().and_utc())
}

/// A move as it was made in the past.
pub struct Past {
    pub person: EmployeeId,
    pub from: OrgUnitId,
    pub to: OrgUnitId,
    /// Days from acceptance on 1 October.
    pub days: i64,
    pub asked_for: Option<i64>,
    pub countered: bool,
    /// How its last steps were called, and where they led.
    steps: &'static [(&'static str, MoveStatus)],
}

impl Past {
    /// Agreed for the day that was asked for.
    pub const fn agreed(person: EmployeeId, from: OrgUnitId, to: OrgUnitId, days: i64) -> Self {
        Self {
            person,
            from,
            to,
            days,
            asked_for: Some(days),
            countered: false,
            steps: &[
                ("agree", MoveStatus::Approved),
                ("date_reached", MoveStatus::Effective),
            ],
        }
    }

    fn row(&self, acme: &Company) -> MoveRow {
        let world = World::new(acme.app.db.db.clone(), at(on(0)));
        let opening = world.opening("Somewhere", acme.hana_id, OpportunityStatus::Filled, &[]);
        let application = world.application(self.person, opening, ApplicationStatus::Accepted);
        MoveRow {
            id: MoveId::generate(),
            application_id: application,
            opportunity_id: opening,
            employee_id: self.person,
            kind: OpportunityKind::Role,
            status: MoveStatus::Planned,
            from_org_unit_id: self.from,
            from_manager_id: None,
            from_seat: Json(Seat::default()),
            to_org_unit_id: self.to,
            to_manager_id: None,
            to_seat: Json(Seat::default()),
            backfill_id: None,
            accepted_on: on(0),
            plan_by: on(2),
            cap_on: on(60),
            asked_for: self.asked_for.map(on),
            countered_to: self.countered.then(|| on(self.days)),
            effective_on: on(self.days),
            turn: None,
            answer_by: None,
            trial_ends_on: None,
            ends_on: None,
            confirmed_by: None,
            due_on: None,
            known_to_hr: false,
            policy_version: 1,
            version: 1,
            created_at: at(on(0)),
            updated_at: at(on(0)),
            consents: Json(Consents::default()),
            council: CouncilStand::NotAsked,
        }
    }

    pub async fn store(self, acme: &Company) {
        let row = self.row(acme);
        let steps = self.steps;
        let write = move |tx: &mut WriteTx<'_>| -> Result<(), DbError> {
            let mut row = row.clone();
            moves::insert_move(tx, &row, &record("accept", None))?;
            for (command, to) in steps {
                let from = row.status;
                row.status = *to;
                moves::update_move(tx, &mut row, &record(command, Some(from)))?;
            }
            Ok(())
        };
        let origin = Origin::system(at(on(0)));
        acme.app.db.db.write(origin, write).await.unwrap();
    }
}

pub fn record(command: &'static str, from: Option<MoveStatus>) -> MoveStepRecord {
    MoveStepRecord {
        action: "move.agree",
        command,
        from,
        actor: None,
        side: MoveSide::System,
        note: None,
        on_day: on(1),
        named_on: None,
        changed: Vec::new(),
        policy_version: 1,
    }
}

/// An application of the autumn that ended in `to`, out of `from`.
pub async fn ended(acme: &Company, person: EmployeeId, from: &'static str, to: ApplicationStatus) {
    let world = World::new(acme.app.db.db.clone(), at(on(3)));
    let opening = world.opening("Another", acme.hana_id, OpportunityStatus::Expired, &[]);
    let id = world.application(person, opening, to);
    event(acme, id, from, to).await;
}

pub async fn event(
    acme: &Company,
    id: domain::ids::ApplicationId,
    from: &'static str,
    to: ApplicationStatus,
) {
    use schema::application_event as t;
    let write = move |tx: &mut WriteTx<'_>| -> Result<(), DbError> {
        let event = diesel::insert_into(t::table).values((
            t::id.eq(RowId::generate()),
            t::application_id.eq(id),
            t::at.eq(at(on(9))),
            t::command.eq("withdraw"),
            t::from_status.eq(from),
            t::to_status.eq(to.as_str()),
            t::actor_capacity.eq("applicant"),
        ));
        event.execute(tx.conn())?;
        tx.changed(persistence::changes::Change::upserted(
            persistence::changes::ObjectType::Application,
            *id.as_uuid(),
        ));
        Ok(())
    };
    let origin = Origin::system(at(on(9)));
    acme.app.db.db.write(origin, write).await.unwrap();
}

/// Somebody's time in a unit.
pub async fn stretch(
    acme: &Company,
    person: EmployeeId,
    unit: OrgUnitId,
    from: &str,
    to: Option<NaiveDate>,
) {
    use schema::role_assignment as t;
    let from = day(from);
    let write = move |tx: &mut WriteTx<'_>| -> Result<(), DbError> {
        let id = RoleAssignmentId::generate();
        let new = diesel::insert_into(t::table).values((
            t::id.eq(id),
            t::source.eq("test"),
            t::external_id.eq(id.to_string()),
            t::employee_id.eq(person),
            t::title.eq("Engineer"),
            t::org_unit_id.eq(unit),
            t::starts_on.eq(from),
            t::ends_on.eq(to),
        ));
        new.execute(tx.conn())?;
        tx.changed(persistence::changes::Change::upserted(
            persistence::changes::ObjectType::Employee,
            *person.as_uuid(),
        ));
        Ok(())
    };
    let origin = Origin::system(at(on(0)));
    acme.app.db.db.write(origin, write).await.unwrap();
}

/// So many people of a unit.
pub fn people(acme: &Company, unit: OrgUnitId, name: &str, count: usize) -> Vec<EmployeeId> {
    let world = acme.app.world();
    (0..count)
        .map(|one| world.person(&format!("{name} {one}"), unit, Some(acme.max_id)))
        .collect()
}

/// Sales, from which six go to Data in the autumn of 2025 and two were about to.
#[expect(clippy::too_many_lines, reason = "one story")]
pub async fn autumn(db: TestDb) -> Company {
    let acme = Company::new(db).await;
    let movers = people(&acme, acme.data, "Mover", 6);
    let stayers = people(&acme, acme.sales, "Stayer", 18);
    let data = people(&acme, acme.data, "Data", 38);
    let days = [10, 14, 14, 30, 31, 60];
    for (mover, days) in movers.iter().zip(days) {
        stretch(&acme, *mover, acme.sales, "2023-01-02", on(days).pred_opt()).await;
        stretch(&acme, *mover, acme.data, &on(days).to_string(), None).await;
    }
    let moved = |one: usize| Past::agreed(movers[one], acme.sales, acme.data, days[one]);
    const SILENT: &[(&str, MoveStatus)] = &[
        ("silence", MoveStatus::Approved),
        ("date_reached", MoveStatus::Effective),
    ];
    Past {
        steps: SILENT,
        ..moved(0)
    }
    .store(&acme)
    .await;
    moved(1).store(&acme).await;
    moved(2).store(&acme).await;
    Past {
        asked_for: Some(14),
        countered: true,
        ..moved(3)
    }
    .store(&acme)
    .await;
    // The manager answered with another day; it was the other side that kept silent.
    Past {
        countered: true,
        steps: SILENT,
        ..moved(4)
    }
    .store(&acme)
    .await;
    // Came back from the trial later; the release was a release.
    Past {
        asked_for: None,
        steps: &[
            ("date_reached", MoveStatus::Effective),
            ("return", MoveStatus::Returned),
        ],
        ..moved(5)
    }
    .store(&acme)
    .await;
    for (one, steps) in [
        (0, &[("refuse", MoveStatus::Cancelled)][..]),
        (
            1,
            &[
                ("cancel", MoveStatus::Cancelled),
                ("comment", MoveStatus::Cancelled),
            ][..],
        ),
    ] {
        Past {
            steps,
            ..Past::agreed(stayers[one], acme.sales, acme.data, 14)
        }
        .store(&acme)
        .await;
    }
    for mover in &movers {
        ended(&acme, *mover, "offered", ApplicationStatus::Accepted).await;
    }
    ended(
        &acme,
        stayers[0],
        "offered",
        ApplicationStatus::OfferDeclined,
    )
    .await;
    ended(&acme, stayers[1], "selected", ApplicationStatus::Withdrawn).await;
    // Of this one the manager never knew.
    ended(&acme, stayers[2], "interview", ApplicationStatus::Withdrawn).await;
    for one in &data[..5] {
        ended(&acme, *one, "submitted", ApplicationStatus::Rejected).await;
    }
    acme
}
