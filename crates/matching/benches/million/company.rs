//! An invented company of any size, the same in every run. It is for speed and correctness only and
//! says nothing of quality.
//!
//! Job profiles belong to families; a family has a pool of skills, a profile a core of 40 of them.
//! How popular a skill is, in a pool and in the whole, follows Zipf's law, and so does how many
//! people hold a profile. Of a person's skills 60 % come from the core of their profile, 25 % from
//! the pool of its family and 15 % from everywhere; levels lie around that of the profile.
//! Evidence has the few values that combinations of sources have. Openings ask for what a profile
//! requires.

use domain::ids::{
    EmployeeId, JobFamilyId, JobProfileId, LocationId, OpportunityId, OrgUnitId, SkillId,
};
use domain::terms::{EmployeeStatus, Importance, OpportunityKind, SkillKind, SkillRelationKind};
use matching::{
    Catalogue, CatalogueRelation, CatalogueSkill, JobProfile, Opening, Person, PersonSkill,
    Requirement,
};
use uuid::Uuid;

pub const FAMILIES: u64 = 50;
pub const PROFILES: u64 = 1_000;
pub const UNITS: u64 = 2_000;
pub const LOCATIONS: u64 = 60;
const POOL: u64 = 240;
const CORE: usize = 40;

/// A small generator (splitmix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }
}

/// Draws places with probability in proportion to `1 / (place + 1)`.
struct Zipf(Vec<u64>);

impl Zipf {
    fn new(places: u64) -> Self {
        let mut sum = 0;
        let sums = (1..=places).map(|place| {
            sum += 1_000_000_000 / place;
            sum
        });
        Self(sums.collect())
    }

    fn draw(&self, random: &mut Random) -> u64 {
        let at = random.below(self.0.last().copied().unwrap_or(1));
        let place = self.0.partition_point(|sum| *sum <= at);
        u64::try_from(place).unwrap_or(0)
    }
}

pub fn uuid(n: u64) -> Uuid {
    Uuid::from_u128(n.into())
}

pub fn employee(n: u64) -> EmployeeId {
    EmployeeId::from_uuid(uuid(n))
}

pub fn unit(n: u64) -> OrgUnitId {
    OrgUnitId::from_uuid(uuid(n))
}

pub fn location(n: u64) -> LocationId {
    LocationId::from_uuid(uuid(n))
}

pub fn skill(n: u64) -> SkillId {
    SkillId::from_uuid(uuid(n))
}

fn profile(n: u64) -> JobProfileId {
    JobProfileId::from_uuid(uuid(n))
}

pub struct Company {
    skills: u64,
    per_person: usize,
    everywhere: Zipf,
    in_pool: Zipf,
    holders: Zipf,
    /// By profile.
    cores: Vec<Vec<u64>>,
    requirements: Vec<Vec<Requirement>>,
}

impl Company {
    pub fn new(skills: u64, per_person: usize) -> Self {
        let mut company = Self {
            skills,
            per_person,
            everywhere: Zipf::new(skills),
            in_pool: Zipf::new(POOL),
            holders: Zipf::new(PROFILES),
            cores: Vec::new(),
            requirements: Vec::new(),
        };
        for n in 0..PROFILES {
            let mut random = Random(n);
            let mut core: Vec<u64> = Vec::new();
            while core.len() < CORE {
                let one = company.of_family(n % FAMILIES, &mut random);
                if !core.contains(&one) {
                    core.push(one);
                }
            }
            let level = Self::level(n);
            let required = 8 + usize::try_from(random.below(5)).unwrap_or(0);
            let ask = |(at, one): (usize, &u64)| Requirement {
                skill: skill(*one),
                level: u8::try_from((level + random.below(3)).clamp(2, 6) - 1).unwrap_or(1),
                importance: if at % 4 == 3 {
                    Importance::Preferred
                } else {
                    Importance::Required
                },
            };
            let asks = core.iter().take(required).enumerate().map(ask).collect();
            company.requirements.push(asks);
            company.cores.push(core);
        }
        company
    }

    /// A family's pool is spread over all skills; its first few are among the most popular.
    fn of_family(&self, family: u64, random: &mut Random) -> u64 {
        let place = self.in_pool.draw(random);
        if place.is_multiple_of(8) {
            (place * 3 + family) % (self.skills / 20).max(1)
        } else {
            (family * self.skills / FAMILIES + place * 7) % self.skills
        }
    }

    const fn level(profile: u64) -> u64 {
        1 + profile / FAMILIES % 5
    }

    pub fn catalogue(&self) -> Catalogue {
        Catalogue {
            skills: (0..self.skills)
                .map(|n| CatalogueSkill {
                    id: skill(n),
                    kind: SkillKind::Skill,
                })
                .collect(),
            relations: (0..self.skills)
                .map(|n| CatalogueRelation {
                    from: skill(n),
                    kind: SkillRelationKind::Related,
                    to: skill((n + 7) % self.skills),
                })
                .collect(),
            job_profiles: (0..)
                .zip(&self.requirements)
                .map(|(n, requirements)| JobProfile {
                    id: profile(n),
                    family: JobFamilyId::from_uuid(uuid(n % FAMILIES)),
                    level: i16::try_from(Self::level(n)).unwrap_or(1),
                    requirements: requirements.clone(),
                })
                .collect(),
            career_steps: (FAMILIES..PROFILES)
                .map(|n| (profile(n - FAMILIES), profile(n)))
                .collect(),
            observed_moves: Vec::new(),
        }
    }

    /// The nth person as they are after `version` changes.
    pub fn person(&self, n: u64, version: u64) -> Person {
        let mut random = Random(n.wrapping_mul(0x5851_f42d_4c95_7f2d) ^ version << 40);
        let role = self.holders.draw(&mut random);
        let core = usize::try_from(role).ok().and_then(|at| self.cores.get(at));
        let mut owned: Vec<PersonSkill> = Vec::with_capacity(self.per_person);
        let mut tries = 0;
        while owned.len() < self.per_person && tries < 40 * self.per_person {
            tries += 1;
            let one = match random.below(20) {
                0..12 => {
                    let at = usize::try_from(random.below(40)).unwrap_or(0);
                    core.and_then(|core| core.get(at)).copied().unwrap_or(0)
                }
                12..17 => self.of_family(role % FAMILIES, &mut random),
                _ => self.everywhere.draw(&mut random),
            };
            if owned.iter().all(|other| other.skill != skill(one)) {
                owned.push(PersonSkill {
                    skill: skill(one),
                    level_milli: level(Self::level(role), &mut random),
                    evidence_ppm: evidence(&mut random),
                });
            }
        }
        Person {
            org_unit: Some(unit(random.below(UNITS))),
            location: Some(location(random.below(LOCATIONS))),
            job_profile: Some(profile(role)),
            status: if random.below(50) == 0 {
                EmployeeStatus::Leaving
            } else {
                EmployeeStatus::Active
            },
            open_to_moves: random.below(5) == 0,
            skills: owned,
            ..Person::new(employee(n))
        }
    }

    /// In the order of their tree.
    pub fn units() -> Vec<OrgUnitId> {
        (0..UNITS).map(unit).collect()
    }

    pub fn opening(&self, n: u64) -> Opening {
        let mut random = Random(n ^ 0xabcd_ef01);
        let role = self.holders.draw(&mut random);
        let at = usize::try_from(role).unwrap_or(0);
        Opening {
            org_unit: Some(unit(random.below(UNITS))),
            location: Some(location(random.below(LOCATIONS))),
            job_profile: Some(profile(role)),
            requirements: self.requirements.get(at).cloned().unwrap_or_default(),
            opened_on: chrono::NaiveDate::from_ymd_opt(2026, 1, 1),
            ..Opening::new(OpportunityId::from_uuid(uuid(n)), OpportunityKind::Role)
        }
    }
}

/// A level around that of the role, faded by up to 30 %.
fn level(around: u64, random: &mut Random) -> u16 {
    let whole = (around + random.below(4)).clamp(2, 6) - 1;
    let faded = whole * (1_000 - random.below(10) * 30);
    u16::try_from(faded).unwrap_or(1_000)
}

fn evidence(random: &mut Random) -> u32 {
    let at = random.below(8);
    let values = [
        400_000, 400_000, 400_000, 600_000, 760_000, 820_000, 880_000, 928_000,
    ];
    usize::try_from(at)
        .ok()
        .and_then(|at| values.get(at))
        .copied()
        .unwrap_or(0)
}
