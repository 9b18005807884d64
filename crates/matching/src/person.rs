//! A person, prepared for scoring: handles instead of ids, strongest skills first, totals.

use domain::ids::{EmployeeId, LocationId, OrgUnitId, SkillId};
use domain::terms::{EmployeeStatus, Interest, OpportunityKind, WorkMode};

use crate::catalogue::CompiledCatalogue;
use crate::input::{AspirationTarget, Person, PreferenceModes};
use crate::intern::Interner;
use crate::units::{BASIS_POINTS, Divisor, PPM, narrow16};
use crate::weights::Weights;

/// The highest level, and what a certificate counts as, held or asked for.
pub(crate) const TOP_LEVEL: u8 = 5;
const TOP_LEVEL_MILLI: u16 = 5000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owned {
    pub(crate) skill: u32,
    /// As told; `level_milli` is what counts.
    pub(crate) told_milli: u16,
    pub(crate) level_milli: u16,
    /// Ten-thousandths.
    pub(crate) evidence: u16,
}

#[derive(Clone, Debug)]
pub(crate) struct PersonRecord {
    pub(crate) id: EmployeeId,
    pub(crate) unit: u32,
    pub(crate) location: u32,
    pub(crate) profile: u32,
    pub(crate) status: EmployeeStatus,
    pub(crate) open_to_moves: bool,
    /// Strongest first, those last that no job asks for; each skill once.
    pub(crate) skills: Box<[Owned]>,
    /// Σ idf²·l over the strongest, the denominator of use of self.
    pub(crate) strength: Divisor,
    /// How many of the skills are the strongest: of those that some job asks for, or of all where
    /// none does.
    pub(crate) strongest: usize,
    /// Skills to use or learn (true), and to avoid (false).
    pub(crate) interests: Box<[(u32, bool)]>,
    /// Profiles aimed for.
    pub(crate) targets: Box<[u32]>,
    /// Most people state none.
    pub(crate) preferences: Option<Box<CompiledPreferences>>,
}

#[derive(Clone, Debug)]
pub(crate) struct CompiledPreferences {
    pub(crate) kinds: Vec<OpportunityKind>,
    pub(crate) locations: Vec<u32>,
    pub(crate) work_modes: Vec<WorkMode>,
    pub(crate) hours_min: Option<u16>,
    pub(crate) hours_max: Option<u16>,
    pub(crate) languages: Vec<String>,
    pub(crate) modes: PreferenceModes,
}

/// The interners that people and openings share with the filters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    pub(crate) units: Interner<OrgUnitId>,
    pub(crate) locations: Interner<LocationId>,
}

impl PersonRecord {
    pub(crate) fn new(
        person: &Person,
        catalogue: &mut CompiledCatalogue,
        places: &mut Places,
        weights: &Weights,
    ) -> Self {
        let mut record = Self {
            id: person.id,
            unit: places.units.intern_opt(person.org_unit),
            location: places.locations.intern_opt(person.location),
            profile: catalogue.profiles.intern_opt(person.job_profile),
            status: person.status,
            open_to_moves: person.open_to_moves,
            skills: owned(person, catalogue),
            strength: Divisor::default(),
            strongest: 0,
            interests: interests(person, catalogue),
            targets: targets(person, catalogue),
            preferences: preferences(person, places),
        };
        record.prepare(catalogue, weights);
        record
    }

    /// Brings what depends on the catalogue and the weights up to date.
    pub(crate) fn prepare(&mut self, catalogue: &CompiledCatalogue, weights: &Weights) {
        for owned in &mut self.skills {
            owned.level_milli = if catalogue.is_certificate(owned.skill) {
                TOP_LEVEL_MILLI
            } else {
                owned.told_milli
            };
        }
        // What no job asks for is no strength that a role leaves unused; as the rarest of all it
        // would outweigh everything else.
        let is_asked = |o: &Owned| catalogue.document_frequency(o.skill) > 0;
        self.skills.sort_unstable_by_key(|o| {
            let strength = (is_asked(o), o.level_milli, catalogue.idf2(o.skill));
            (std::cmp::Reverse(strength), catalogue.skills.id(o.skill))
        });
        let asked = self.skills.iter().filter(|o| is_asked(o)).count();
        let counted = if asked == 0 { self.skills.len() } else { asked };
        self.strongest = counted.min(weights.strongest_skills.into());
        let strength = self
            .skills
            .iter()
            .take(self.strongest)
            .map(|o| u64::from(catalogue.idf2(o.skill)) * u64::from(o.level_milli))
            .sum();
        self.strength = Divisor::new(strength);
    }

    /// The same person with `skill` at `level_milli`, all else equal.
    pub(crate) fn with_level(
        &self,
        skill: u32,
        level_milli: u16,
        catalogue: &CompiledCatalogue,
        weights: &Weights,
    ) -> Self {
        let mut changed = self.clone();
        if let Some(owned) = changed.skills.iter_mut().find(|o| o.skill == skill) {
            owned.told_milli = level_milli;
        } else {
            let mut skills = changed.skills.into_vec();
            skills.push(Owned {
                skill,
                told_milli: level_milli,
                level_milli,
                evidence: 0,
            });
            changed.skills = skills.into_boxed_slice();
        }
        changed.prepare(catalogue, weights);
        changed
    }

    pub(crate) fn level_milli(&self, skill: u32) -> Option<u16> {
        self.skills
            .iter()
            .find(|o| o.skill == skill)
            .map(|o| o.level_milli)
    }
}

fn owned(person: &Person, catalogue: &mut CompiledCatalogue) -> Box<[Owned]> {
    let mut all: Vec<Owned> = Vec::with_capacity(person.skills.len());
    for told in person.skills.iter().filter(|s| s.level_milli > 0) {
        let level_milli = told.level_milli.min(TOP_LEVEL_MILLI);
        let owned = Owned {
            skill: catalogue.skills.intern(told.skill),
            told_milli: level_milli,
            level_milli,
            evidence: narrow16(told.evidence_ppm.min(PPM) / (PPM / BASIS_POINTS)),
        };
        match all.iter_mut().find(|o| o.skill == owned.skill) {
            Some(other) if other.told_milli >= level_milli => {}
            Some(other) => *other = owned,
            None => all.push(owned),
        }
    }
    all.into_boxed_slice()
}

fn interests(person: &Person, catalogue: &mut CompiledCatalogue) -> Box<[(u32, bool)]> {
    let mut all: Vec<(u32, bool)> = Vec::new();
    let mut put = |skill: SkillId, wanted: bool| {
        let skill = catalogue.skills.intern(skill);
        if all.iter().all(|(other, _)| *other != skill) {
            all.push((skill, wanted));
        }
    };
    for (skill, interest) in &person.interests {
        put(*skill, *interest != Interest::PreferNot);
    }
    for target in &person.aspirations {
        if let AspirationTarget::Skill(skill) = target {
            put(*skill, true);
        }
    }
    all.into_boxed_slice()
}

fn targets(person: &Person, catalogue: &mut CompiledCatalogue) -> Box<[u32]> {
    let profiles = person.aspirations.iter().filter_map(|target| match target {
        AspirationTarget::JobProfile(profile) => Some(*profile),
        AspirationTarget::Skill(_) => None,
    });
    profiles.map(|p| catalogue.profiles.intern(p)).collect()
}

fn preferences(person: &Person, places: &mut Places) -> Option<Box<CompiledPreferences>> {
    let told = &person.preferences;
    let none = told.kinds.is_empty()
        && told.locations.is_empty()
        && told.work_modes.is_empty()
        && told.languages.is_empty()
        && told.hours_per_week_min.is_none()
        && told.hours_per_week_max.is_none();
    if none {
        return None;
    }
    Some(Box::new(CompiledPreferences {
        kinds: told.kinds.clone(),
        locations: told
            .locations
            .iter()
            .map(|l| places.locations.intern(*l))
            .collect(),
        work_modes: told.work_modes.clone(),
        hours_min: told.hours_per_week_min,
        hours_max: told.hours_per_week_max,
        languages: told.languages.clone(),
        modes: told.modes,
    }))
}
