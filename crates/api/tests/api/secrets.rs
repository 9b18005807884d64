//! SEC-40, SEC-44: many secrets, six observers. For each secret two worlds differ in nothing else;
//! whoever must not know walks every GET of the document and cannot tell in which world they are,
//! and somebody who may know can, so that the walk is known to see it.

use actix_web::http::Method;
use domain::terms::Role;
use persistence::testing::TestDb;
use persistence::{Backend, on_both_databases};
use serde_json::{Value, json};

use crate::hiring::{Company, step};
use crate::interviews::{act, interview_of, propose};
use crate::support::{Answer, User};
use crate::two_worlds::{Seen, WorldOf, difference};

/// What happens in one of the worlds.
#[derive(Clone, Copy, Debug)]
enum Secret {
    /// Eve, an application of hers, after these commands.
    Application(&'static [Step]),
    /// Eve takes part in a gig.
    Gig,
    /// Eve's offer was accepted and her move begins.
    Move,
    /// What Eve wants to do with a skill.
    Interest,
    /// Where and how Eve would work.
    Preference,
    /// What Eve aims for, for herself.
    Aspiration,
    /// Eve opened the explanation of a fit.
    LookedAtFit,
    /// Eve questions a fit, or a level.
    QuestionedFit,
    QuestionedLevel,
    /// How Eve wants to be told.
    NoticePreference,
    /// Hana writes an opening.
    Draft,
}

/// Who, and which command.
type Step = (Side, &'static str);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Applicant,
    Team,
}

use Side::{Applicant, Team};

const SUBMITTED: &[Step] = &[];
const WITHDRAWN: &[Step] = &[(Applicant, "withdraw")];
const INTERVIEW: &[Step] = &[(Team, "invite_to_interview")];
const REJECTED: &[Step] = &[(Team, "invite_to_interview"), (Team, "reject")];
const OFFERED: &[Step] = &[(Team, "shortlist"), (Team, "offer")];
const DECLINED: &[Step] = &[(Team, "shortlist"), (Team, "offer"), (Applicant, "decline")];

const MANAGER: &str = "the manager";
const HIRING: &str = "the hiring manager";

/// The secret, which of the six may know of it, and who certainly does.
const SECRETS: [(Secret, &[&str], Side); 16] = [
    (Secret::Application(SUBMITTED), &[HIRING], Team),
    (Secret::Application(WITHDRAWN), &[HIRING], Applicant),
    (Secret::Application(INTERVIEW), &[HIRING], Team),
    (Secret::Application(REJECTED), &[HIRING], Team),
    (Secret::Application(OFFERED), &[HIRING, MANAGER], Team),
    (Secret::Application(DECLINED), &[HIRING, MANAGER], Team),
    (Secret::Gig, &[HIRING, MANAGER], Team),
    (Secret::Move, &[HIRING, MANAGER], Team),
    (Secret::Interest, &[], Applicant),
    (Secret::Preference, &[], Applicant),
    (Secret::Aspiration, &[], Applicant),
    (Secret::LookedAtFit, &[], Applicant),
    (Secret::QuestionedFit, &[], Applicant),
    (Secret::QuestionedLevel, &[], Applicant),
    (Secret::NoticePreference, &[], Applicant),
    // Administrators read who wrote what that is about nobody.
    (Secret::Draft, &[HIRING, "an administrator"], Team),
];

/// The two worlds before anything happens: two more openings, with more seats than are taken, since
/// the last one ends them for everybody.
async fn world(db: TestDb) -> (WorldOf, [String; 2]) {
    let mut world = WorldOf::new(db).await;
    let (mut gig, mut role) = (world.acme.gig(6), world.acme.form());
    for form in [&mut gig, &mut role] {
        form["seats"] = json!(2);
    }
    let openings = [world.acme.open(&gig).await, world.acme.open(&role).await];
    let known = world.ids.get_mut("opportunities").unwrap();
    known.extend(openings.iter().map(|opening| last(opening)));
    // Where there is a draft in the other world.
    known.push(uuid::Uuid::now_v7().to_string());
    let hana = world.acme.hana.clone();
    world.curious.insert(HIRING, hana);
    (world, openings)
}

fn made(answer: Answer) -> Answer {
    assert!(answer.status.is_success(), "{}", answer.text);
    answer
}

async fn happen(secret: Secret, world: &mut WorldOf, [gig, role]: &[String; 2]) {
    let (eve, hana) = (world.acme.eve.clone(), world.acme.hana.clone());
    let person = format!("/api/v1/employees/{}", world.acme.eve_id);
    match secret {
        Secret::Application(steps) => {
            let application = world.acme.apply(&eve, role).await;
            know(world, "applications", &application);
            take(steps, world, &application).await;
        }
        Secret::Gig => comes(world, gig, "engagements").await,
        Secret::Move => comes(world, role, "moves").await,
        Secret::Interest => {
            let wish = json!({"interest": "prefer_not"});
            let path = format!("{person}/skill-interests/{}", world.acme.sql);
            made(eve.put(&path, &wish).await);
        }
        Secret::Preference => {
            let wish = json!({
                "opportunity_kinds": ["gig"], "location_ids": [], "work_modes": ["remote"],
                "languages": ["de"], "open_to_moves": true, "hours_per_week_max": 20,
            });
            let path = format!("{person}/mobility-preference");
            let put = eve
                .request(Method::PUT, &path)
                .header("if-match", "\"v1\"")
                .json(&wish);
            made(put.send().await);
        }
        Secret::Aspiration => {
            let target = json!({"skill_id": world.acme.sql});
            let wish = json!({"target": target, "horizon": "1_year", "visibility": "private"});
            made(eve.post(&format!("{person}/aspirations"), &wish).await);
        }
        Secret::LookedAtFit | Secret::QuestionedFit => {
            let fit = made(eve.get(&format!("{role}/match")).await);
            let id = fit.body["match_id"].as_str().unwrap().to_owned();
            know(world, "matches", &id);
            world.acme.app.state.matching.flush().await;
            if matches!(secret, Secret::QuestionedFit) {
                question(world, &eve, "match", &id).await;
            }
        }
        Secret::QuestionedLevel => {
            let sql = world.acme.sql.to_string();
            question(world, &eve, "skill_level", &sql).await;
        }
        Secret::NoticePreference => {
            let wish = json!({"items": [{"kind": "offer_received", "email": "never"}]});
            made(eve.put("/api/v1/notice-preferences", &wish).await);
        }
        Secret::Draft => {
            let draft = made(hana.post("/api/v1/opportunities", &world.acme.form()).await);
            let known = world.ids.get_mut("opportunities").unwrap();
            *known.last_mut().unwrap() = draft.body["id"].as_str().unwrap().to_owned();
        }
    }
}

/// Eve accepts what she was offered; `kind` is what begins then.
async fn comes(world: &mut WorldOf, opening: &str, kind: &'static str) {
    let eve = world.acme.eve.clone();
    let application = world.acme.apply(&eve, opening).await;
    know(world, "applications", &application);
    take(OFFERED, world, &application).await;
    take(&[(Applicant, "accept")], world, &application).await;
    let list = made(eve.get(&format!("/api/v1/{kind}")).await);
    let id = list.body["items"][0]["id"].as_str().unwrap();
    know(world, kind, id);
}

/// The last part of an address.
fn last(address: &str) -> String {
    address.rsplit('/').next().unwrap().to_owned()
}

fn know(world: &mut WorldOf, kind: &'static str, address: &str) {
    world.ids.insert(kind, vec![last(address)]);
}

async fn take(steps: &[Step], world: &WorldOf, application: &str) {
    for (side, command) in steps {
        let who = match side {
            Applicant => &world.acme.eve,
            Team => &world.acme.hana,
        };
        let mut body = json!({"command": command});
        if *command == "reject" {
            body["feedback"] = json!({"reason_code": "skills_gap", "gap": "Streaming.", "next_step": "Join the gig."});
        }
        let read = who.get(application).await;
        made(step(who, application, &read, body).await);
    }
}

async fn question(world: &mut WorldOf, eve: &User, kind: &str, id: &str) {
    let asked: Value =
        json!({"subject_kind": kind, "subject_id": id, "statement": "That cannot be right."});
    let asked = made(eve.post("/api/v1/contests", &asked).await);
    know(world, "contests", asked.body["id"].as_str().unwrap());
}

/// How many seats are taken is for everybody; by whom is not.
fn without_seats(mut seen: Seen) -> Seen {
    for (_, told) in &mut seen {
        *told = told.replace("\"seats_filled\":1", "\"seats_filled\":0");
    }
    seen
}

fn backend(db: &TestDb) -> Backend {
    if db.url.starts_with("postgres") {
        Backend::Postgres
    } else {
        Backend::Sqlite
    }
}

on_both_databases! {
    async fn sec_40_of_sixteen_secrets_six_observers_learn_what_is_for_them_and_nothing_else(db) {
        let backend = backend(&db);
        let (without, _) = world(db).await;
        assert_eq!(without.curious.len(), 6);
        let mut usual: Vec<(&str, Seen)> = Vec::new();
        for (name, who) in &without.curious {
            usual.push((name, without_seats(without.walk(who).await)));
        }
        let usual_of_eve = without.walk(&without.acme.eve).await;
        let mut leaks = Vec::new();
        for (secret, confided, witness) in SECRETS {
            let (mut with, openings) = world(TestDb::new(backend)).await;
            happen(secret, &mut with, &openings).await;
            let mut known = false;
            for (name, here) in &usual {
                let told = difference(here, &without_seats(with.walk(&with.curious[name]).await));
                if !confided.contains(name) {
                    leaks.extend(told.map(|told| format!("{name} learns of {secret:?}: {told:.900}")));
                } else if *name == HIRING {
                    known = told.is_some();
                }
            }
            if witness == Applicant {
                known = difference(&usual_of_eve, &with.walk(&with.acme.eve).await).is_some();
            }
            assert!(known, "{witness:?} sees nothing of {secret:?}");
        }
        assert!(leaks.is_empty(), "{}", leaks.join("\n\n"));
    }
}

/// Eve is selected for an opening of Hana and Bo, so that her manager knows of it and Pia, a peer,
/// competes with her. In one of the worlds the two have assessed her.
async fn assessed(db: TestDb, happens: bool) -> WorldOf {
    let (mut world, _) = world(db).await;
    let mut form = world.acme.form();
    form["hiring_team_ids"] = json!([world.acme.bo_id]);
    let opening = world.acme.open(&form).await;
    (world.ids.get_mut("opportunities").unwrap()).push(last(&opening));
    let eves = world.acme.apply(&world.acme.eve, &opening).await;
    let _ = world.acme.apply(&world.curious["a peer"], &opening).await;
    know(&mut world, "applications", &eves);
    take(&[(Team, "shortlist"), (Team, "select")], &world, &eves).await;
    if happens {
        let said = json!({"ratings": [{"rating": "exemplary", "note": "Knows more than we do."}]});
        for assessor in [&world.acme.bo, &world.acme.hana] {
            made(assessor.put(&format!("{eves}/assessment"), &said).await);
        }
    }
    world
}

on_both_databases! {
    async fn sec_41_what_a_team_says_of_an_applicant_neither_they_nor_managers_nor_rivals_can_tell(db) {
        let backend = backend(&db);
        let without = assessed(db, false).await;
        let with = assessed(TestDb::new(backend), true).await;
        let mut leaks = Vec::new();
        let all = without.curious.keys().filter(|name| **name != HIRING);
        for name in all {
            let here = without.walk(&without.curious[name]).await;
            let told = difference(&here, &with.walk(&with.curious[name]).await);
            leaks.extend(told.map(|told| format!("{name}: {told:.900}")));
        }
        let here = without.walk(&without.acme.eve).await;
        let told = difference(&here, &with.walk(&with.acme.eve).await);
        leaks.extend(told.map(|told| format!("the applicant: {told:.900}")));
        assert!(leaks.is_empty(), "{}", leaks.join("\n\n"));
        let here = without.walk(&without.acme.sam).await;
        assert!(difference(&here, &with.walk(&with.acme.sam).await).is_some(), "a specialist sees it");
    }
}

/// Eve is invited to a conversation with Hana and Bo. In one of the worlds a time was proposed and
/// chosen, and Bo has written a note.
async fn talked_with(db: TestDb, happens: bool) -> WorldOf {
    let (mut world, _) = world(db).await;
    let opening = world.acme.open(&world.acme.form()).await;
    (world.ids.get_mut("opportunities").unwrap()).push(last(&opening));
    let eves = world.acme.apply(&world.acme.eve, &opening).await;
    let _ = world.acme.apply(&world.curious["a peer"], &opening).await;
    know(&mut world, "applications", &eves);
    take(&[(Team, "invite_to_interview")], &world, &eves).await;
    if happens {
        let acme = &world.acme;
        let proposed = made(propose(acme, &eves, &[acme.bo_id, acme.hana_id], &[24, 48]).await);
        let interview = interview_of(&eves, &proposed);
        made(
            act(
                &acme.eve,
                &interview,
                &proposed,
                "choice",
                &json!({"slot": 1}),
            )
            .await,
        );
        let note = json!({"note": "Knows more than we do."});
        made(acme.bo.put(&format!("{interview}/note"), &note).await);
        know(&mut world, "interviews", &interview);
    }
    world
}

on_both_databases! {
    async fn sec_41_that_somebody_is_talked_with_neither_managers_nor_rivals_nor_onlookers_can_tell(db) {
        let backend = backend(&db);
        let without = talked_with(db, false).await;
        let with = talked_with(TestDb::new(backend), true).await;
        let mut leaks = Vec::new();
        for name in without.curious.keys().filter(|name| **name != HIRING) {
            let here = without.walk(&without.curious[name]).await;
            let told = difference(&here, &with.walk(&with.curious[name]).await);
            leaks.extend(told.map(|told| format!("{name}: {told:.900}")));
        }
        assert!(leaks.is_empty(), "{}", leaks.join("\n\n"));
        let pairs = [
            (&without.acme.sam, &with.acme.sam),
            (&without.acme.bo, &with.acme.bo),
            (&without.acme.eve, &with.acme.eve),
        ];
        for (one, other) in pairs {
            let here = without.walk(one).await;
            assert!(difference(&here, &with.walk(other).await).is_some(), "who takes part sees it");
        }
    }
}

on_both_databases! {
    async fn sec_44_the_log_of_administrators_names_nobody_who_comes_or_goes(db) {
        let acme = Company::new(db).await;
        let root = acme.app.account("root@example.org", &[Role::Admin]).await;
        let root = acme.app.sign_in(root).await;
        let opening = acme.open(&acme.form()).await;
        let application = acme.apply(&acme.eve, &opening).await;
        for (who, command) in [(&acme.hana, "shortlist"), (&acme.hana, "offer"), (&acme.eve, "accept")] {
            assert_eq!(acme.command(who, &application, command).await.status, 200);
        }
        assert_eq!(acme.sam.get(&opening).await.body["status"], "filled");
        let moves = acme.eve.get("/api/v1/moves").await;
        let path = format!("/api/v1/moves/{}", moves.body["items"][0]["id"].as_str().unwrap());
        let read = acme.eve.get(&path).await;
        let cancel = json!({"command": "cancel", "reason": "My mind changed."});
        let cancelled = step(&acme.eve, &path, &read, cancel).await;
        assert_eq!(cancelled.status, 200, "{}", cancelled.text);
        assert_eq!(acme.sam.get(&opening).await.body["status"], "reviewing");
        let log = root.get("/api/v1/audit-events?limit=200").await;
        assert!(log.text.contains("opportunity.publish"));
        for told in ["Eve", "opportunity.fill", "opportunity.cancel", "opportunity.seat_given_back"] {
            assert!(!log.text.contains(told), "{told}: {}", log.text);
        }
        let own = acme.eve.get(&format!("/api/v1/employees/{}/access-log", acme.eve_id)).await;
        assert!(own.text.contains("opportunity.seat_given_back"), "{}", own.text);
    }
}
