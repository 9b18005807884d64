//! The template of what is to be done for a move: who edits it, what of it a move gets, and that a
//! move keeps the list that it began with.

use actix_web::http::Method;
use diesel::connection::SimpleConnection;
use domain::terms::Role;
use futures_util::future::join_all;
use persistence::{Conn, DbError, on_both_databases};
use serde_json::{Value, json};

use super::Moving;
use crate::hiring::Company;
use crate::support::{Answer, User};

const ITEMS: &str = "/api/v1/checklist-items";

async fn change(who: &User, item: &Value, tag: &str, body: &Value) -> Answer {
    let path = format!("{ITEMS}/{}", item["id"].as_str().unwrap());
    let draft = who.request(Method::PUT, &path).header("if-match", tag);
    draft.json(body).send().await
}

fn training() -> Value {
    json!({"title_en": " Book the safety training ", "title_fr": "Réserver la formation", "owner": "receiving_manager", "offset_days": -3})
}

fn with(mut body: Value, more: &Value) -> Value {
    let members = body.as_object_mut().unwrap();
    for (name, value) in more.as_object().unwrap() {
        members.insert(name.clone(), value.clone());
    }
    body
}

async fn add(acme: &Company, more: &Value) -> Value {
    let made = acme.sam.post(ITEMS, &with(training(), more)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.body
}

/// Each with its owner, days, and title or code.
fn lines(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|one| {
        let name = one.get("title_en").or(one.get("code"));
        format!(
            "{} {} {}",
            one["owner"].as_str().unwrap(),
            one["offset_days"],
            name.unwrap().as_str().unwrap()
        )
    })
    .collect()
}

fn titles(tasks: &Value) -> Vec<&str> {
    let tasks = tasks.as_array().unwrap().iter();
    tasks.filter_map(|one| one["title_en"].as_str()).collect()
}

on_both_databases! {
    async fn specialists_read_what_every_organisation_begins_with_and_nobody_else_does(db) {
        let acme = Company::new(db).await;
        let list = acme.sam.get(ITEMS).await;
        assert_eq!(lines(&list.body["items"]), [
            "releasing_manager -7 name_stand_in",
            "releasing_manager -7 decide_backfill",
            "mover -2 hand_over_work",
            "releasing_manager -2 close_goals",
            "receiving_manager -2 prepare_workplace",
            "mover -1 hand_over_contacts",
            "receiving_manager -1 plan_first_weeks",
            "hr -1 update_contract",
            "it 0 grant_access",
            "it 1 remove_old_access",
            "receiving_manager 14 agree_goals",
        ]);
        let all = list.body["items"].as_array().unwrap();
        for one in all {
            assert_eq!((&one["active"], &one["etag"]), (&json!(true), &json!("\"v1\"")));
            assert_eq!(one["shipped"], json!({"owner": one["owner"], "offset_days": one["offset_days"]}), "{one}");
        }
        assert!(acme.app.statements_of(&acme.sam, ITEMS).await <= 2);
        for other in [&acme.eve, &acme.max, &acme.hana] {
            assert_eq!((other.get(ITEMS).await.status, other.post(ITEMS, &training()).await.status), (403.try_into().unwrap(), 403.try_into().unwrap()));
            assert_eq!(change(other, &all[0], "\"v1\"", &training()).await.status, 403);
        }
        assert_eq!(acme.sam.get(ITEMS).await.body, list.body);
    }
}

on_both_databases! {
    async fn an_item_is_added_changed_once_per_version_and_put_out_of_use(db) {
        let acme = Company::new(db).await;
        let made = acme.sam.post(ITEMS, &with(training(), &json!({"kind": "secondment", "crosses_units": true, "org_unit_id": acme.data}))).await;
        assert_eq!((made.status.as_u16(), made.etag()), (201, "\"v1\""), "{}", made.text);
        assert_eq!(made.header("location").unwrap(), format!("{ITEMS}/{}", made.body["id"].as_str().unwrap()));
        let seen = &made.body;
        assert_eq!((&seen["title_en"], &seen["kind"], &seen["org_unit"]["name"], &seen["active"]),
            (&json!("Book the safety training"), &json!("secondment"), &json!("Data"), &json!(true)));
        assert!(seen.get("code").is_none() && seen.get("shipped").is_none());

        let french = json!({"title_fr": "Réserver", "owner": "hr", "offset_days": 180});
        let changed = change(&acme.sam, seen, "\"v1\"", &french).await;
        assert_eq!((changed.status.as_u16(), changed.etag(), changed.body["etag"].as_str()), (200, "\"v2\"", Some("\"v2\"")), "{}", changed.text);
        for gone in ["title_en", "kind", "org_unit"] {
            assert!(changed.body.get(gone).is_none(), "{gone}");
        }
        assert_eq!(change(&acme.sam, seen, "\"v1\"", &training()).await.status, 412);
        let unread = acme.sam.request(Method::PUT, &format!("{ITEMS}/{}", seen["id"].as_str().unwrap()));
        assert_eq!(unread.json(&training()).send().await.status, 428);
        let off = change(&acme.sam, seen, "\"v2\"", &with(french.clone(), &json!({"active": false}))).await;
        assert_eq!((off.status.as_u16(), &off.body["active"]), (200, &json!(false)));
        let at_once = join_all((0..20).map(|_| change(&acme.sam, seen, "\"v3\"", &french))).await;
        let mut told: Vec<u16> = at_once.iter().map(|one| one.status.as_u16()).collect();
        told.sort_unstable();
        assert_eq!(told, [vec![200], vec![412; 19]].concat(), "one of twenty who read the same");
        assert_eq!(change(&acme.sam, &json!({"id": acme.data}), "\"v1\"", &french).await.status, 404);

        let rita = acme.app.world().person("Rita Root", acme.sales, None);
        let rita = acme.app.person_as(rita, &[Role::Employee, Role::Admin]).await;
        let events = rita.get("/api/v1/audit-events").await;
        let events: Vec<(&str, &str)> = events.body["items"].as_array().unwrap().iter()
            .filter(|one| one["object_type"] == "checklist_item")
            .map(|one| (one["action"].as_str().unwrap(), one["object_id"].as_str().unwrap())).collect();
        let id = seen["id"].as_str().unwrap();
        let changed = ("checklist_item.update", id);
        assert_eq!(events, [changed, changed, changed, ("checklist_item.create", id)]);
    }
}

on_both_databases! {
    async fn api_08_items_that_mean_nothing_are_refused_and_leave_nothing(db) {
        let acme = Company::new(db).await;
        let before = acme.sam.get(ITEMS).await.body;
        let long = |letters: usize| json!("é".repeat(letters));
        let tries = [
            (json!({"title_en": "   "}), 422, "/title_en"),
            (json!({"title_en": "one\ntwo"}), 422, "/title_en"),
            (json!({"title_fr": "\u{202e}drawkcab"}), 422, "/title_fr"),
            (json!({"title_fr": long(121)}), 422, "/title_fr"),
            (json!({"explanation_en": "\u{200b}"}), 422, "/explanation_en"),
            (json!({"explanation_fr": long(501)}), 422, "/explanation_fr"),
            (json!({"offset_days": -61}), 422, "/offset_days"),
            (json!({"offset_days": 181}), 422, "/offset_days"),
            (json!({"offset_days": 4_294_967_296_i64}), 400, "/offset_days"),
            (json!({"org_unit_id": acme.eve_id}), 422, "/org_unit_id"),
            (json!({"owner": "approver"}), 400, "/owner"),
            (json!({"kind": "gig"}), 400, "/kind"),
            (json!({"code": "grant_access"}), 400, "/code"),
            (json!({"title_en": null, "title_fr": null}), 422, "/title_en"),
        ];
        let first = &before["items"][0];
        let own = add(&acme, &json!({})).await;
        for (wrong, status, pointer) in &tries {
            let body = with(training(), wrong);
            for answer in [acme.sam.post(ITEMS, &body).await, change(&acme.sam, &own, "\"v1\"", &body).await] {
                assert_eq!((answer.status.as_u16(), &answer.body["errors"][0]["pointer"]), (*status, &json!(pointer)), "{}", answer.text);
            }
        }
        let bell = acme.sam.post(ITEMS, &with(training(), &json!({"title_en": "ding\u{7}"}))).await;
        assert!(bell.status.is_client_error(), "{}", bell.text);
        let fits = with(training(), &json!({"title_en": long(120), "explanation_fr": long(500), "offset_days": -60}));
        assert_eq!(change(&acme.sam, &own, "\"v1\"", &fits).await.status, 200);
        // What has words of its own needs no title; it may have one.
        let untitled = json!({"owner": "it", "offset_days": 0});
        assert_eq!(change(&acme.sam, first, "\"v1\"", &untitled).await.status, 200);
        let all = acme.sam.get(ITEMS).await.body["items"].as_array().unwrap().len();
        assert_eq!(all, before["items"].as_array().unwrap().len() + 1);
    }
}

on_both_databases! {
    async fn a_move_begins_with_what_applies_to_it_and_keeps_that(db) {
        let acme = Company::new(db).await;
        let company = acme.app.world().unit("Sister company", None);
        let into_data = add(&acme, &json!({"title_en": "For those who come to Data", "org_unit_id": acme.data})).await;
        for (title, more) in [
            ("For all", json!({})),
            ("For roles", json!({"kind": "role"})),
            ("For those who change units", json!({"crosses_units": true})),
            ("For secondments", json!({"kind": "secondment"})),
            ("For those who leave Data", json!({"org_unit_id": acme.sales})),
            ("For the sister", json!({"org_unit_id": company})),
            ("For nobody", json!({"active": false})),
        ] {
            let _ = add(&acme, &with(json!({"title_en": title, "explanation_en": "As it was.", "owner": "mover", "offset_days": -30}), &more)).await;
        }
        let moving = Moving::of(acme).await;
        let acme = &moving.acme;
        let begun = acme.eve.get(&moving.path).await.body["tasks"].clone();
        assert_eq!(titles(&begun), ["For all", "For roles", "For those who change units", "For those who come to Data"]);
        assert_eq!(begun.as_array().unwrap().len(), 11 + 4);
        assert_eq!((&begun[0]["explanation_en"], &begun[0]["owner"], &begun[0]["mine"]), (&json!("As it was."), &json!("mover"), &json!(true)));
        assert_eq!(begun[0]["due_on"], "2026-03-02", "not before there was a move");
        let training = begun.as_array().unwrap().iter().find(|task| task["title_en"] == "For those who come to Data");
        assert_eq!(training.unwrap()["due_on"], "2026-03-13", "three days before the first");

        // Whatever becomes of the template.
        let other = json!({"title_en": "Something else", "owner": "hr", "offset_days": 90, "active": false});
        assert_eq!(change(&acme.sam, &into_data, "\"v1\"", &other).await.status, 200);
        for item in acme.sam.get(ITEMS).await.body["items"].as_array().unwrap() {
            let tag = item["etag"].as_str().unwrap();
            assert_eq!(change(&acme.sam, item, tag, &other).await.status, 200);
        }
        assert_eq!(acme.eve.get(&moving.path).await.body["tasks"], begun);
        // One that begins now has none of it, and nothing keeps it from being handed over.
        moving.ok(&acme.eve, json!({"command": "cancel", "reason": "I stay."})).await;
        let world = acme.app.world();
        let second = world.opening("Another role", acme.hana_id, domain::opportunity::OpportunityStatus::OpenInternal, &[]);
        let offered = world.application(acme.eve_id, second, domain::application::ApplicationStatus::Offered);
        assert_eq!(acme.command(&acme.eve, &format!("/api/v1/applications/{offered}"), "accept").await.status, 200);
        let moves = acme.eve.get("/api/v1/moves?over=false").await;
        let path = format!("/api/v1/moves/{}", moves.body["items"][0]["id"].as_str().unwrap());
        assert_eq!(acme.eve.get(&path).await.body["tasks"], json!([]));
        assert!(acme.app.statements_of(&acme.eve, &path).await <= 6);
    }
}

on_both_databases! {
    async fn own_tasks_are_ticked_by_whose_they_are_and_told_in_the_history(db) {
        let acme = Company::new(db).await;
        let badge = add(&acme, &json!({"title_en": "Return the badge", "owner": "mover"})).await;
        let desk = add(&acme, &json!({"title_en": "Clear the desk", "owner": "it"})).await;
        let moving = Moving::of(acme).await;
        let acme = &moving.acme;
        let (badge, desk) = (badge["id"].as_str().unwrap(), desk["id"].as_str().unwrap());
        for wrong in [&acme.max, &acme.hana] {
            assert_eq!(moving.tick(wrong, badge, true).await.status, 403);
        }
        assert_eq!(moving.tick(&acme.eve, desk, true).await.status, 403, "IT's");
        assert_eq!(moving.tick(&acme.sam, desk, true).await.status, 200);
        let ticked = moving.tick(&acme.eve, badge, true).await.body;
        let one = |body: &Value| body["tasks"].as_array().unwrap().iter().find(|task| task["id"] == badge).unwrap().clone();
        assert_eq!(one(&ticked)["done_by"]["display_name"], "Eve Explorer");
        let opened = moving.tick(&acme.eve, badge, false).await.body;
        assert!(one(&opened).get("done_by").is_none() && one(&opened).get("done_at").is_none());
        let steps: Vec<(&Value, &Value, Option<&Value>)> = opened["history"].as_array().unwrap().iter().skip(1)
            .map(|step| (&step["step"], &step["task_id"], step.get("note"))).collect();
        let (done, open) = (json!("task_done"), json!("task_open"));
        assert_eq!(steps, [(&done, &json!(desk), None), (&done, &json!(badge), None), (&open, &json!(badge), None)]);
        let unknown = acme.data.to_string();
        for nothing in [unknown.as_str(), "hand_over_work"] {
            assert_eq!(moving.tick(&acme.eve, nothing, true).await.status, 404, "{nothing}");
        }
        let later = add(acme, &json!({"owner": "mover"})).await;
        assert_eq!(moving.tick(&acme.eve, later["id"].as_str().unwrap(), true).await.status, 404, "not of this move");
    }
}

on_both_databases! {
    async fn sec_27_fifty_who_add_the_last_item_at_once_add_one(db) {
        let acme = Company::new(db).await;
        for _ in 11..199 {
            let _ = add(&acme, &json!({})).await;
        }
        let training = training();
        let answers = join_all((0..50).map(|_| acme.sam.post(ITEMS, &training))).await;
        let made = answers.iter().filter(|one| one.status == 201).count();
        assert_eq!(made, 1);
        let refused = answers.iter().filter(|one| one.code() == "limit_reached");
        assert_eq!(refused.count(), 49);
        assert_eq!(acme.sam.get(ITEMS).await.body["items"].as_array().unwrap().len(), 200);
        let moving = Moving::of(acme).await;
        assert_eq!(moving.acme.eve.get(&moving.path).await.body["tasks"].as_array().unwrap().len(), 200);
    }
}

on_both_databases! {
    async fn moves_from_before_lists_could_be_edited_keep_theirs_and_what_is_done(db) {
        let acme = Company::new(db).await;
        let own = add(&acme, &json!({"title_en": "Return the badge", "owner": "mover"})).await;
        let moving = Moving::of(acme).await;
        let acme = &moving.acme;
        assert_eq!(moving.tick(&acme.eve, own["id"].as_str().unwrap(), true).await.status, 200);
        let work = moving.task("hand_over_work").await;
        assert_eq!(moving.tick(&acme.eve, &work, true).await.status, 200);
        let before = acme.eve.get(&moving.path).await.body;

        acme.app.db.revert_from("20261127000182");
        // As it was done and noted then.
        let old = |conn: &mut Conn| -> Result<(), DbError> {
            conn.batch_execute("INSERT INTO move_task (move_id, task, done_at, done_by_id) SELECT move_id, 'grant_access', done_at, done_by_id FROM move_task WHERE task = 'hand_over_work'")?;
            Ok(conn.batch_execute("UPDATE move_event SET note = 'hand_over_work' WHERE command = 'task_done'")?)
        };
        acme.app.state.db.write_untraced(old).await.unwrap();
        acme.app.state.db.migrate().unwrap();

        let after = acme.eve.get(&moving.path).await.body;
        let tasks = after["tasks"].as_array().unwrap();
        let known: Vec<Value> = before["tasks"].as_array().unwrap().iter().filter(|task| task["code"].is_string()).cloned().collect();
        assert_eq!((tasks.len(), known.len()), (11, 11));
        for (one, was) in tasks.iter().zip(&known) {
            let ticked = one["code"] == "grant_access";
            assert!(ticked || one == was, "{one} was {was}");
            assert!(!ticked || one["done_by"]["display_name"] == "Eve Explorer");
        }
        assert_eq!(after["history"].as_array().unwrap().last().unwrap()["task_id"], json!(work));
        let items = acme.sam.get(ITEMS).await.body;
        assert_eq!(items["items"].as_array().unwrap().len(), 11);
    }
}
