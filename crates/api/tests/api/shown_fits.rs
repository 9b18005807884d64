//! Every match that somebody saw is stored: whichever GET shows a fit, the stored match says the
//! same. The document tells which those are, so a new one is asked for by itself.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::ids::MatchId;
use domain::opportunity::OpportunityStatus;
use domain::terms::{ClaimSource, Importance, SkillKind};
use persistence::schema::stored_match;
use persistence::{Conn, DbError, on_both_databases};
use serde_json::{Value, json};

use crate::hiring::Company;
use crate::support::{Answer, Server, User};

/// Schemas that say how well somebody fits.
const FITS: [&str; 3] = ["MatchSummary", "MatchExplanation", "FitGain"];

/// Paths of the GETs whose answer can show a fit.
fn paths() -> BTreeSet<String> {
    let document = api::openapi::document().unwrap();
    let shows = |operation: &Value| {
        let (mut open, mut seen) = (vec![operation["responses"]["200"].clone()], BTreeSet::new());
        while let Some(value) = open.pop() {
            match value {
                Value::Object(map) => open.extend(map.into_iter().map(|(_, one)| one)),
                Value::Array(list) => open.extend(list),
                Value::String(text) if text.starts_with("#/components/") => {
                    let name = text.rsplit('/').next().unwrap().to_owned();
                    if seen.insert(name) {
                        open.push(document.pointer(&text[1..]).unwrap().clone());
                    }
                }
                _ => {}
            }
        }
        FITS.iter().any(|name| seen.contains(*name))
    };
    let paths = document["paths"].as_object().unwrap().iter();
    let found = paths.filter(|(_, item)| item.get("get").is_some_and(&shows));
    found.map(|(path, _)| path.clone()).collect()
}

/// A fit that an answer shows.
#[derive(Debug)]
struct Fit {
    person: String,
    opening: String,
    /// Where the stored match must say `shown`.
    pointer: &'static str,
    shown: Value,
}

fn fits(answer: &Answer, me: &str, address: &str) -> Vec<Fit> {
    assert!(
        !answer.status.is_server_error(),
        "{address}: {}",
        answer.text
    );
    let mut found = Vec::new();
    collect(&answer.body, me, address, &mut found);
    found
}

fn collect(value: &Value, me: &str, path: &str, found: &mut Vec<Fit>) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    if let Value::Array(list) = value {
        list.iter().for_each(|one| collect(one, me, path, found));
    }
    let Value::Object(map) = value else { return };
    let whose = value.pointer("/employee/id").map_or(me.to_owned(), text);
    if let Some(line) = map.get("match").filter(|one| one.get("band").is_some()) {
        let opening = match (map.get("opportunity_id"), map.contains_key("employee")) {
            (Some(id), _) => text(id),
            (None, true) => path.split('/').nth(4).unwrap().to_owned(),
            (None, false) => text(&map["id"]),
        };
        found.push(Fit {
            person: whose,
            opening,
            pointer: "/match",
            shown: line.clone(),
        });
    } else if map.contains_key("rank_lines") {
        let mut shown = value.clone();
        shown.as_object_mut().unwrap().remove("match_id");
        let (person, opening) = (text(&map["employee_id"]), text(&map["opportunity_id"]));
        found.push(Fit {
            person,
            opening,
            pointer: "/explanation",
            shown,
        });
    } else if let Some(before) = map.get("fit_before") {
        let opening = text(&map["id"]);
        found.push(Fit {
            person: whose,
            opening,
            pointer: "/match/fit",
            shown: before.clone(),
        });
    }
    map.values().for_each(|one| collect(one, me, path, found));
}

struct Walk {
    acme: Company,
    ids: BTreeMap<&'static str, Vec<String>>,
}

impl Walk {
    async fn new(acme: Company) -> Self {
        let world = acme.app.world();
        let excel = world.skill("Excel", SkillKind::Tool, &[]);
        // Naming what her role asks for would make something of Eve.
        let job = world.job(
            "Planner",
            world.family("Planning"),
            3,
            &[
                (acme.sql, 3, Importance::Required),
                (excel, 4, Importance::Required),
            ],
        );
        world.works(acme.eve_id, None, job, "2025-01-06");
        world.open_to_moves(acme.bo_id);
        let kim = world.person("Kim Keen", acme.sales, Some(acme.max_id));
        let _ = world.claim(kim, acme.sql, (ClaimSource::Own, kim), 4, "2026-01-05");
        world.open_to_moves(kim);
        let mut form = acme.form();
        let opening = acme.open(&form).await;
        form["requirements"] = json!([
            {"skill_id": acme.sql, "level": 3, "importance": "required"},
            {"skill_id": excel, "level": 4, "importance": "required"},
        ]);
        form["title"] = json!("Planner of data");
        let second = acme.open(&form).await;
        let filled = world.opening("Filled", acme.hana_id, OpportunityStatus::Filled, &[]);
        let application = acme.apply(&acme.eve, &opening).await;
        assert_eq!(
            acme.command(&acme.hana, &application, "shortlist")
                .await
                .status,
            200
        );
        let last = |address: &String| address.rsplit('/').next().unwrap().to_owned();
        let read = |conn: &mut Conn| -> Result<Vec<MatchId>, DbError> {
            Ok(stored_match::table.select(stored_match::id).load(conn)?)
        };
        let acted = acme.app.state.db.read(read).await.unwrap();
        let ids = BTreeMap::from([
            (
                "opportunities",
                vec![last(&opening), last(&second), filled.to_string()],
            ),
            (
                "candidates",
                vec![
                    acme.eve_id.to_string(),
                    acme.bo_id.to_string(),
                    kim.to_string(),
                ],
            ),
            ("applications", vec![last(&application)]),
            ("matches", acted.iter().map(ToString::to_string).collect()),
        ]);
        Self { acme, ids }
    }

    fn addresses(&self, path: &str) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut before = "";
        for part in path.split('/').skip(1) {
            let choices = match part.starts_with('{') {
                true => self
                    .ids
                    .get(before)
                    .unwrap_or_else(|| panic!("{path}: no ids for {before}"))
                    .clone(),
                false => vec![part.to_owned()],
            };
            let longer = |start: String| {
                choices
                    .iter()
                    .map(move |one| format!("{start}/{one}"))
                    .collect::<Vec<_>>()
            };
            all = all.into_iter().flat_map(longer).collect();
            before = part;
        }
        let queries: &[&str] = match path {
            "/api/v1/opportunities" => &[
                "",
                "?sort=date",
                "?sort=need",
                "?q=data",
                "?status=filled",
                "?status=open_internal",
                "?mine=true",
                "?limit=1",
            ],
            path if path.ends_with("/candidates") => &["", "?source=people"],
            "/api/v1/search" => &["?q=data"],
            _ => &[""],
        };
        let each = |address: String| {
            queries
                .iter()
                .map(move |query| format!("{address}{query}"))
                .collect::<Vec<_>>()
        };
        all.into_iter().flat_map(each).collect()
    }

    /// Forgets what was only seen.
    async fn forget(&self) {
        let run = |conn: &mut Conn| -> Result<usize, DbError> {
            Ok(
                diesel::sql_query("DELETE FROM stored_match WHERE purpose IN ('list', 'panel')")
                    .execute(conn)?,
            )
        };
        self.acme.app.state.db.write_untraced(run).await.unwrap();
    }

    /// The stored match of a fit that was shown says the same, to whom it was shown.
    async fn assert_stored(&self, server: &Server, who: &User, address: &str, fit: &Fit) {
        server.state.matching.flush().await;
        let (person, opening) = (fit.person.parse().unwrap(), fit.opening.parse().unwrap());
        let read = move |conn: &mut Conn| -> Result<Vec<MatchId>, DbError> {
            let person: domain::ids::EmployeeId = person;
            let opening: domain::ids::OpportunityId = opening;
            let of = stored_match::employee_id
                .eq(person)
                .and(stored_match::opportunity_id.eq(opening));
            Ok(stored_match::table
                .filter(of)
                .select(stored_match::id)
                .load(conn)?)
        };
        let mut said = Vec::new();
        for id in self.acme.app.state.db.read(read).await.unwrap() {
            let mut kept = who.get(&format!("/api/v1/matches/{id}")).await.body;
            if let Some(explanation) = kept.get_mut("explanation") {
                explanation.as_object_mut().unwrap().remove("match_id");
            }
            said.push(kept.pointer(fit.pointer).cloned().unwrap_or_default());
        }
        assert!(
            said.contains(&fit.shown),
            "{address} shows {fit:?}; stored is {said:?}"
        );
    }
}

on_both_databases! {
    async fn aia_01_every_fit_that_a_get_shows_is_a_stored_match(db) {
        let walk = Walk::new(Company::new(db).await).await;
        let acme = &walk.acme;
        let mut showing: BTreeMap<String, usize> = paths().into_iter().map(|path| (path, 0)).collect();
        assert!(showing.len() >= 8, "{showing:?}");
        for who in [&acme.eve, &acme.hana, &acme.sam] {
            let session = who.get("/api/v1/session").await.body;
            let me = session["employee_id"].as_str().unwrap();
            for (path, shown) in &mut showing {
                for address in walk.addresses(path) {
                    let found = fits(&who.get(&address).await, me, &address);
                    if found.is_empty() {
                        continue;
                    }
                    walk.forget().await;
                    // Without any memory of what was seen before.
                    let server = acme.app.another().await;
                    let who = server.reached_by(who);
                    let found = fits(&who.get(&address).await, me, &address);
                    for fit in &found {
                        walk.assert_stored(&server, &who, &address, fit).await;
                    }
                    *shown += found.len();
                }
            }
        }
        // Cards have a place for a fit wherever they are; these show none.
        let bare: Vec<&str> = showing.iter().filter(|(_, shown)| **shown == 0).map(|(path, _)| path.as_str()).collect();
        let without = ["/api/v1/applications", "/api/v1/opportunities/{id}/applications", "/api/v1/overdue-answers"];
        assert_eq!(bare, without);
    }
}
