//! Conversations with applicants: the applicant knows beforehand who will be there, those learn of
//! the application by the applicant's choice, see what they need, and decide nothing.

use actix_web::http::Method;
use chrono::TimeDelta;
use domain::application::ApplicationStatus;
use domain::ids::EmployeeId;
use domain::opportunity::OpportunityStatus;
use futures_util::future::join_all;
use persistence::on_both_databases;
use serde_json::{Value, json};

use crate::hiring::{Company, step};
use crate::support::{Answer, User};

/// Hana proposes times, so many hours from now, to the applicant.
pub async fn propose(
    acme: &Company,
    application: &str,
    people: &[EmployeeId],
    hours: &[i64],
) -> Answer {
    let now = acme.app.state.clock.now();
    let slots = hours.iter().map(|hours| {
        let starts_at = now.plus(TimeDelta::hours(*hours));
        json!({"starts_at": starts_at, "minutes": 60})
    });
    let form = json!({
        "slots": slots.collect::<Vec<_>>(), "interviewer_ids": people,
        "place": "Room 4; by the stairs", "time_zone": "Europe/Paris",
    });
    acme.hana
        .post(&format!("{application}/interviews"), &form)
        .await
}

/// The address of what was proposed.
pub fn interview_of(application: &str, proposed: &Answer) -> String {
    assert_eq!(proposed.status, 201, "{}", proposed.text);
    let id = proposed.body["id"].as_str().unwrap();
    format!("{application}/interviews/{id}")
}

/// Eve is asked for a time to talk about an opening of that owner's: her application and the
/// interview, as the table of rights names them.
pub async fn asked(acme: &Company, owner: EmployeeId) -> [(&'static str, String); 2] {
    let world = acme.app.world();
    let opening = world.opening("Fourth one", owner, OpportunityStatus::OpenInternal, &[]);
    let talked = world.application(acme.eve_id, opening, ApplicationStatus::Interview);
    let path = format!("/api/v1/applications/{talked}");
    let proposed = propose(acme, &path, &[acme.bo_id], &[24]).await;
    let interview = interview_of(&path, &proposed);
    let interview = interview.rsplit('/').next().unwrap().to_owned();
    [
        ("applications:talked", talked.to_string()),
        ("interviews", interview),
    ]
}

/// A step on the version that was read.
pub async fn act(who: &User, interview: &str, read: &Answer, what: &str, body: &Value) -> Answer {
    let draft = who
        .request(Method::POST, &format!("{interview}/{what}"))
        .header("if-match", read.etag());
    let draft = if body.is_null() {
        draft
    } else {
        draft.json(body)
    };
    draft.send().await
}

/// Eve on the shortlist of an opening of Hana's, and Ina, who is of no team.
async fn shortlisted(acme: &Company) -> (String, String, EmployeeId, User) {
    let opening = acme.open(&acme.form()).await;
    let eves = acme.apply(&acme.eve, &opening).await;
    let listed = acme.command(&acme.hana, &eves, "shortlist").await;
    assert_eq!(listed.status, 200, "{}", listed.text);
    let ina_id = acme.app.world().person("Ina Interviewer", acme.data, None);
    let ina = acme.app.person(ina_id).await;
    (opening, eves, ina_id, ina)
}

async fn told(who: &User) -> Vec<Value> {
    let list = who.get("/api/v1/notices").await;
    let items = list.body["items"].as_array().unwrap().iter();
    let items = items.filter(|one| one["object_type"] == "interview");
    items.cloned().collect()
}

fn kinds(told: &[Value]) -> Vec<&str> {
    told.iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect()
}

on_both_databases! {
    async fn an_interviewer_learns_by_the_choice_sees_what_they_need_and_decides_nothing(db) {
        let acme = Company::new(db).await;
        let (opening, eves, ina_id, ina) = shortlisted(&acme).await;
        let list = format!("{eves}/interviews");
        let proposed = propose(&acme, &eves, &[ina_id, acme.hana_id], &[24, 48]).await;
        let interview = interview_of(&eves, &proposed);
        assert_eq!((&proposed.body["status"], &proposed.body["revealed"]), (&json!("proposed"), &json!(false)));

        // Ina knows of nothing yet; Eve knows that Ina will.
        for path in [&eves, &list, &format!("{interview}/calendar")] {
            assert_eq!(ina.get(path).await.status, 404, "{path}");
        }
        assert!(told(&ina).await.is_empty());
        assert_eq!(ina.get("/api/v1/interviews").await.body["items"], json!([]));
        assert_eq!(kinds(&told(&acme.eve).await), ["interview_proposed"]);
        let before = acme.eve.get(&list).await;
        let names = before.body["items"][0]["interviewers"].to_string();
        assert!(names.contains("Ina Interviewer") && names.contains("Hana Hiring"), "{names}");
        assert_eq!(before.body["items"][0]["allowed"], json!(["choose", "cancel"]));
        assert_eq!(acme.eve.get(&format!("{interview}/calendar")).await.body["rule"], "not_confirmed");

        let stale = act(&acme.eve, &interview, &acme.eve.get(&eves).await, "choice", &json!({"slot": 1})).await;
        assert_eq!(stale.status, 412, "{}", stale.text);
        let chosen = act(&acme.eve, &interview, &proposed, "choice", &json!({"slot": 1})).await;
        assert_eq!(chosen.status, 200, "{}", chosen.text);
        assert_eq!((&chosen.body["status"], &chosen.body["revealed"]), (&json!("confirmed"), &json!(true)));
        let log = acme.eve.get(&format!("/api/v1/employees/{}/access-log", acme.eve_id)).await;
        assert!(log.text.contains("interview.choose"), "the reveal is in the applicant's log: {}", log.text);

        // What Ina needs, and nothing else.
        assert_eq!(kinds(&told(&ina).await), ["interview_confirmed"]);
        let read = ina.get(&eves).await;
        assert_eq!(read.status, 200, "{}", read.text);
        assert_eq!((&read.body["statement"], &read.body["allowed"]), (&json!("Me!"), &json!([])));
        for hidden in ["match_at_application", "feedback", "offer", "reads_language", "move_id"] {
            assert_eq!(read.body.get(hidden), None, "{hidden}");
        }
        assert_eq!((&read.body["stages"], &read.body["seen_by"]), (&json!([]), &json!([])));
        assert_eq!(ina.get(&format!("{opening}/applications")).await.status, 403);
        assert_eq!(ina.get(&format!("{opening}/candidates")).await.status, 403);
        let decides = step(&ina, &eves, &read, json!({"command": "offer"})).await;
        assert_eq!(decides.status, 403, "{}", decides.text);
        for (what, body) in [("choice", json!({"slot": 0})), ("move", json!({"slots": [{"starts_at": "2026-03-05T09:00:00Z", "minutes": 30}]})), ("cancel", Value::Null)] {
            assert_eq!(act(&ina, &interview, &chosen, what, &body).await.status, 403, "{what}");
        }
        let own = ina.get("/api/v1/interviews").await;
        assert_eq!(own.body["items"][0]["applicant"]["id"], json!(acme.eve_id), "{}", own.text);
        assert_eq!(acme.eve.get("/api/v1/interviews").await.body["items"][0].get("applicant"), None);

        // The decision ends what Ina may know.
        let selected = acme.command(&acme.hana, &eves, "select").await;
        assert_eq!(selected.status, 200, "{}", selected.text);
        for path in [&eves, &list] {
            assert_eq!(ina.get(path).await.status, 404, "{path}");
        }
        let ended = told(&ina).await;
        assert_eq!(kinds(&ended), ["interview_cancelled", "interview_confirmed"]);
        assert_eq!(ended[0]["params"], json!({}), "not where to read of it any more");
        assert_eq!(acme.eve.get(&list).await.body["items"][0]["status"], "cancelled");
    }
}

on_both_databases! {
    async fn notes_and_ratings_of_others_are_read_after_ones_own_and_notes_by_the_team_only(db) {
        let acme = Company::new(db).await;
        let (_, eves, ina_id, ina) = shortlisted(&acme).await;
        let proposed = propose(&acme, &eves, &[ina_id, acme.hana_id], &[24]).await;
        let interview = interview_of(&eves, &proposed);
        let (note, list) = (format!("{interview}/note"), format!("{eves}/interviews"));
        let early = acme.hana.put(&note, &json!({"note": "Ask for the backfill."})).await;
        assert_eq!((early.code(), &early.body["rule"]), ("interview_refused", &json!("not_confirmed")));
        assert_eq!(act(&acme.eve, &interview, &proposed, "choice", &json!({"slot": 0})).await.status, 200);
        let inas = ina.put(&note, &json!({"note": " Explained the backfill. "})).await;
        assert_eq!(inas.body["own_note"]["note"], "Explained the backfill.", "{}", inas.text);
        assert_eq!(acme.hana.put(&note, &json!({"note": "Ask for the backfill."})).await.status, 200);
        assert_eq!(acme.hana.put(&note, &json!({"note": "  "})).await.status, 422);

        // Hana assesses before she reads what Ina heard.
        let blind = acme.hana.get(&list).await;
        assert_eq!((&blind.body["others_shown"], &blind.body["items"][0]["notes"]), (&json!(false), &json!([])));
        let assessment = format!("{eves}/assessment");
        let said = json!({"ratings": [{"rating": "shown", "note": "Hana's own words."}]});
        assert_eq!(acme.hana.put(&assessment, &said).await.status, 200);
        let seen = acme.hana.get(&list).await;
        assert_eq!(seen.body["items"][0]["notes"][0]["note"], "Explained the backfill.", "{}", seen.text);
        assert_eq!(acme.sam.get(&list).await.body["items"][0]["notes"].as_array().unwrap().len(), 2);

        // Ina rates before she reads ratings, and reads nobody's words.
        assert_eq!(ina.get(&assessment).await.body["others_shown"], false);
        let rated = ina.put(&assessment, &json!({"ratings": [{"rating": "exemplary", "note": "Ina's."}]})).await;
        assert_eq!(rated.body["others"][0]["ratings"], json!([{"rating": "shown"}]), "{}", rated.text);
        let theirs = ina.get(&list).await;
        assert_eq!((&theirs.body["others_shown"], &theirs.body["items"][0]["notes"]), (&json!(false), &json!([])));
        assert_eq!(theirs.body["items"][0]["own_note"]["note"], "Explained the backfill.");
        // Nor does the applicant.
        assert!(!acme.eve.get(&list).await.text.contains("backfill"));
        assert_eq!(acme.eve.put(&note, &json!({"note": "Mine."})).await.status, 403);
        // Who was not there writes nothing.
        let mut form = acme.form();
        form["hiring_team_ids"] = json!([acme.bo_id]);
        assert_eq!(acme.bo.put(&note, &json!({"note": "Mine."})).await.status, 404);
    }
}

on_both_databases! {
    async fn sec_41_nobody_above_the_applicant_and_no_rival_is_named(db) {
        let acme = Company::new(db).await;
        let (opening, eves, ina_id, ina) = shortlisted(&acme).await;
        let chief: EmployeeId = serde_json::from_value(acme.max.get(&format!("/api/v1/employees/{}", acme.max_id)).await.body["manager"]["id"].clone()).unwrap();
        for (who, rule) in [
            (acme.max_id, "in_line_of_applicant"),
            (chief, "in_line_of_applicant"),
            (acme.eve_id, "is_applicant"),
            (EmployeeId::generate(), "not_there"),
        ] {
            let refused = propose(&acme, &eves, &[ina_id, who], &[24]).await;
            assert_eq!((refused.code(), &refused.body["rule"], &refused.body["employee_id"]), ("interviewer_refused", &json!(rule), &json!(who)), "{}", refused.text);
        }
        let inas = acme.apply(&ina, &opening).await;
        let rival = propose(&acme, &eves, &[ina_id], &[24]).await;
        assert_eq!((rival.code(), &rival.body["rule"]), ("interviewer_refused", &json!("competes")), "{}", rival.text);
        assert_eq!(acme.command(&ina, &inas, "withdraw").await.status, 200);
        assert_eq!(propose(&acme, &eves, &[ina_id], &[24]).await.body["rule"], "competes", "for good");

        // Whoever applies after having been named is nobody to the other application.
        let proposed = propose(&acme, &eves, &[acme.bo_id], &[24]).await;
        let interview = interview_of(&eves, &proposed);
        assert_eq!(act(&acme.eve, &interview, &proposed, "choice", &json!({"slot": 0})).await.status, 200);
        assert_eq!(acme.bo.get(&eves).await.status, 200);
        let _ = acme.apply(&acme.bo, &opening).await;
        for path in [&eves, &format!("{eves}/interviews"), &format!("{interview}/calendar")] {
            assert_eq!(acme.bo.get(path).await.status, 404, "{path}");
        }
    }
}

on_both_databases! {
    async fn nobody_is_in_two_interviews_at_once(db) {
        let acme = Company::new(db).await;
        let (_, eves, ina_id, ina) = shortlisted(&acme).await;
        let second = acme.open(&acme.form()).await;
        let bos = acme.apply(&acme.bo, &second).await;
        let eves_other = acme.apply(&acme.eve, &second).await;
        for application in [&bos, &eves_other] {
            assert_eq!(acme.command(&acme.hana, application, "shortlist").await.status, 200);
        }
        let first = propose(&acme, &eves, &[ina_id], &[24]).await;
        let at = interview_of(&eves, &first);
        assert_eq!(act(&acme.eve, &at, &first, "choice", &json!({"slot": 0})).await.status, 200);
        let clash = propose(&acme, &bos, &[ina_id], &[24, 25]).await;
        let of_bo = interview_of(&bos, &clash);
        let refused = act(&acme.bo, &of_bo, &clash, "choice", &json!({"slot": 0})).await;
        assert_eq!((refused.code(), &refused.body["rule"]), ("interview_refused", &json!("interviewer_busy")), "{}", refused.text);
        let mine = propose(&acme, &eves_other, &[acme.hana_id], &[24]).await;
        let of_eve = interview_of(&eves_other, &mine);
        let refused = act(&acme.eve, &of_eve, &mine, "choice", &json!({"slot": 0})).await;
        assert_eq!(refused.body["rule"], "applicant_busy", "{}", refused.text);
        // One begins when the other ends; and what was cancelled is in nobody's way.
        let after = act(&acme.bo, &of_bo, &clash, "choice", &json!({"slot": 1})).await;
        assert_eq!(after.status, 200, "{}", after.text);
        let read = acme.eve.get(&format!("{eves}/interviews")).await;
        assert_eq!(read.body["items"][0]["version"], 2);
        let chosen = acme.eve.request(Method::POST, &format!("{at}/cancel")).header("if-match", "\"v2\"").send().await;
        assert_eq!(chosen.status, 200, "{}", chosen.text);
        assert_eq!(kinds(&told(&ina).await)[0], "interview_cancelled");
        assert_eq!(act(&acme.eve, &of_eve, &mine, "choice", &json!({"slot": 0})).await.status, 200);
        // That somebody who is to interview is an applicant elsewhere then is told to nobody.
        let third = acme.open(&acme.form()).await;
        let bos_third = acme.apply(&acme.bo, &third).await;
        assert_eq!(acme.command(&acme.hana, &bos_third, "shortlist").await.status, 200);
        let with_eve = propose(&acme, &bos_third, &[acme.eve_id], &[24]).await;
        let taken = act(&acme.bo, &interview_of(&bos_third, &with_eve), &with_eve, "choice", &json!({"slot": 0})).await;
        assert_eq!(taken.status, 200, "{}", taken.text);
    }
}

on_both_databases! {
    async fn sec_27_of_fifty_choices_that_clash_one_stands(db) {
        let acme = Company::new(db).await;
        let (_, eves, ina_id, _) = shortlisted(&acme).await;
        let opening = acme.open(&acme.form()).await;
        let bos = acme.apply(&acme.bo, &opening).await;
        assert_eq!(acme.command(&acme.hana, &bos, "shortlist").await.status, 200);
        let of_eve = propose(&acme, &eves, &[ina_id], &[24]).await;
        let of_bo = propose(&acme, &bos, &[ina_id], &[24]).await;
        let plans = [
            (&acme.eve, interview_of(&eves, &of_eve), &of_eve),
            (&acme.bo, interview_of(&bos, &of_bo), &of_bo),
        ];
        let slot = json!({"slot": 0});
        let choose = |at: usize| {
            let (who, path, read) = &plans[at % 2];
            act(who, path, read, "choice", &slot)
        };
        let answers = join_all((0..50).map(choose)).await;
        let won = answers.iter().filter(|one| one.status == 200).count();
        let statuses: Vec<u16> = answers.iter().map(|one| one.status.as_u16()).collect();
        assert_eq!(won, 1, "{statuses:?}");
        assert!(statuses.iter().all(|one| [200, 409, 412].contains(one)), "{statuses:?}");
        let mut confirmed = 0;
        for (who, path, _) in &plans {
            let list = path.rsplit_once('/').unwrap().0;
            let shown = who.get(list).await.body["items"][0]["status"].clone();
            confirmed += usize::from(shown == "confirmed");
        }
        assert_eq!(confirmed, 1);
    }
}

on_both_databases! {
    async fn an_entry_for_the_calendar_keeps_its_id_and_counts_its_changes(db) {
        let acme = Company::new(db).await;
        let (_, eves, ina_id, ina) = shortlisted(&acme).await;
        let proposed = propose(&acme, &eves, &[ina_id], &[24, 48]).await;
        let interview = interview_of(&eves, &proposed);
        let file = format!("{interview}/calendar");
        let chosen = act(&acme.eve, &interview, &proposed, "choice", &json!({"slot": 0})).await;
        let first = ina.get(&file).await;
        assert_eq!(first.header("content-type"), Some("text/calendar; charset=utf-8"));
        let uid = format!("UID:{}", proposed.body["id"].as_str().unwrap());
        for line in [&uid, "SEQUENCE:0", "METHOD:PUBLISH", "SUMMARY:Conversation", "LOCATION:Room 4\\; by the stairs"] {
            assert!(first.text.split("\r\n").any(|one| one == line), "{line}: {}", first.text);
        }
        for secret in ["Eve", "Ina", "Data engineer"] {
            assert!(!first.text.contains(secret), "{secret}");
        }
        let other = act(&acme.eve, &interview, &chosen, "choice", &json!({"slot": 1})).await;
        assert_eq!(other.status, 200, "{}", other.text);
        let second = acme.eve.get(&file).await;
        assert!(second.text.contains(&uid) && second.text.contains("SEQUENCE:1"), "{}", second.text);
        assert_eq!(kinds(&told(&ina).await), ["interview_moved", "interview_confirmed"]);
        // The team needs another day: the time falls, and Eve chooses anew.
        let day = acme.app.state.clock.now().plus(TimeDelta::hours(72));
        let moved = act(&acme.hana, &interview, &other, "move", &json!({"slots": [{"starts_at": day, "minutes": 45}]})).await;
        assert_eq!((&moved.body["status"], moved.body.get("starts_at")), (&json!("proposed"), None), "{}", moved.text);
        assert_eq!(ina.get(&eves).await.status, 200, "what was revealed stays known");
        assert_eq!(kinds(&told(&acme.eve).await)[0], "interview_moved");
        let anew = act(&acme.eve, &interview, &moved, "choice", &json!({"slot": 0})).await;
        assert_eq!(anew.status, 200, "{}", anew.text);
        assert!(acme.hana.get(&file).await.text.contains("SEQUENCE:3"));
        let gone = act(&acme.hana, &interview, &anew, "cancel", &Value::Null).await;
        assert_eq!(gone.body["status"], "cancelled", "{}", gone.text);
        let last = acme.eve.get(&file).await;
        assert!(last.text.contains("METHOD:CANCEL") && last.text.contains("SEQUENCE:4"), "{}", last.text);
        assert_eq!(act(&acme.eve, &interview, &gone, "choice", &json!({"slot": 0})).await.body["rule"], "over");
    }
}

on_both_databases! {
    async fn interviews_are_proposed_when_it_makes_sense_and_few_at_once(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        let early = propose(&acme, &eves, &[acme.bo_id], &[24]).await;
        assert_eq!((early.code(), &early.body["rule"]), ("interview_refused", &json!("not_now")), "{}", early.text);
        assert_eq!(acme.hana.get(&format!("{eves}/interviews")).await.body["may_propose"], false);
        assert_eq!(acme.command(&acme.hana, &eves, "invite_to_interview").await.status, 200);
        assert_eq!(acme.hana.get(&format!("{eves}/interviews")).await.body["may_propose"], true);
        assert_eq!(propose(&acme, &eves, &[acme.bo_id], &[-1]).await.body["rule"], "slot_not_ahead");
        for _ in 0..3 {
            assert_eq!(propose(&acme, &eves, &[acme.bo_id], &[24]).await.status, 201);
        }
        assert_eq!(propose(&acme, &eves, &[acme.bo_id], &[24]).await.body["rule"], "too_many_open");
        for (wrong, pointer) in [
            (json!({"slots": [], "interviewer_ids": [acme.bo_id]}), "/slots"),
            (json!({"slots": [{"starts_at": "2026-03-05T09:00:00Z", "minutes": 5}], "interviewer_ids": [acme.bo_id]}), "/slots/0/minutes"),
            (json!({"slots": [{"starts_at": "2026-03-05T09:00:00Z", "minutes": 30}], "interviewer_ids": []}), "/interviewer_ids"),
            (json!({"slots": [{"starts_at": "2026-03-05T09:00:00Z", "minutes": 30}], "interviewer_ids": [acme.bo_id], "time_zone": "../etc"}), "/time_zone"),
        ] {
            let refused = acme.hana.post(&format!("{eves}/interviews"), &wrong).await;
            assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["pointer"]), (422, &json!(pointer)), "{}", refused.text);
        }
    }
}
