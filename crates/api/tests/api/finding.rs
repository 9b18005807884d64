//! The list of openings searched by text: what finds one, in which order, and for whom.

use domain::opportunity::OpportunityStatus::{Draft, OpenInternal};
use domain::terms::{Importance, SkillKind};
use persistence::on_both_databases;
use serde_json::{Value, json};

use crate::hiring::Company;
use crate::support::{Answer, User};

fn titles(answer: &Answer) -> Vec<String> {
    let items = answer.body["items"].as_array();
    let items = items.unwrap_or_else(|| panic!("{}", answer.text));
    let title = |card: &Value| card["title"].as_str().unwrap().to_owned();
    items.iter().map(title).collect()
}

async fn found(who: &User, query: &str) -> Vec<String> {
    titles(&who.get(&format!("/api/v1/opportunities?{query}")).await)
}

on_both_databases! {
    async fn an_opening_is_found_by_all_that_it_names_with_prefixes_and_mistakes(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let lyon = world.location("Lyon", "FR");
        let kafka = world.skill("Apache Kafka", SkillKind::Tool, &["Event streaming"]);
        let scala = world.skill("Scala", SkillKind::Tool, &[]);
        let job = world.job("Platform architect", world.family("Platforms"), 5, &[(scala, 3, Importance::Required)]);
        let mut form = acme.form();
        form["title"] = json!("Pipelines lead");
        form["description"] = json!("Modernise the warehouse of our customers.");
        form["location_id"] = json!(lyon);
        form["job_profile_id"] = json!(job);
        form["requirements"] = json!([{"skill_id": kafka, "level": 3, "importance": "preferred"}]);
        let _ = acme.open(&form).await;
        form["title"] = json!("Inherits its requirements");
        form["requirements"] = json!([]);
        form["kind"] = json!("shadowing");
        let inherits = acme.open(&form).await;
        let mut plain = acme.form();
        plain["description"] = json!("Move data.");
        let _ = acme.open(&plain).await;

        for (by, query) in [
            ("title", "pipelines"), ("beginning", "pipel"), ("mistake", "pipleines"), ("two words in any order", "lead pipel"),
            ("skill", "kafka"), ("misspelled skill", "kafak"), ("other name of a skill", "streaming"),
            ("words of several fields", "kafka lyon"),
        ] {
            assert_eq!(found(&acme.eve, &format!("q={}", query.replace(' ', "%20"))).await, ["Pipelines lead"], "{by}: {query}");
        }
        for (by, query) in [("role", "architect"), ("place", "lyon"), ("description", "warehouse")] {
            let mut all = found(&acme.eve, &format!("q={query}")).await;
            all.sort();
            assert_eq!(all, ["Inherits its requirements", "Pipelines lead"], "{by}: {query}");
        }
        assert_eq!(found(&acme.eve, "q=scala").await, ["Inherits its requirements"], "a skill that only the role asks for");
        assert_eq!(found(&acme.eve, "q=data&limit=200").await.len(), 3, "the unit");
        assert_eq!(found(&acme.eve, "q=kafka%20warsaw").await, Vec::<String>::new(), "every word must be found");

        // What it names may change its name.
        world.rename_skill(scala, "Rust");
        assert_eq!(found(&acme.eve, "q=scala").await, Vec::<String>::new());
        assert_eq!(found(&acme.eve, "q=rust").await, ["Inherits its requirements"]);
        acme.command(&acme.hana, &inherits, "hold").await;
        assert_eq!(found(&acme.eve, "q=rust").await, Vec::<String>::new(), "takes no applications");
    }
}

on_both_databases! {
    async fn what_answers_best_comes_first_unless_another_order_is_asked_for(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        form["title"] = json!("Tester");
        form["description"] = json!("You work beside our astronauts.");
        let _ = acme.open(&form).await;
        form["title"] = json!("Astronaut trainer");
        form["requirements"] = json!([{"skill_id": acme.sql, "level": 5, "importance": "required"}]);
        let _ = acme.open(&form).await;
        form["title"] = json!("Astronaut");
        form["kind"] = json!("gig");
        let _ = acme.open(&form).await;

        let best = ["Astronaut", "Astronaut trainer", "Tester"];
        let answer = acme.eve.get("/api/v1/opportunities?q=astronaut").await;
        assert_eq!((titles(&answer), &answer.body["order"]["by"]), (best.map(str::to_owned).to_vec(), &json!("relevance")));
        assert_eq!(titles(&acme.sam.get("/api/v1/opportunities?q=astronaut&status=open_internal").await), best, "the list of a state, too");
        assert_eq!(titles(&acme.hana.get("/api/v1/opportunities?q=astronaut&mine=true").await), best, "and of a team");
        let by_fit = acme.eve.get("/api/v1/opportunities?q=astronaut&sort=fit").await;
        assert_eq!((&by_fit.body["items"][0]["title"], &by_fit.body["order"]["by"]), (&json!("Tester"), &json!("fit")), "{}", by_fit.text);
        assert_eq!(found(&acme.eve, "q=astronaut%20tr&sort=date").await, ["Astronaut trainer"]);
        assert_eq!(found(&acme.eve, "q=astronaut&kind=gig").await, ["Astronaut"]);
        assert_eq!(found(&acme.eve, "q=astronaut&kind=gig&work_mode=remote").await, Vec::<String>::new());
        assert_eq!(answer.body["facets"]["kind"], json!([{"value": "role", "count": 2}, {"value": "gig", "count": 1}]));
        let plain = acme.eve.get("/api/v1/opportunities?sort=relevance").await;
        assert_eq!(plain.body["order"]["by"], "fit", "there is nothing to be relevant to");
        for page in ["?q=astronaut", "?q=astronaut&sort=fit&kind=role", "?q=astronaut&mine=true"] {
            let statements = acme.app.statements_of(&acme.eve, &format!("/api/v1/opportunities{page}")).await;
            assert_eq!(statements, 1, "{page}");
        }
    }
}

on_both_databases! {
    async fn pages_of_what_was_found_go_on_where_the_last_one_ended(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        for number in 1..=6 {
            form["title"] = json!(format!("Astronaut {number}"));
            let _ = acme.open(&form).await;
        }
        for (who, more) in [(&acme.eve, ""), (&acme.eve, "&sort=fit"), (&acme.eve, "&sort=date"), (&acme.hana, "&mine=true")] {
            let base = format!("/api/v1/opportunities?q=astronuat&limit=2{more}");
            let first = who.get(&base).await;
            let mut seen = titles(&first);
            let mut cursor = first.body["next_cursor"].as_str().map(str::to_owned);
            // Something new at the top moves all others down by one place.
            form["title"] = json!("Astronuat");
            let _ = acme.open(&form).await;
            while let Some(next) = cursor {
                let page = who.get(&format!("{base}&cursor={next}")).await;
                seen.extend(titles(&page));
                cursor = page.body["next_cursor"].as_str().map(str::to_owned);
            }
            let mut numbered: Vec<&String> = seen.iter().filter(|title| title.starts_with("Astronaut ")).collect();
            numbered.sort();
            numbered.dedup();
            assert_eq!(numbered.len(), 6, "none is left out{more}: {seen:?}");
            assert_eq!(seen.iter().filter(|title| title.starts_with("Astronaut ")).count(), 6, "none comes twice{more}: {seen:?}");
        }
        let cursor = acme.eve.get("/api/v1/opportunities?q=astronaut&limit=2").await.body["next_cursor"].as_str().unwrap().to_owned();
        let other = acme.eve.get(&format!("/api/v1/opportunities?q=data&limit=2&cursor={cursor}")).await;
        assert_eq!(other.code(), "invalid_cursor", "a cursor belongs to its search");
    }
}

on_both_databases! {
    async fn sec_40_what_one_may_not_see_is_neither_found_nor_changes_what_is(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let mut form = acme.form();
        form["title"] = json!("Astronaut");
        let _ = acme.open(&form).await;
        let found_by_mistake = found(&acme.eve, "q=astronaux").await;
        assert_eq!(found_by_mistake, ["Astronaut"]);
        // Many that are spelled exactly so, for others or not published: mistakes would no longer
        // be forgiven if they counted.
        for number in 0..12 {
            let _ = world.opening(&format!("Astronaux {number}"), acme.hana_id, OpenInternal, &[acme.data]);
            let _ = world.opening(&format!("Astronaux draft {number}"), acme.hana_id, Draft, &[]);
        }
        for query in ["q=astronaux", "q=astronaux&sort=fit", "q=astronaux&sort=date", "q=astronaux&status=open_internal"] {
            assert_eq!(found(&acme.eve, query).await, ["Astronaut"], "{query}");
        }
        for query in ["q=astronaux&status=draft", "q=astronaux&mine=true"] {
            assert_eq!(found(&acme.eve, query).await, Vec::<String>::new(), "{query}");
        }
        assert_eq!(found(&acme.bo, "q=astronaux&limit=200").await.len(), 12, "those for Bo's unit");
        assert_eq!(found(&acme.hana, "q=astronaux&limit=200&mine=true").await.len(), 24, "the team's own");
        let visitor = acme.app.visitor().await;
        assert_eq!(found(&visitor, "q=astronaux").await, Vec::<String>::new());
        let facets = acme.eve.get("/api/v1/opportunities?q=astronaux").await.body["facets"]["kind"].clone();
        assert_eq!(facets, json!([{"value": "role", "count": 1}]));
    }
}

on_both_databases! {
    async fn lists_of_teams_and_states_count_what_their_filters_would_leave(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        let _ = acme.open(&form).await;
        let held = acme.open(&form).await;
        acme.command(&acme.hana, &held, "hold").await;
        form["kind"] = json!("gig");
        form["work_mode"] = json!("remote");
        let draft = acme.hana.post("/api/v1/opportunities", &form).await;
        assert_eq!(draft.status, 201, "{}", draft.text);

        let mine = acme.hana.get("/api/v1/opportunities?mine=true").await;
        assert_eq!(mine.body["items"].as_array().unwrap().len(), 3);
        assert_eq!(mine.body["facets"]["kind"], json!([{"value": "role", "count": 2}, {"value": "gig", "count": 1}]));
        let states = json!([{"value": "draft", "count": 1}, {"value": "open_internal", "count": 1}, {"value": "on_hold", "count": 1}]);
        assert_eq!(mine.body["facets"]["status"], states);
        let drafts = acme.hana.get("/api/v1/opportunities?mine=true&status=draft").await;
        assert_eq!(drafts.body["items"].as_array().unwrap().len(), 1);
        assert_eq!(drafts.body["facets"]["status"], states, "what another state would leave");
        assert_eq!(drafts.body["facets"]["work_mode"], json!([{"value": "remote", "count": 1}]));
        let roles = acme.hana.get("/api/v1/opportunities?mine=true&kind=role").await;
        assert_eq!(roles.body["facets"]["status"], json!([{"value": "open_internal", "count": 1}, {"value": "on_hold", "count": 1}]));
        assert_eq!(roles.body["facets"]["kind"], mine.body["facets"]["kind"]);

        let held = acme.eve.get("/api/v1/opportunities?status=on_hold").await;
        assert_eq!(held.body["facets"]["kind"], json!([{"value": "role", "count": 1}]));
        assert_eq!(held.body["facets"].get("status"), None, "only of one's own teams");
        assert_eq!(acme.eve.get("/api/v1/opportunities").await.body["facets"].get("status"), None);
    }
}
