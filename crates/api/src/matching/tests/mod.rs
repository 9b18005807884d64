//! What is published is whole, and so is what is read from a file. Without a database: those tests
//! are with the API's.

mod fronts;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{Days, NaiveDate};
use domain::ids::{EmployeeId, OpportunityId, OrgUnitId, SkillClaimId, SkillId};
use domain::opportunity::OpportunityStatus;
use domain::proficiency::Claim;
use domain::terms::{
    ClaimSource, EmployeeStatus, Importance, OpportunityKind, Priority, SkillKind, WorkMode,
};
use domain::time::Timestamp;
use matching::{OpeningFilter, OpeningRef, PeopleFilter, Weights};
use persistence::Json;
use persistence::audit::Link;
use persistence::changes::Position;
use persistence::matching_input::{BoardRow, CatalogueInput, PersonInput, SkillInput};
use persistence::opportunities::{OpportunityRow, RequirementRow};
use uuid::Uuid;

use super::known::Known;
use super::published::Published;
use super::snapshot;
use crate::directory::Catalogue;

const PEOPLE: u128 = 30;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

fn skill() -> SkillId {
    SkillId::from_uuid(Uuid::from_u128(1))
}

fn opening() -> OpportunityId {
    OpportunityId::from_uuid(Uuid::from_u128(1))
}

fn everybody() -> Vec<EmployeeId> {
    let all = 1..=PEOPLE;
    all.map(|n| EmployeeId::from_uuid(Uuid::from_u128(n)))
        .collect()
}

/// Everybody's level and first day say the version.
fn person(id: EmployeeId, version: u64) -> PersonInput {
    let claim = Claim {
        id: SkillClaimId::from_uuid(*id.as_uuid()),
        source: ClaimSource::Own,
        level: level(version),
        claimed_on: day(),
        expires_on: None,
    };
    PersonInput {
        id,
        org_unit_id: OrgUnitId::from_uuid(Uuid::from_u128(1)),
        location_id: None,
        manager_id: None,
        job_profile_id: None,
        status: EmployeeStatus::Active,
        hire_date: Some(day() - Days::new(version)),
        in_role_since: None,
        moved_on: None,
        claims: vec![(skill(), claim)],
        interests: Vec::new(),
        target_profiles: Vec::new(),
        target_skills: Vec::new(),
        preference: None,
    }
}

fn level(version: u64) -> u8 {
    u8::try_from(version % 5).unwrap() + 1
}

/// The opening's applicants say the version.
fn row(version: u64) -> BoardRow {
    BoardRow {
        row: OpportunityRow {
            id: opening(),
            kind: OpportunityKind::Role,
            title: "Analyst".to_owned(),
            org_unit_id: OrgUnitId::from_uuid(Uuid::from_u128(1)),
            location_id: None,
            work_mode: WorkMode::Hybrid,
            job_profile_id: None,
            level: None,
            owner_id: EmployeeId::from_uuid(Uuid::from_u128(99)),
            seats: 1,
            seats_filled: 0,
            pay_min_minor: None,
            pay_max_minor: None,
            pay_currency: None,
            hours_per_week: None,
            opened_at: Timestamp::from_micros(1),
            closes_on: None,
            priority: Priority::Normal,
            status: OpportunityStatus::OpenAll,
            audience_org_unit_ids: Json(Vec::new()),
            applicants_count: i32::try_from(version).unwrap(),
            version: 1,
            created_at: Timestamp::from_micros(1).unwrap(),
            owner_since: Timestamp::EPOCH,
        },
        requirements: vec![RequirementRow {
            skill_id: skill(),
            level: 5,
            importance: Importance::Required,
        }],
        members: Vec::new(),
    }
}

fn turn_to(known: &mut Known, version: u64) {
    let found: Vec<PersonInput> = everybody()
        .into_iter()
        .map(|id| person(id, version))
        .collect();
    known.take_people(&everybody(), &found, version);
    known.take_openings(
        &[opening()],
        &[row(version)],
        &Catalogue::default(),
        version,
    );
    known.engine.set_data_version(version);
}

fn first() -> Known {
    let mut known = Known::new(Weights::default(), day()).unwrap();
    let input = CatalogueInput {
        profiles: Vec::new(),
        requirements: Vec::new(),
        skills: vec![SkillInput {
            id: skill(),
            kind: SkillKind::Skill,
            transversal: false,
        }],
        relations: Vec::new(),
        steps: Vec::new(),
        moves: Vec::new(),
    };
    known.take_catalogue(input, &Arc::default(), 0).unwrap();
    turn_to(&mut known, 0);
    known
}

/// Which version a state is of; all of it says the same.
fn version_of(known: &Known) -> u64 {
    let version = known.engine.data_version();
    let filter = PeopleFilter {
        include_step_down: true,
        ..PeopleFilter::default()
    };
    let limit = usize::try_from(PEOPLE).unwrap() - 1;
    let page = known
        .engine
        .people_for(OpeningRef::Stored(opening()), &filter, limit, 0);
    let page = page.unwrap();
    assert_eq!((page.items.len(), page.data_version), (limit, version));
    let coverage = u32::from(level(version)) * 200_000;
    assert!(
        page.items
            .iter()
            .all(|one| one.summary.coverage_ppm == coverage)
    );
    for id in everybody() {
        let (tenure, stamp) = known.people.get(&id).unwrap();
        assert_eq!(*stamp, version);
        assert_eq!(tenure.hire_date, Some(day() - Days::new(version)));
    }
    let entry = known.board.find(opening()).unwrap();
    assert_eq!(u64::try_from(entry.row.applicants_count).unwrap(), version);
    version
}

#[test]
fn every_answer_is_that_of_one_published_state() {
    let published = Published::new(first());
    let done = AtomicBool::new(false);
    let ask = || {
        let (mut last, mut asked) = (0, 0_u32);
        while !done.load(Ordering::Acquire) || asked == 0 {
            let version = version_of(&published.load());
            assert!(version >= last, "states follow each other");
            (last, asked) = (version, asked + 1);
        }
        asked
    };
    std::thread::scope(|scope| {
        let readers = [(); 3].map(|()| scope.spawn(ask));
        let kept = published.load_full();
        for version in 1..=300 {
            let mut next = Known::clone(&published.load());
            turn_to(&mut next, version);
            if version % 7 == 0 {
                let merged = next.engine.merge();
                assert!(next.engine.install(merged));
            }
            published.publish(next);
        }
        done.store(true, Ordering::Release);
        assert!(readers.into_iter().all(|reader| reader.join().unwrap() > 0));
        assert_eq!(version_of(&kept), 0, "what somebody holds does not change");
    });
    published.clear();
    assert_eq!(version_of(&published.load()), 300);
}

fn position() -> Position {
    Position {
        schema: "7".to_owned(),
        change_seq: 12,
        audit: Link {
            seq: 34,
            hash: vec![5; 32],
        },
    }
}

/// What the file says, taken into a state that knows nobody.
fn read(path: &std::path::Path) -> Result<Known, snapshot::Unfit> {
    let mut known = first();
    for id in everybody() {
        known.drop_person(id);
    }
    let read = snapshot::open(path)?.read_into(&mut known, 3)?;
    assert_eq!(read, position());
    Ok(known)
}

#[test]
fn a_snapshot_is_whole_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people");
    assert!(matches!(read(&path), Err(snapshot::Unfit::Missing)));
    let mut known = first();
    turn_to(&mut known, 3);
    snapshot::write(&path, &known, position()).unwrap();
    let mut back = read(&path).unwrap();
    back.take_openings(&[opening()], &[row(3)], &Catalogue::default(), 3);
    assert_eq!(version_of(&back), 3);
    let all = OpeningFilter {
        today: day(),
        ..OpeningFilter::default()
    };
    for id in everybody() {
        let list = |known: &Known| known.engine.openings_for(id, &all, 5, 0);
        assert_eq!(list(&back), list(&known));
    }
    let whole = std::fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << (at % 8);
        std::fs::write(&path, damaged).unwrap();
        assert!(read(&path).is_err(), "byte {at} of {}", whole.len());
        std::fs::write(&path, &whole[..at]).unwrap();
        assert!(read(&path).is_err(), "cut at {at} of {}", whole.len());
    }
    let longer = [whole.as_slice(), &[0]].concat();
    std::fs::write(&path, longer).unwrap();
    assert!(read(&path).is_err(), "longer than it was");
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_a_snapshot() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people");
    snapshot::write(&path, &first(), position()).unwrap();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
