//! The tasks on made-up folders: what is read, what a run looks like, what is refused.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::Path;

use eval::{EvalError, Options, Outcome, Task, run};
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

const GDAD: &str = "Role Family,Role,Role Level,Skill Name,Skill Level\n\
    Data,Analyst,Junior analyst,Statistics,Awareness\n\
    Data,Analyst,Junior analyst,SQL,Awareness\n\
    Data,Analyst,Analyst,Statistics,Working\n\
    Data,Analyst,Analyst,SQL,Working\n\
    Data,Analyst,Lead analyst,Statistics,Expert\n\
    Data,Analyst,Lead analyst,SQL,Practitioner\n\
    Data,Director,Director,Statistics,NOT IN USE\n\
    Design,Designer,Designer,Drawing,Working\n";

fn with(task: Task, data: &Path, change: impl FnOnce(&mut Options)) -> Result<Outcome, EvalError> {
    let mut options = Options::new(task, data);
    change(&mut options);
    run(&options)
}

fn refusal(result: Result<Outcome, EvalError>, data: &TempDir) -> String {
    let told = result.unwrap_err().to_string();
    told.replace(&data.path().display().to_string(), "DIR")
}

#[test]
fn a_run_has_six_columns_and_the_ids_of_the_source() {
    let data = folder(&[("roles.csv", GDAD)]);
    let out = data.path().join("run.txt");
    let outcome = with(Task::NextRung, data.path(), |options| {
        options.out = Some(out.clone());
        options.top = 2;
    })
    .unwrap();
    let text = std::fs::read_to_string(&out).unwrap();
    assert_eq!(text, outcome.run.text());
    assert_eq!(
        text.lines().take(4).collect::<Vec<_>>(),
        [
            "Analyst Q0 Lead_analyst 1 3 traverse-next-rung",
            "Analyst Q0 Designer 2 2 traverse-next-rung",
            "Junior_analyst Q0 Analyst 1 3 traverse-next-rung",
            "Junior_analyst Q0 Lead_analyst 2 2 traverse-next-rung",
        ]
    );
    let ours = outcome.report.lines.first().unwrap();
    assert_eq!(
        (ours.queries, ours.value),
        (2, 1.0),
        "{}",
        outcome.report.text()
    );
    assert!(outcome.report.all_met());
}

#[test]
fn what_is_missing_or_broken_is_named_with_its_place() {
    let data = folder(&[]);
    let missing = refusal(with(Task::NextRung, data.path(), |_| ()), &data);
    assert_eq!(missing, "DIR: neither roles.csv nor roles.csv.gz is there");

    let data = folder(&[("roles.csv", &GDAD.replace("Awareness", "Some"))]);
    let level = refusal(with(Task::NextRung, data.path(), |_| ()), &data);
    assert_eq!(
        level,
        "DIR/roles.csv, line 2: `Some` is no skill level (counting rows, not lines)"
    );

    let data = folder(&[("roles.csv", "Role,Role Level,Skill Name\nA,B,C\n")]);
    let column = refusal(with(Task::NextRung, data.path(), |_| ()), &data);
    assert_eq!(column, "DIR/roles.csv, line 2: missing field `Skill Level`");

    for (queries, told) in [
        (
            "{\"id\": \"Analyst\"}\n\n{\"id\": \"Pilot\"}\n",
            "DIR/q.jsonl, line 3: the catalogue has no `Pilot`",
        ),
        (
            "{\"id\"\n",
            "DIR/q.jsonl, line 1: EOF while parsing an object at line 1 column 5",
        ),
    ] {
        let data = folder(&[("roles.csv", GDAD), ("q.jsonl", queries)]);
        let path = data.path().join("q.jsonl");
        let result = with(Task::NextRung, data.path(), |options| {
            options.queries = Some(path)
        });
        assert_eq!(refusal(result, &data), told);
    }
}

fn onet() -> TempDir {
    let rated = "O*NET-SOC Code,Element ID,Scale ID,Data Value\n\
        11-1.00,a,IM,5\n11-1.00,b,IM,1\n11-2.00,a,IM,4\n11-2.00,b,IM,1\n29-1.00,a,IM,1\n29-1.00,b,IM,5\n";
    folder(&[
        (
            "occupation_data.csv",
            "O*NET-SOC Code,Title,Description\n\
            11-1.00,Sales Managers,Plan sales.\n11-2.00,Marketing Managers,Plan marketing.\n\
            29-1.00,Nurses,Care for patients.\n29-9.00,\"Managers, All Other\",\n",
        ),
        (
            "alternate_titles.csv",
            "O*NET-SOC Code,Alternate Title\n11-1.00,Sales Director\n11-2.00,Marketing Director\n",
        ),
        (
            "task_statements.csv",
            "O*NET-SOC Code,Task\n11-1.00,Direct campaigns.\n11-2.00,Direct campaigns.\n29-1.00,Dress wounds.\n",
        ),
        (
            "tasks_to_dwas.csv",
            "O*NET-SOC Code,DWA ID,DWA Title\n11-1.00,1,Direct sales.\n11-2.00,1,Direct sales.\n29-1.00,2,Treat.\n",
        ),
        ("knowledge.csv", rated),
        ("skills.csv", rated),
        ("interests.csv", &rated.replace("IM", "OI")),
    ])
}

#[test]
fn related_occupations_are_ranked_with_those_nobody_described_last() {
    let data = onet();
    let queries = data.path().join("q.jsonl");
    std::fs::write(&queries, "{\"id\": \"11-1.00\"}").unwrap();
    let outcome = with(Task::Related, data.path(), |options| {
        options.queries = Some(queries)
    })
    .unwrap();
    let text = outcome.run.text();
    let order: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split(' ').nth(2))
        .collect();
    assert_eq!(order, ["11-2.00", "29-1.00", "29-9.00"]);
    assert!(
        outcome.report.lines.is_empty() && outcome.report.notes[0].contains("nothing to score")
    );

    let unknown = with(Task::Related, data.path(), |options| {
        options.inputs = vec!["salary".into()]
    });
    assert_eq!(
        unknown.unwrap_err().to_string(),
        "inputs: there is no `salary`; there are tasks, titles, activities, description, knowledge, skills, interests"
    );
}

const ESCO: [(&str, &str); 3] = [
    (
        "occupations.csv",
        "conceptUri,code,iscoGroup,preferredLabel,altLabels,description\n\
        u/1,1.1,1,baker,\"bread baker\npastry cook\",Bakes bread.\nu/2,1.2,1,miller,,Grinds grain.\nu/3,2.1,2,web developer,web programmer,Makes pages.\n",
    ),
    (
        "occupation_skill_relations.csv",
        "occupation_uri,relation,skill_label,skill_uri\n\
        u/1,essential,knead dough,\nu/1,essential,heat ovens,\nu/1,essential,handle flour,s/flour\nu/1,essential,weigh,\nu/1,essential,clean,\n\
        u/2,essential,handle flour,s/flour\nu/2,essential,weigh,\nu/2,optional,clean,\n\
        u/3,essential,write code,\n",
    ),
    (
        "skills.csv",
        "label,uri,description\nhandle flour,s/flour,Handle flour.\nweigh,,\n",
    ),
];

#[test]
fn titles_find_their_occupation() {
    let data = folder(&ESCO);
    let queries = data.path().join("q.jsonl");
    std::fs::write(
        &queries,
        "{\"id\": \"q1\", \"text\": \"Senior web developers\"}\n{\"id\": \"q2\"}",
    )
    .unwrap();
    let result = with(Task::Title, data.path(), |options| {
        options.queries = Some(queries.clone())
    });
    assert_eq!(
        refusal(result, &data),
        "DIR/q.jsonl, line 2: a title query needs `text`"
    );
    std::fs::write(
        &queries,
        "{\"id\": \"q1\", \"text\": \"Senior web developers\"}",
    )
    .unwrap();
    let outcome = with(Task::Title, data.path(), |options| {
        options.queries = Some(queries)
    })
    .unwrap();
    assert!(
        outcome.run.text().starts_with("q1 Q0 u/3 1 "),
        "{}",
        outcome.run.text()
    );
}

#[test]
fn hidden_skills_come_from_others_with_like_skills() {
    let data = folder(&ESCO);
    let queries = data.path().join("q.jsonl");
    std::fs::write(
        &queries,
        "{\"id\": \"somebody\", \"skills\": [\"s/flour\"]}\n{\"id\": \"1.2\"}\n",
    )
    .unwrap();
    let outcome = with(Task::HiddenSkills, data.path(), |options| {
        options.queries = Some(queries.clone())
    })
    .unwrap();
    let text = outcome.run.text();
    assert!(text.starts_with("somebody Q0 weigh 1 "), "{text}");
    assert!(!text.contains("write_code"), "nothing leads there: {text}");
    assert!(text.contains("\n1.2 Q0 "), "{text}");
    std::fs::write(&queries, "{\"id\": \"somebody\", \"skills\": [\"fly\"]}").unwrap();
    let result = with(Task::HiddenSkills, data.path(), |options| {
        options.queries = Some(queries)
    });
    assert_eq!(
        refusal(result, &data),
        "DIR/q.jsonl, line 1: no occupation asks for `fly`"
    );
}

#[test]
fn moves_are_ranked_for_every_job_also_one_known_by_its_items_only() {
    let data = folder(&[
        (
            "referentiel_code_rome.csv",
            "code_rome,libelle_rome\nA1,Vente de fleurs\nA2,Vente de livres\nA3,Soudage\n",
        ),
        (
            "coherence_item.csv",
            "code_rome,code_ogr\nA1,1\nA2,1\nA2,2\nA3,3\nA4,3\n",
        ),
        (
            "item.csv",
            "code_ogr,libelle\n1,Conseiller un client\n2,Ranger\n3,Souder\n",
        ),
        (
            "referentiel_appellation.csv",
            "libelle_appellation_long,code_rome\nVendeur de fleurs,A1\n",
        ),
        (
            "mobility_tuning.csv",
            "code_rome,code_rome_cible,code_type_mobilite\nA1,A2,1\nA3,A4,2\n",
        ),
    ]);
    let outcome = with(Task::Mobility, data.path(), |options| options.top = 1).unwrap();
    let text = outcome.run.text();
    let first: Vec<(&str, &str)> = text
        .lines()
        .map(|line| {
            (
                line.split(' ').next().unwrap(),
                line.split(' ').nth(2).unwrap(),
            )
        })
        .collect();
    assert_eq!(
        first,
        [("A1", "A2"), ("A2", "A1"), ("A3", "A4"), ("A4", "A3")]
    );
    assert_eq!(outcome.report.gates.len(), 2);
}
