use chrono::NaiveDate;

use super::*;

#[test]
fn what_is_overdue_is_what_the_deadline_says() {
    let start = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    for today in start.iter_days().take(20) {
        for days in [0, 1, 5, 12] {
            let first = overdue_before(today, days);
            assert!(add_working_days(first, days) >= today, "{today} {days}");
            let before = first.pred_opt().unwrap();
            assert!(add_working_days(before, days) < today, "{today} {days}");
        }
    }
}

#[test]
fn the_defaults_as_a_document() {
    insta::assert_json_snapshot!("default_policy", PolicyParameters::default());
}

/// Every parameter as a document names it, with its default.
fn parameters() -> Vec<(String, serde_json::Value)> {
    let document = serde_json::to_value(PolicyParameters::default()).unwrap();
    let mut all = Vec::new();
    for (section, fields) in document.as_object().unwrap() {
        match fields.as_object() {
            Some(fields) => all.extend(
                fields
                    .iter()
                    .map(|(name, value)| (format!("{section}.{name}"), value.clone())),
            ),
            None => all.push((section.clone(), fields.clone())),
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

#[test]
fn the_handbook_explains_every_parameter_with_its_default_and_no_other() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/policies.md");
    let page = std::fs::read_to_string(page).unwrap();
    let mut explained: Vec<(String, String)> = Vec::new();
    for line in page.lines() {
        // | `section.name` | default | what and why |
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let ["", name, default, meaning, ""] = cells.as_slice()
            && let Some(name) = name
                .strip_prefix('`')
                .and_then(|name| name.strip_suffix('`'))
            && (name.contains('.') || name == "disclosure")
        {
            assert!(meaning.len() > 40, "{name} has no reason");
            explained.push((name.to_owned(), (*default).to_owned()));
        }
    }
    explained.sort();
    let expected: Vec<(String, String)> = (parameters().into_iter())
        .map(|(name, value)| {
            let told = match &value {
                serde_json::Value::Bool(on) => (if *on { "yes" } else { "no" }).to_owned(),
                serde_json::Value::Array(terms) if name != "disclosure" => {
                    let terms = terms.iter().filter_map(|one| one.as_str());
                    terms.collect::<Vec<_>>().join(", ")
                }
                serde_json::Value::Array(_) => "see below".to_owned(),
                other => other.to_string(),
            };
            (name, told)
        })
        .collect();
    assert_eq!(explained, expected);
}

#[test]
fn an_older_document_means_the_defaults_of_what_it_does_not_name() {
    let older = r#"{"eligibility": {"min_months_in_role": 0}}"#;
    let read: PolicyParameters = serde_json::from_str(older).unwrap();
    assert_eq!(read.eligibility.min_months_in_role, 0);
    assert_eq!(read.eligibility.min_months_in_company, 12);
    assert_eq!(read.disclosure, DisclosureTable::default());
    assert!(serde_json::from_str::<PolicyParameters>(r#"{"colour": 1}"#).is_err());
}

#[test]
fn an_interview_is_promised_from_the_fit_on_and_not_where_it_is_switched_off() {
    let with = |interview_guarantee_fit| DecisionPolicy {
        interview_guarantee_fit,
        ..DecisionPolicy::default()
    };
    for (least, fit, promised) in [
        (85, Some(850_000), true),
        (85, Some(849_999), false),
        (85, None, false),
        (0, Some(1_000_000), false),
        (100, Some(1_000_000), true),
    ] {
        assert_eq!(
            with(least).guarantees_interview(fit),
            promised,
            "{least} {fit:?}"
        );
    }
}

#[test]
fn weekends_are_no_working_days() {
    let friday = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    assert_eq!(add_working_days(friday, 0), friday);
    assert_eq!(add_working_days(friday, 1), monday);
    assert_eq!(
        add_working_days(friday, 5),
        NaiveDate::from_ymd_opt(2026, 11, 27).unwrap()
    );
}
