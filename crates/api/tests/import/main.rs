//! CSV folders from end to end, on both databases.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests and their helpers"
)]

mod codes;
mod exported;
mod support;
mod taxonomy;

use std::fmt::Write as _;
use std::fs;

use api::import::outcome::write_errors;
use api::import::run::ImportError;
use diesel::prelude::*;
use persistence::{Db, DbError, on_both_databases, schema};
use support::*;

on_both_databases! {
    async fn hr_01_a_folder_imported_twice_changes_nothing(test) {
        let folder = folder(&good());
        let first = real(&test.db, folder.path());
        assert_eq!(errors(&first), "");
        let stored = content(&test.db).await;
        let changes = change_count(&test.db).await;
        let second = real(&test.db, folder.path());
        assert_eq!(second.outcome.changed(), 0);
        assert_eq!(content(&test.db).await, stored);
        // Only the run itself, begun and ended.
        assert_eq!(change_count(&test.db).await, changes + 2);
        assert_eq!(runs(&test.db).await, ["complete", "complete"]);
    }
}

on_both_databases! {
    async fn hr_03_managers_and_parents_may_come_later(test) {
        let folder = folder(&good());
        assert_eq!(errors(&real(&test.db, folder.path())), "");
        let lines: Vec<(String, Option<domain::ids::EmployeeId>, bool)> = test.db.read(|conn| -> Result<_, DbError> {
            Ok(schema::employee::table
                .inner_join(schema::account::table.on(schema::account::employee_id.eq(schema::employee::id.nullable())))
                .order(schema::employee::external_id)
                .select((schema::employee::external_id, schema::employee::manager_id, schema::account::disabled))
                .load(conn)?)
        }).await.unwrap();
        let seen: Vec<(&str, bool, bool)> = lines.iter().map(|(id, manager, disabled)| (id.as_str(), manager.is_some(), *disabled)).collect();
        assert_eq!(seen, [("E1", false, false), ("E2", true, false), ("E3", true, true)]);
    }
}

on_both_databases! {
    async fn hr_03_rings_are_errors_of_their_rows_alone(test) {
        let folder = with(&[
            ("org_units.csv", "external_id,name,kind,parent\nU1,Top,company,\nU2,A,team,U3\nU3,B,team,U2\nU4,C,team,U4\nU5,D,team,U2\n"),
            ("employees.csv", "external_id,given_name,family_name,work_email,title,org_unit,manager\n\
                E1,A,A,a@example.org,T,U1,\nE2,B,B,b@example.org,T,U1,E3\nE3,C,C,c@example.org,T,U1,E2\n\
                E4,D,D,d@example.org,T,U1,E4\nE5,E,E,e@example.org,T,U1,E2\nE6,F,F,f@example.org,T,U9,E1\n\
                E7,G,G,g@example.org,T,U1,E6\nE8,H,H,h@example.org,T,U1,E99\n"),
            ("role_history.csv", "external_id,employee,title,starts_on\n"),
            ("skill_claims.csv", "employee,skill,source,level,claimed_on\n"),
            ("skill_interests.csv", "employee,skill,interest\n"),
            ("openings.csv", "external_id,kind,title,description,org_unit,work_mode,owner,status\n"),
            ("opening_requirements.csv", "opening,skill,level\n"),
        ]);
        let predicted = dry(&test.db, folder.path());
        let done = real(&test.db, folder.path());
        assert_eq!(predicted.outcome, done.outcome);
        assert_eq!(errors(&done).lines().map(str::trim_end).collect::<Vec<_>>(), [
            "employees.csv:3 manager cycle E3",
            "employees.csv:4 manager cycle E2",
            "employees.csv:5 manager cycle E4",
            "employees.csv:6 manager refused_reference E2",
            "employees.csv:7 org_unit unknown_reference U9",
            "employees.csv:8 manager refused_reference E6",
            "employees.csv:9 manager unknown_reference E99",
            "org_units.csv:3 parent cycle U3",
            "org_units.csv:4 parent cycle U2",
            "org_units.csv:5 parent cycle U4",
            "org_units.csv:6 parent unknown_reference U2",
        ]);
        let counts = &done.outcome.files["employees.csv"];
        assert_eq!((counts.rows, counts.created, counts.refused), (8, 3, 5));
    }
}

on_both_databases! {
    async fn hr_06_a_dry_run_writes_nothing_and_predicts_exactly(test) {
        let folder = nasty();
        let empty = content(&test.db).await;
        let predicted = dry(&test.db, folder.path());
        assert_eq!(content(&test.db).await, empty);
        assert_eq!((change_count(&test.db).await, runs(&test.db).await.len()), (0, 0));
        let done = real(&test.db, folder.path());
        assert_eq!(predicted.outcome, done.outcome);
        assert_eq!(errors(&done).lines().map(str::trim_end).collect::<Vec<_>>(), [
            "employees.csv:3 work_email not_an_email nobody",
            "employees.csv:3 hire_date not_a_date 31/12/2020",
            "employees.csv:4 work_email email_taken ADA@example.org",
            "employees.csv:5 external_id duplicate E1",
            "employees.csv:6 - column_count 3",
            "employees.csv:7 given_name required",
            "employees.csv:7 weekly_hours out_of_range 400",
            "job_profiles.csv:3 family unknown_reference F9",
            "job_profiles.csv:4 level out_of_range 0",
            "job_profiles.csv:5 pay_max_minor out_of_range 1",
            "locations.csv:2 country not_a_country France",
            "locations.csv:2 time_zone not_a_time_zone ../etc",
            "opening_requirements.csv:3 skill unknown_reference S9",
            "opening_requirements.csv:4 opening unknown_reference O9",
            "opening_requirements.csv:5 skill duplicate S1",
            "org_units.csv:2 head unknown_reference E77",
            "requirements.csv:3 level out_of_range 6",
            "requirements.csv:4 skill duplicate S1",
            "requirements.csv:5 importance unknown_value maybe",
            "role_history.csv:2 ends_on date_order 2020-01-01",
            "skill_claims.csv:2 employee unknown_reference E9",
            "skill_claims.csv:3 source unknown_value rumour",
            "skill_claims.csv:3 level not_a_number high",
            "skill_claims.csv:5 skill duplicate S1",
            "skills.csv:2 name control_character Bell",
        ]);
        assert_eq!(done.outcome.files["skills.csv"].unknown_columns, ["colour"]);
        assert_eq!(done.outcome.unknown_files, ["budget.csv"]);
        // Good rows came in; a second time nothing changes, and the same errors are told.
        let stored = content(&test.db).await;
        let again = real(&test.db, folder.path());
        assert_eq!((again.outcome.changed(), errors(&again)), (0, errors(&done)));
        assert_eq!(content(&test.db).await, stored);
        let kept = test.db.read(|conn| {
            let run = persistence::imports::list_runs(conn, None, 1)?.remove(0).id;
            persistence::imports::list_errors(conn, run, None, 100)
        }).await.unwrap();
        assert_eq!(kept.len(), done.outcome.errors.len());
    }
}

on_both_databases! {
    async fn strict_takes_all_or_nothing(test) {
        let folder = nasty();
        let empty = content(&test.db).await;
        let refused = import(&test.db, folder.path(), &options(false, true)).unwrap();
        assert!(!refused.written);
        assert_eq!(refused.outcome, dry(&test.db, folder.path()).outcome);
        assert_eq!(content(&test.db).await, empty);

        let folder = support::folder(&good());
        let taken = import(&test.db, folder.path(), &options(false, true)).unwrap();
        assert!(taken.written && taken.outcome.changed() > 0);
        let stored = content(&test.db).await;
        let again = import(&test.db, folder.path(), &options(false, true)).unwrap();
        assert_eq!((again.written, again.outcome.changed()), (true, 0));
        assert_eq!(content(&test.db).await, stored);
        assert_eq!(runs(&test.db).await, ["complete", "complete", "failed"]);
    }
}

on_both_databases! {
    async fn updates_keep_ids_and_touch_only_what_differs(test) {
        let before = folder(&good());
        real(&test.db, before.path());
        let ids = |db: &Db| {
            let db = db.clone();
            async move {
                db.read(|conn| -> Result<Vec<(String, domain::ids::EmployeeId, i64)>, DbError> {
                    Ok(schema::employee::table
                        .order(schema::employee::external_id)
                        .select((schema::employee::external_id, schema::employee::id, schema::employee::version))
                        .load(conn)?)
                }).await.unwrap()
            }
        };
        let old = ids(&test.db).await;
        // E2 moves up, marries and leaves; the unit moves with its path.
        let after = with(&[("employees.csv", "external_id,given_name,family_name,work_email,title,org_unit,location,manager,job_profile,hire_date,weekly_hours,status\n\
            E2,Élodie,Martin-Roy,elodie@example.org,Engineer,U1,L1,E1,P1,2021-02-28,37.5,left\n\
            E1,Ada,Diaz,Ada@Example.org,Lead,U1,,,P2,2019-01-01,,active\n\
            E3,Ben,Okoro,ben@example.org,Engineer,U2,,E2,P1,,,left\n")]);
        let predicted = dry(&test.db, after.path());
        let done = real(&test.db, after.path());
        assert_eq!(predicted.outcome, done.outcome);
        let counts = &done.outcome.files["employees.csv"];
        assert_eq!((counts.updated, counts.unchanged), (1, 2));
        let new = ids(&test.db).await;
        for (one, other) in old.iter().zip(&new) {
            assert_eq!(one.1, other.1);
            assert_eq!(other.2, one.2 + i64::from(one.0 == "E2"));
        }
    }
}

on_both_databases! {
    async fn hr_08_dialects_are_understood(test) {
        let text = "\u{feff}External ID;NAME;City;country;Time-Zone\r\nL1;\"Rue \"\"du\"\"; Bac\";Paris;FR;Europe/Paris\r\n\r\nL2;B\u{e9}ziers;B;FR;Europe/Paris\r\n";
        let done = real(&test.db, folder(&[("Locations.CSV", text)]).path());
        assert_eq!(errors(&done), "");
        let tabs = "external_id\tname\tcity\tcountry\ttime_zone\nL3\ta,b\tc\tde\tEurope/Berlin";
        assert_eq!(errors(&real(&test.db, folder(&[("locations.csv", tabs)]).path())), "");
        let names: Vec<String> = test.db.read(|conn| -> Result<_, DbError> {
            Ok(schema::location::table.order(schema::location::external_id).select(schema::location::name).load(conn)?)
        }).await.unwrap();
        assert_eq!(names, ["Rue \"du\"; Bac", "B\u{e9}ziers", "a,b"]);
    }
}

on_both_databases! {
    async fn hr_08_files_that_cannot_be_read_are_refused_as_a_whole(test) {
        let header = "external_id,name,city,country,time_zone\n";
        let utf16: Vec<u8> = header.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut latin = format!("{header}L1,B").into_bytes();
        latin.extend_from_slice(b"\xe9ziers,B,FR,Europe/Paris\n");
        let mut open = format!("{header}L1,\"").into_bytes();
        open.resize(1_200_000, b'x');
        let cases: [(&[u8], &str); 7] = [
            (&utf16, "encoding"),
            (b"\xff\xfea\0", "encoding"),
            (&latin, "encoding"),
            (b"", "empty"),
            (b"external_id,name,city,name,country,time_zone\n", "duplicate_column"),
            (b"external_id,name\nL1,x\n", "missing_column"),
            (&open, "row_too_long"),
        ];
        for (bytes, code) in cases {
            let folder = folder(&[]);
            fs::write(folder.path().join("locations.csv"), bytes).unwrap();
            let predicted = dry(&test.db, folder.path());
            let done = real(&test.db, folder.path());
            assert_eq!(predicted.outcome, done.outcome);
            let codes: Vec<&str> = done.outcome.errors.iter().map(|error| error.code).collect();
            assert_eq!(codes, [code]);
        }
        assert!(matches!(import(&test.db, folder(&[]).path(), &options(false, false)), Err(ImportError::Folder(_))));
    }
}

on_both_databases! {
    async fn mutated_folders_never_panic_nor_surprise_the_dry_run(test) {
        // A fixed sequence: what fails once fails again.
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % u64::try_from(below).unwrap()).unwrap()
        };
        let noise: [&[u8]; 12] = [b",", b"\"", b"\n", b"", b"E1", b"U2", b"\0", b"\xff", b"-", b"9999999999", b"2026-13-01", b"=cmd"];
        for _ in 0..25 {
            let folder = folder(&good());
            for _ in 0..=next(3) {
                let files = good();
                let name = files[next(files.len())].0;
                let path = folder.path().join(name);
                let mut bytes = fs::read(&path).unwrap();
                let from = next(bytes.len().max(1)).min(bytes.len());
                let to = (from + next(6)).min(bytes.len());
                bytes.splice(from..to, noise[next(noise.len())].iter().copied());
                fs::write(&path, bytes).unwrap();
            }
            let predicted = dry(&test.db, folder.path());
            let done = real(&test.db, folder.path());
            assert_eq!(predicted.outcome, done.outcome);
            let halves: i64 = test.db.read(|conn| -> Result<_, DbError> {
                Ok(schema::employee::table
                    .left_join(schema::account::table.on(schema::account::employee_id.eq(schema::employee::id.nullable())))
                    .filter(schema::account::id.is_null())
                    .count()
                    .get_result(conn)?)
            }).await.unwrap();
            assert_eq!(halves, 0);
        }
    }
}

on_both_databases! {
    async fn hr_10_an_import_that_was_killed_goes_on_where_it_was(test) {
        let folder = folder(&[("skills.csv", SKILLS), ("org_units.csv", "external_id,name,kind\nU1,All,company\n")]);
        let mut people = "external_id,given_name,family_name,work_email,title,org_unit,manager\n".to_owned();
        let mut claims = "employee,skill,source,level,claimed_on\n".to_owned();
        for number in 0..12_000 {
            let manager = if number == 0 { String::new() } else { format!("E{}", (number - 1) / 10) };
            writeln!(people, "E{number},A,B,p{number}@example.org,T,U1,{manager}").unwrap();
            writeln!(claims, "E{number},S1,self,3,2025-01-01\nE{number},S2,self,3,2025-01-01").unwrap();
        }
        fs::write(folder.path().join("employees.csv"), people).unwrap();
        fs::write(folder.path().join("skill_claims.csv"), claims).unwrap();
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_traverse"))
            .args(["import", "--source", "hr"])
            .arg(folder.path())
            .env("DATABASE_URL", &test.url)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Until some rows are there, but not all.
        let counted = loop {
            let stored: i64 = test.db.read(|conn| -> Result<_, DbError> { Ok(schema::employee::table.count().get_result(conn)?) }).await.unwrap();
            if stored > 0 || child.try_wait().unwrap().is_some() {
                break stored;
            }
        };
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(counted > 0);
        let done = real(&test.db, folder.path());
        assert_eq!(errors(&done), "");
        assert_eq!(runs(&test.db).await[0], "complete");
        assert!(["aborted", "complete"].contains(&runs(&test.db).await[1].as_str()));
        assert_eq!(real(&test.db, folder.path()).outcome.changed(), 0);
        let counts = &done.outcome.files["employees.csv"];
        assert_eq!(counts.created + counts.unchanged, 12_000);
    }
}

#[test]
fn hr_09_the_error_list_is_safe_in_a_spreadsheet() {
    let cells = [
        "employees.csv",
        "2",
        "name",
        "required",
        "=cmd|' /C calc'!A0",
        "is empty",
    ]
    .map(Into::into);
    let mut out = Vec::new();
    write_errors(&mut out, std::iter::once(cells)).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "file,row,column,code,value,message\nemployees.csv,2,name,required,'=cmd|' /C calc'!A0,is empty\n"
    );
}
