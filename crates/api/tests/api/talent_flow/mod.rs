//! The anti-hoarding view: its figures by hand, what is never told, and to whom.

mod seed;

use api::moves::time::advance_due;
use chrono::TimeDelta;
use diesel::prelude::*;
use domain::application::ApplicationStatus;
use domain::ids::{EmployeeId, OrgUnitId};
use domain::terms::Role;
use persistence::testing::TestDb;
use persistence::{Backend, DbError, Origin, WriteTx, on_both_databases, schema};
use serde_json::{Value, json};

use crate::hiring::{Company, step};
use crate::support::User;
use seed::{Past, autumn, ended, on, people, stretch};

const REPORT: &str = "/api/v1/reports/talent-flow";

/// What is told of a unit, by name.
fn of(report: &Value, unit: &str) -> Value {
    let units = report["units"].as_array().unwrap();
    let found = units.iter().find(|one| one["org_unit"]["name"] == unit);
    found
        .unwrap_or_else(|| panic!("{unit} in {report}"))
        .clone()
}

/// The figures of a unit, as far as they are told.
fn told(report: &Value, unit: &str) -> Value {
    let mut told = serde_json::Map::new();
    for (name, value) in of(report, unit).as_object().unwrap() {
        match value.get("suppressed") {
            Some(Value::Bool(true)) => assert_eq!(value["value"], Value::Null, "{name}"),
            Some(_) => {
                told.insert(name.clone(), value["value"].clone());
            }
            None => {}
        }
    }
    Value::Object(told)
}

on_both_databases! {
    async fn the_figures_are_those_worked_out_by_hand(db) {
        let acme = autumn(db).await;
        let answer = acme.sam.get(REPORT).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let report = &answer.body;
        assert_eq!((&report["period"], &report["from"], &report["to"]), (&json!("2025-H2"), &json!("2025-07-01"), &json!("2025-12-31")));
        // 2 + 18 + 6 on the first day, 2 + 18 on the last.
        assert_eq!(told(report, "Sales"), json!({
            "headcount": 23,
            "moved_out": 6,
            "export_rate_permille": 261,
            "released": 6,
            "release_median_days_tenths": 220,
            "released_later_permille": 167,
            "countered_permille": 333,
            "silent_permille": 167,
            "cancelled_permille": 250,
            "refused_permille": 125,
            // 9 of 26, where all are 14 of 68.
            "application_rate_permille": 346,
            "application_rate_of_overall_percent": 168,
            "given_up_permille": 250,
        }));
        assert_eq!(of(report, "Sales")["net_exporter"], true);
        assert_eq!(told(report, "Data"), json!({
            "headcount": 43,
            "moved_in": 6,
            "application_rate_permille": 125,
            "application_rate_of_overall_percent": 61,
        }));
        // Nobody leaves the company by moving within it.
        let company = told(report, "Acme");
        assert_eq!((&company["headcount"], company.get("moved_out")), (&json!(68), None));
        assert_eq!((&company["released"], &company["application_rate_permille"]), (&json!(6), &json!(206)));
        assert_eq!(report["overall_application_rate_permille"], json!({"value": 206, "suppressed": false}));
        let names: Vec<&Value> = report["net_exporters"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert_eq!(names, ["Sales"]);
        let levels: Vec<(&str, u64)> = report["units"].as_array().unwrap().iter().map(|one| (one["org_unit"]["name"].as_str().unwrap(), one["level"].as_u64().unwrap())).collect();
        assert_eq!(levels, [("Acme", 1), ("Data", 2), ("Sales", 2)]);
    }
}

on_both_databases! {
    async fn scl_03_the_report_takes_six_statements(db) {
        let acme = autumn(db).await;
        assert_eq!(acme.app.statements_of(&acme.sam, REPORT).await, 6);
    }
}

on_both_databases! {
    async fn only_whole_half_years_that_are_over_are_told_of(db) {
        let acme = autumn(db).await;
        let report = acme.sam.get(REPORT).await.body;
        assert_eq!(report["periods"], json!(["2025-H2", "2025-H1", "2024-H2", "2024-H1", "2023-H2", "2023-H1"]));
        assert_eq!(acme.sam.get(&format!("{REPORT}?period=2025-H2")).await.body, report);
        let before = acme.sam.get(&format!("{REPORT}?period=2025-H1")).await.body;
        // Everybody was here, and nothing happened.
        assert_eq!(told(&before, "Sales"), json!({"headcount": 26}));
        assert_eq!(told(&before, "Data"), json!({"headcount": 40}));
        for period in ["2026-H1", "2022-H2", "2025", "2025-H3", "autumn"] {
            let refused = acme.sam.get(&format!("{REPORT}?period={period}")).await;
            assert_eq!((refused.status.as_u16(), refused.code(), &refused.body["errors"][0]["pointer"]), (400, "invalid_query", &json!("?period")), "{period}");
        }
        let overlap = acme.sam.get(&format!("{REPORT}?from=2025-10-01&to=2025-10-02")).await;
        assert_eq!(overlap.status, 400, "no two periods that differ by a day");
    }
}

on_both_databases! {
    async fn sec_46_no_handful_of_people_is_told_of(db) {
        let acme = Company::new(db).await;
        let movers = people(&acme, acme.data, "Mover", 5);
        people(&acme, acme.sales, "Stayer", 18);
        for mover in &movers[..4] {
            stretch(&acme, *mover, acme.sales, "2023-01-02", on(13).pred_opt()).await;
            stretch(&acme, *mover, acme.data, &on(13).to_string(), None).await;
            Past::agreed(*mover, acme.sales, acme.data, 13).store(&acme).await;
        }
        let report = acme.sam.get(REPORT).await.body;
        assert_eq!(told(&report, "Sales"), json!({"headcount": 22}), "24 and 20; four people moved and applied");
        assert_eq!(told(&report, "Acme").get("released"), None);
        assert_eq!((&report["net_exporters"], &of(&report, "Sales")["net_exporter"]), (&json!([]), &json!(false)));
        assert_eq!(report["overall_application_rate_permille"], json!({"value": null, "suppressed": true}));
        let fifth = movers[4];
        stretch(&acme, fifth, acme.sales, "2023-01-02", on(13).pred_opt()).await;
        stretch(&acme, fifth, acme.data, &on(13).to_string(), None).await;
        Past::agreed(fifth, acme.sales, acme.data, 13).store(&acme).await;
        let report = acme.sam.get(REPORT).await.body;
        let sales = told(&report, "Sales");
        assert_eq!((&sales["headcount"], &sales["moved_out"], &sales["released"], &sales["release_median_days_tenths"]), (&json!(23), &json!(5), &json!(5), &json!(130)));
        // Of a unit of four nothing is told, whoever came there.
        let world = acme.app.world();
        let studio = world.unit("Studio", Some(acme.data));
        let few = people(&acme, studio, "Few", 4);
        for one in people(&acme, acme.sales, "Guest", 6).into_iter().chain(few) {
            Past::agreed(one, acme.sales, studio, 20).store(&acme).await;
        }
        let report = acme.sam.get(REPORT).await.body;
        assert_eq!(told(&report, "Studio"), json!({}));
    }
}

on_both_databases! {
    async fn sec_46_a_few_are_not_the_difference_between_a_unit_and_its_parts(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let (north, south) = (world.unit("North", Some(acme.sales)), world.unit("South", Some(acme.sales)));
        for (unit, name, moving) in [(north, "North", 9), (south, "South", 6), (acme.sales, "Head", 2)] {
            for (number, one) in people(&acme, unit, name, 20).into_iter().enumerate() {
                if number < moving {
                    Past::agreed(one, unit, acme.data, 14).store(&acme).await;
                }
            }
        }
        people(&acme, acme.data, "Data", 20);
        let report = acme.sam.get(REPORT).await.body;
        let figure = |unit: &str, name: &str| of(&report, unit)[name]["value"].clone();
        let out = ["Sales", "North", "South"].map(|unit| figure(unit, "moved_out"));
        assert_eq!(out, [json!(17), json!(9), json!(null)], "17 − 9 − 6 would tell of the two");
        let released = ["Sales", "North", "South"].map(|unit| figure(unit, "released"));
        assert_eq!(released, [json!(15), json!(9), json!(6)], "the two count nowhere");
        let applied = ["Sales", "North", "South"].map(|unit| figure(unit, "application_rate_permille"));
        // 15 of 62, 9 and 6 of 20: who was moved later was there on the first day.
        assert_eq!(applied, [json!(242), json!(450), json!(300)]);
    }
}

on_both_databases! {
    async fn sec_41_the_first_few_applications_of_a_unit_change_nothing(db) {
        let backend = if db.url.starts_with("postgres") { Backend::Postgres } else { Backend::Sqlite };
        let (without, with) = (autumn(db).await, autumn(TestDb::new(backend)).await);
        let mut seen = Vec::new();
        for (acme, applies) in [(&without, 0), (&with, 4)] {
            let world = acme.app.world();
            let company = world.unit("Works", None);
            let (field, inside) = (world.unit("Field", Some(company)), world.unit("Inside", Some(company)));
            for (number, one) in people(acme, field, "Field", 12).into_iter().enumerate() {
                if number < applies {
                    ended(acme, one, "submitted", ApplicationStatus::Withdrawn).await;
                }
            }
            for one in people(acme, inside, "Inside", 12).into_iter().take(6) {
                ended(acme, one, "submitted", ApplicationStatus::Rejected).await;
            }
            let report = acme.sam.get(REPORT).await.body;
            let rate = |unit: &str| of(&report, unit)["application_rate_permille"]["value"].clone();
            assert_eq!(["Works", "Inside", "Field"].map(rate), [json!(250), json!(500), json!(null)], "6 of 24 and of 12");
            let units = report["units"].as_array().unwrap().iter();
            let figures: Vec<(Value, Value)> = units.map(|one| {
                let name = one["org_unit"]["name"].clone();
                (told(&report, name.as_str().unwrap()), name)
            }).collect();
            seen.push((figures, report["overall_application_rate_permille"].clone()));
        }
        assert_eq!(seen[0], seen[1], "four who applied are counted nowhere");
    }
}

async fn leader(acme: &Company, name: &str, unit: OrgUnitId) -> (EmployeeId, User) {
    let person = acme.app.world().person(name, unit, None);
    (
        person,
        acme.app
            .person_as(person, &[Role::Employee, Role::Leader])
            .await,
    )
}

on_both_databases! {
    async fn leaders_see_their_part_and_managers_nothing(db) {
        let acme = autumn(db).await;
        let names = |report: &Value| -> Vec<String> {
            let units = report["units"].as_array().unwrap().iter();
            units.map(|one| one["org_unit"]["name"].as_str().unwrap().to_owned()).collect()
        };
        let (_, of_sales) = leader(&acme, "Lea Leader", acme.sales).await;
        let (chief_id, of_all) = leader(&acme, "Cleo Chief", acme.data).await;
        let all = acme.sam.get(REPORT).await.body;
        let part = of_sales.get(REPORT).await.body;
        assert_eq!(names(&part), ["Sales"]);
        assert_eq!(part["units"][0], of(&all, "Sales"), "the same figures");
        assert_eq!(part["overall_application_rate_permille"], all["overall_application_rate_permille"]);
        assert_eq!(names(&of_all.get(REPORT).await.body), ["Data"], "where she is, as long as she heads nothing");
        let company: OrgUnitId = of(&all, "Acme")["org_unit"]["id"].as_str().unwrap().parse().unwrap();
        head(&acme, company, chief_id).await;
        assert_eq!(names(&of_all.get(REPORT).await.body), ["Acme", "Data", "Sales"]);

        let of_unit = |unit: OrgUnitId| format!("{REPORT}?org_unit_id={unit}");
        assert_eq!(names(&acme.sam.get(&of_unit(acme.data)).await.body), ["Data"]);
        assert_eq!(of_sales.get(&of_unit(acme.sales)).await.body["units"], part["units"]);
        assert_eq!(of_sales.get(&of_unit(acme.data)).await.status, 403);
        assert_eq!(of_sales.get(&of_unit(OrgUnitId::generate())).await.status, 404);
        assert_eq!(of_sales.get(&of_unit(acme.data)).await.code(), "forbidden");
        for who in [&acme.max, &acme.hana, &acme.eve] {
            assert_eq!(who.get(REPORT).await.status, 403);
            assert_eq!(who.get(&of_unit(acme.sales)).await.status, 403);
        }
    }
}

async fn head(acme: &Company, unit: OrgUnitId, head: EmployeeId) {
    use schema::org_unit as t;
    let write = move |tx: &mut WriteTx<'_>| -> Result<(), DbError> {
        let target = t::table.filter(t::id.eq(unit));
        diesel::update(target)
            .set(t::head_id.eq(head))
            .execute(tx.conn())?;
        tx.changed(persistence::changes::Change::upserted(
            persistence::changes::ObjectType::OrgUnit,
            *unit.as_uuid(),
        ));
        Ok(())
    };
    let origin = Origin::system(acme.app.state.clock.now());
    acme.app.db.db.write(origin, write).await.unwrap();
}

on_both_databases! {
    async fn what_really_happened_is_in_the_figures(db) {
        let acme = Company::new(db).await;
        let leavers = people(&acme, acme.sales, "Leaver", 6);
        people(&acme, acme.sales, "Stayer", 6);
        let mut form = acme.form();
        form["seats"] = json!(6);
        let opening = acme.open(&form).await;
        for (number, leaver) in leavers.into_iter().enumerate() {
            let who = acme.app.person(leaver).await;
            let application = acme.apply(&who, &opening).await;
            for command in ["shortlist", "offer"] {
                assert_eq!(acme.command(&acme.hana, &application, command).await.status, 200);
            }
            assert_eq!(acme.command(&who, &application, "accept").await.status, 200);
            let moves = who.get("/api/v1/moves").await;
            let path = format!("/api/v1/moves/{}", moves.body["items"][0]["id"].as_str().unwrap());
            let say = async |user: &User, body: Value| {
                let read = user.get(&path).await;
                let said = step(user, &path, &read, body).await;
                assert_eq!(said.status, 200, "{}", said.text);
            };
            match number {
                // Released a week later than asked for.
                0 => {
                    say(&acme.hana, json!({"command": "request_release", "date": "2026-03-09"})).await;
                    say(&acme.max, json!({"command": "counter", "date": "2026-03-30", "reason": "The quarter closes."})).await;
                    say(&acme.hana, json!({"command": "agree"})).await;
                }
                1 => {
                    say(&acme.hana, json!({"command": "request_release", "date": "2026-03-09"})).await;
                    say(&acme.max, json!({"command": "agree"})).await;
                }
                2 => say(&who, json!({"command": "cancel", "reason": "I would rather stay."})).await,
                // Of the others nobody says anything.
                _ => {}
            }
        }
        let sam = acme.sam.get("/api/v1/session").await.body["account_id"].as_str().unwrap().parse().unwrap();
        for days in [3, 12, 20, 87] {
            acme.app.wait(TimeDelta::days(days));
            advance_due(&acme.app.state).await.unwrap();
        }
        let sam = acme.app.sign_in(sam).await;
        let answer = sam.get(REPORT).await;
        let report = &answer.body;
        assert_eq!(report["period"], "2026-H1", "{}", answer.text);
        // 2 + 12 on the first day, 2 + 7 on the last; 7, 14, 14, 14 and 28 days.
        let told = told(report, "Sales");
        assert_eq!(told["headcount"], 12, "{told}");
        assert_eq!((&told["moved_out"], &told["export_rate_permille"]), (&json!(5), &json!(435)));
        assert_eq!((&told["released"], &told["release_median_days_tenths"]), (&json!(5), &json!(140)));
        assert_eq!((&told["released_later_permille"], &told["countered_permille"], &told["silent_permille"]), (&json!(200), &json!(200), &json!(600)));
        assert_eq!((&told["cancelled_permille"], &told["refused_permille"]), (&json!(167), &json!(0)));
        assert_eq!((&told["application_rate_permille"], &told["given_up_permille"]), (&json!(429), &json!(0)));
    }
}
