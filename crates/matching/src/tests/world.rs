//! Worlds to test in: readable ids, and random worlds for the properties.

use chrono::NaiveDate;
use domain::ids::{
    EmployeeId, JobFamilyId, JobProfileId, LocationId, OpportunityId, OrgUnitId, SkillId,
};
use domain::terms::{
    Importance, Interest, OpportunityKind, Priority, SkillKind, SkillRelationKind, WorkMode,
};
use proptest::prelude::*;
use uuid::Uuid;

use crate::{
    AspirationTarget, Catalogue, CatalogueRelation, CatalogueSkill, Engine, JobProfile,
    ObservedMoves, Opening, Person, PersonSkill, PreferenceMode, PreferenceModes, Preferences,
    Requirement, Weights,
};

pub(super) fn skill(n: u32) -> SkillId {
    SkillId::from_uuid(Uuid::from_u128(n.into()))
}

pub(super) fn profile(n: u32) -> JobProfileId {
    JobProfileId::from_uuid(Uuid::from_u128(n.into()))
}

pub(super) fn family(n: u32) -> JobFamilyId {
    JobFamilyId::from_uuid(Uuid::from_u128(n.into()))
}

pub(super) fn employee(n: u32) -> EmployeeId {
    EmployeeId::from_uuid(Uuid::from_u128(n.into()))
}

pub(super) fn opportunity(n: u32) -> OpportunityId {
    OpportunityId::from_uuid(Uuid::from_u128(n.into()))
}

pub(super) fn unit(n: u32) -> OrgUnitId {
    OrgUnitId::from_uuid(Uuid::from_u128(n.into()))
}

pub(super) fn location(n: u32) -> LocationId {
    LocationId::from_uuid(Uuid::from_u128(n.into()))
}

pub(super) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 30).unwrap()
}

pub(super) fn required(n: u32, level: u8) -> Requirement {
    Requirement {
        skill: skill(n),
        level,
        importance: Importance::Required,
    }
}

pub(super) fn preferred(n: u32, level: u8) -> Requirement {
    Requirement {
        importance: Importance::Preferred,
        ..required(n, level)
    }
}

pub(super) fn role(n: u32, requirements: Vec<Requirement>) -> Opening {
    Opening {
        requirements,
        ..Opening::new(opportunity(n), OpportunityKind::Role)
    }
}

/// Skills with levels in thousandths, self-claimed.
pub(super) fn person(n: u32, skills: &[(u32, u16)]) -> Person {
    Person {
        skills: skills
            .iter()
            .map(|(s, level_milli)| PersonSkill {
                skill: skill(*s),
                level_milli: *level_milli,
                evidence_ppm: 400_000,
            })
            .collect(),
        ..Person::new(employee(n))
    }
}

pub(super) fn plain_skills(count: u32) -> Vec<CatalogueSkill> {
    let plain = |n| CatalogueSkill {
        id: skill(n),
        kind: SkillKind::Skill,
    };
    (1..=count).map(plain).collect()
}

pub(super) fn engine(catalogue: Catalogue, people: &[Person], openings: &[Opening]) -> Engine {
    let mut engine = Engine::new(Weights::default()).unwrap();
    engine.set_catalogue(catalogue);
    people.iter().for_each(|p| engine.upsert_person(p));
    openings.iter().for_each(|o| engine.upsert_opening(o));
    engine
}

const SKILLS: u32 = 24;
const PROFILES: u32 = 8;

#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) catalogue: Catalogue,
    pub(super) people: Vec<Person>,
    pub(super) openings: Vec<Opening>,
}

impl World {
    pub(super) fn engine(&self) -> Engine {
        engine(self.catalogue.clone(), &self.people, &self.openings)
    }
}

fn any_skill() -> impl Strategy<Value = SkillId> {
    // A few more than the catalogue knows.
    (1..=SKILLS + 2).prop_map(skill)
}

fn any_requirements() -> impl Strategy<Value = Vec<Requirement>> {
    let one = (any_skill(), 1_u8..=5, prop::sample::select(Importance::ALL)).prop_map(
        |(skill, level, importance)| Requirement {
            skill,
            level,
            importance,
        },
    );
    prop::collection::vec(one, 0..8)
}

pub(super) fn any_catalogue() -> impl Strategy<Value = Catalogue> {
    let kinds = prop::collection::vec(
        prop_oneof![8 => Just(SkillKind::Skill), 2 => Just(SkillKind::Tool), 1 => prop::sample::select(SkillKind::ALL)],
        usize::try_from(SKILLS).unwrap(),
    );
    let skills = kinds.prop_map(|kinds| {
        let skills = (1..)
            .zip(kinds)
            .map(|(n, kind)| CatalogueSkill { id: skill(n), kind });
        skills.collect()
    });
    let relation = (
        any_skill(),
        prop::sample::select(SkillRelationKind::ALL),
        any_skill(),
    )
        .prop_map(|(from, kind, to)| CatalogueRelation { from, kind, to });
    let profiles = prop::collection::vec(
        (1_u32..4, 1_i16..6, any_requirements()),
        0..usize::try_from(PROFILES).unwrap(),
    );
    let profiles = profiles.prop_map(|list| {
        let numbered = (1..).zip(list);
        numbered
            .map(|(n, (f, level, requirements))| JobProfile {
                id: profile(n),
                family: family(f),
                level,
                requirements,
            })
            .collect()
    });
    let moves = (any_profile(), any_profile(), 0_u32..30)
        .prop_map(|(from, to, count)| ObservedMoves { from, to, count });
    (
        skills,
        prop::collection::vec(relation, 0..12),
        profiles,
        prop::collection::vec((any_profile(), any_profile()), 0..8),
        prop::collection::vec(moves, 0..8),
    )
        .prop_map(
            |(skills, relations, job_profiles, career_steps, observed_moves)| Catalogue {
                skills,
                relations,
                job_profiles,
                career_steps,
                observed_moves,
            },
        )
}

fn any_profile() -> impl Strategy<Value = JobProfileId> {
    (1..=PROFILES).prop_map(profile)
}

fn any_mode() -> impl Strategy<Value = PreferenceMode> {
    prop_oneof![4 => Just(PreferenceMode::Penalty), 1 => Just(PreferenceMode::Filter)]
}

fn any_preferences() -> impl Strategy<Value = Preferences> {
    (
        prop::collection::vec(prop::sample::select(OpportunityKind::ALL), 0..3),
        prop::collection::vec((1_u32..5).prop_map(location), 0..3),
        prop::collection::vec(prop::sample::select(WorkMode::ALL), 0..3),
        prop::option::of(5_u16..20),
        prop::option::of(10_u16..45),
        (any_mode(), any_mode()),
    )
        .prop_map(
            |(kinds, locations, work_modes, min, max, (kind, place))| Preferences {
                kinds,
                locations,
                work_modes,
                hours_per_week_min: min,
                hours_per_week_max: max,
                languages: Vec::new(),
                modes: PreferenceModes {
                    kind,
                    location: place,
                    ..PreferenceModes::default()
                },
            },
        )
}

pub(super) fn any_person() -> impl Strategy<Value = Person> {
    let owned = (any_skill(), 0_u16..=5000, 0_u32..1_000_000).prop_map(
        |(skill, level_milli, evidence_ppm)| PersonSkill {
            skill,
            level_milli,
            evidence_ppm,
        },
    );
    let target = prop_oneof![
        any_profile().prop_map(AspirationTarget::JobProfile),
        any_skill().prop_map(AspirationTarget::Skill),
    ];
    (
        (
            prop::option::of((1_u32..4).prop_map(unit)),
            prop::option::of((1_u32..5).prop_map(location)),
        ),
        prop::option::of(any_profile()),
        any::<bool>(),
        prop::collection::vec(owned, 0..30),
        prop::collection::vec((any_skill(), prop::sample::select(Interest::ALL)), 0..4),
        prop::collection::vec(target, 0..3),
        any_preferences(),
    )
        .prop_map(
            |(at, job_profile, open_to_moves, skills, interests, aspirations, preferences)| {
                Person {
                    org_unit: at.0,
                    location: at.1,
                    job_profile,
                    open_to_moves,
                    skills,
                    interests,
                    aspirations,
                    preferences,
                    ..Person::new(employee(0))
                }
            },
        )
}

pub(super) fn any_opening() -> impl Strategy<Value = Opening> {
    (
        prop_oneof![3 => Just(OpportunityKind::Role), 1 => prop::sample::select(OpportunityKind::ALL)],
        prop::option::of((1_u32..4).prop_map(unit)),
        prop::option::of((1_u32..5).prop_map(location)),
        prop::sample::select(WorkMode::ALL),
        prop::option::of(any_profile()),
        any_requirements(),
        prop::option::of(4_u16..40),
        (prop::sample::select(Priority::ALL), any::<bool>(), prop::option::of(0_u64..300)),
    )
        .prop_map(|(kind, org_unit, place, work_mode, job_profile, requirements, hours, need)| Opening {
            org_unit,
            location: place,
            work_mode,
            job_profile,
            requirements,
            hours_per_week: hours,
            priority: need.0,
            critical_position: need.1,
            opened_on: need.2.map(|days| today() - chrono::Days::new(days)),
            ..Opening::new(opportunity(0), kind)
        })
}

pub(super) fn any_world() -> impl Strategy<Value = World> {
    (
        any_catalogue(),
        prop::collection::vec(any_person(), 1..10),
        prop::collection::vec(any_opening(), 1..16),
    )
        .prop_map(|(catalogue, mut people, mut openings)| {
            for (n, person) in (1..).zip(&mut people) {
                person.id = employee(n);
            }
            for (n, opening) in (1..).zip(&mut openings) {
                opening.id = opportunity(n);
            }
            World {
                catalogue,
                people,
                openings,
            }
        })
}
