//! Public catalogues: small folders in the official layouts always; the real data where it is at
//! hand, which it need not be.

use std::path::PathBuf;

use api::import::progress::Progress;
use api::import::taxonomy::{Taxonomy, import};
use diesel::prelude::*;
use persistence::{DbError, on_both_databases, schema};

use crate::support::{clock, errors, folder};

fn open_data(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("TRAVERSE_OPEN_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = shared.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!(
        "skipped: there is no {}; TRAVERSE_OPEN_DATA names another place",
        folder.display()
    );
    None
}

on_both_databases! {
    async fn the_official_esco_bundle_becomes_skills_and_profiles(test) {
        let folder = folder(&[
            ("skills_en.csv", "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,definition,inScheme,description\n\
                KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/a,knowledge,cross-sector,statistics,\"stats\nstatistical science\",,released,,,,,Numbers.\n\
                KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/b,skill/competence,transversal,think,,,released,,,,,\n"),
            ("broaderRelationsSkillPillar_en.csv", "conceptType,conceptUri,broaderType,broaderUri\n\
                KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/a,KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/b\n\
                KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/b,SkillGroup,http://data.europa.eu/esco/skill/S1\n"),
            ("skillSkillRelations_en.csv", "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri\n\
                http://data.europa.eu/esco/skill/a,knowledge,optional,skill/competence,http://data.europa.eu/esco/skill/b\n"),
            ("ISCOGroups_en.csv", "conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,description\nISCOGroup,http://data.europa.eu/esco/isco/C2120,2120,Mathematicians,released,,,\n"),
            ("occupations_en.csv", "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,regulatedProfessionNote,scopeNote,definition,inScheme,description,code\n\
                Occupation,http://data.europa.eu/esco/occupation/o,2120,statistician,,,released,,,,,,Counts.,2120.1\n"),
            ("occupationSkillRelations_en.csv", "occupationUri,relationType,skillType,skillUri\n\
                http://data.europa.eu/esco/occupation/o,optional,knowledge,http://data.europa.eu/esco/skill/a\n\
                http://data.europa.eu/esco/occupation/o,essential,knowledge,http://data.europa.eu/esco/skill/a\n\
                http://data.europa.eu/esco/occupation/o,optional,skill/competence,http://data.europa.eu/esco/skill/b\n"),
        ]);
        let first = import(&test.db, &clock(), Taxonomy::Esco, folder.path(), false, &mut Progress::silent()).unwrap();
        assert_eq!(errors(&first), "");
        let second = import(&test.db, &clock(), Taxonomy::Esco, folder.path(), false, &mut Progress::silent()).unwrap();
        assert_eq!(second.outcome.changed(), 0);
        let rows: Vec<(String, String, i16, String)> = test.db.read(|conn| -> Result<_, DbError> {
            Ok(schema::job_profile_requirement::table
                .inner_join(schema::skill::table.on(schema::skill::id.eq(schema::job_profile_requirement::skill_id)))
                .inner_join(schema::job_profile::table.on(schema::job_profile::id.eq(schema::job_profile_requirement::job_profile_id)))
                .order(schema::skill::name)
                .select((schema::job_profile::title, schema::skill::name, schema::job_profile_requirement::level, schema::job_profile_requirement::importance))
                .load(conn)?)
        }).await.unwrap();
        let rows: Vec<(&str, &str, i16, &str)> = rows.iter().map(|row| (row.0.as_str(), row.1.as_str(), row.2, row.3.as_str())).collect();
        assert_eq!(rows, [("statistician", "statistics", 3, "required"), ("statistician", "think", 3, "preferred")]);
    }
}

async fn imported(
    test: &persistence::testing::TestDb,
    taxonomy: Taxonomy,
    name: &str,
) -> Option<Vec<(&'static str, u64)>> {
    let folder = open_data(name)?;
    let first = import(
        &test.db,
        &clock(),
        taxonomy,
        &folder,
        false,
        &mut Progress::silent(),
    )
    .unwrap();
    assert_eq!(errors(&first), "");
    let again = import(
        &test.db,
        &clock(),
        taxonomy,
        &folder,
        true,
        &mut Progress::silent(),
    )
    .unwrap();
    assert_eq!(again.outcome.changed(), 0);
    Some(
        first
            .outcome
            .files
            .iter()
            .map(|(kind, counts)| (*kind, counts.created))
            .collect(),
    )
}

on_both_databases! {
    async fn gdad_as_published(test) {
        if let Some(counts) = imported(&test, Taxonomy::Gdad, "uk-gdad-pcf").await {
            let count = |kind| counts.iter().find(|(name, _)| *name == kind).unwrap().1;
            // 1,825 rows, 28 of which name no skill or none in use; counted apart from the importer.
            assert_eq!((count("skills"), count("job families"), count("job profiles")), (188, 7, 201));
            assert_eq!((count("requirements"), count("career steps")), (1_781, 148));
        }
    }
}

on_both_databases! {
    async fn esco_as_far_as_it_is_at_hand(test) {
        if let Some(counts) = imported(&test, Taxonomy::Esco, "esco-1.2.0").await {
            let count = |kind| counts.iter().find(|(name, _)| *name == kind).unwrap().1;
            // 14,045 rows, of which 83 differ from another in white space alone; counted apart from
            // the importer, like the rest.
            assert_eq!((count("skills"), count("job profiles"), count("job families")), (13_962, 3_039, 426));
            // 129,004 rows, 17 of which say that an essential skill is optional as well.
            assert_eq!(count("requirements"), 128_987);
            // Of 20,822 broader ones and 5,818 others, those between two skills that are there.
            assert_eq!(count("skill relations"), 2_719 + 1_787);
        }
    }
}
