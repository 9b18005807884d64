//! A person, prepared for scoring: handles instead of ids, strongest skills first, totals.

use std::sync::Arc;

use domain::ids::{EmployeeId, LocationId, OrgUnitId, SkillId};
use domain::terms::{EmployeeStatus, Interest, OpportunityKind, WorkMode};

use crate::catalogue::CompiledCatalogue;
use crate::input::{AspirationTarget, Person, PreferenceModes};
use crate::intern::{Interner, NONE};
use crate::units::{BASIS_POINTS, Divisor, PPM, narrow16};
use crate::weights::Weights;

/// The highest level, and what a certificate counts as, held or asked for.
pub(crate) const TOP_LEVEL: u8 = 5;
const TOP_LEVEL_MILLI: u16 = 5000;

/// Marks a certificate in `Owned::proof`; evidence needs 14 bits.
const CERTIFICATE: u16 = 1 << 15;

/// One skill of a person, in eight bytes: there are tens of millions of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owned {
    pub(crate) skill: u32,
    /// As told; `level_milli()` is what counts.
    pub(crate) told_milli: u16,
    /// Evidence in ten-thousandths, and whether it is a certificate.
    proof: u16,
}

impl Owned {
    pub(crate) fn new(skill: u32, told_milli: u16, evidence: u16) -> Self {
        Self {
            skill,
            told_milli: told_milli.min(TOP_LEVEL_MILLI),
            proof: evidence.min(narrow16(BASIS_POINTS)),
        }
    }

    pub(crate) const fn told_milli(self) -> u16 {
        self.told_milli
    }

    /// A certificate is held or not: whatever was told, it counts as the highest level.
    #[inline]
    pub(crate) const fn level_milli(self) -> u16 {
        if self.proof & CERTIFICATE == 0 {
            self.told_milli
        } else {
            TOP_LEVEL_MILLI
        }
    }

    /// Ten-thousandths.
    #[inline]
    pub(crate) const fn evidence(self) -> u16 {
        self.proof & !CERTIFICATE
    }

    const fn set_certificate(&mut self, is_certificate: bool) {
        self.proof = if is_certificate {
            self.proof | CERTIFICATE
        } else {
            self.proof & !CERTIFICATE
        };
    }
}

/// What scoring in the opening's view and filters need of a person, wherever it is stored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PersonView<'a> {
    pub(crate) id: EmployeeId,
    pub(crate) unit: u32,
    pub(crate) location: u32,
    pub(crate) profile: u32,
    pub(crate) status: EmployeeStatus,
    pub(crate) open_to_moves: bool,
    pub(crate) skills: &'a [Owned],
    pub(crate) strength: u64,
    pub(crate) strongest: usize,
}

/// What only the person's own list may depend on.
#[derive(Clone, Debug)]
pub(crate) struct Private {
    /// Skills to use or learn (true), and to avoid (false).
    pub(crate) interests: Box<[(u32, bool)]>,
    /// Profiles aimed for.
    pub(crate) targets: Box<[u32]>,
    /// Most people state none.
    pub(crate) preferences: Option<CompiledPreferences>,
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
    /// `None`: they told nothing of the kind.
    pub(crate) private: Option<Arc<Private>>,
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

impl Places {
    fn knows(&self, person: &Person) -> bool {
        let unit = person.org_unit.is_none_or(|u| self.units.find(u) != NONE);
        let mut locations = person.location.iter().chain(&person.preferences.locations);
        unit && locations.all(|l| self.locations.find(*l) != NONE)
    }
}

/// Interns what the person refers to. Both are shared with readers of an older state: they are
/// copied only when there is something new.
pub(crate) fn intern(
    person: &Person,
    catalogue: &mut Arc<CompiledCatalogue>,
    places: &mut Arc<Places>,
) {
    if !places.knows(person) {
        let places = Arc::make_mut(places);
        places.units.intern_opt(person.org_unit);
        places.locations.intern_opt(person.location);
        for location in &person.preferences.locations {
            places.locations.intern(*location);
        }
    }
    let skills = || {
        let owned = person.skills.iter().map(|s| s.skill);
        let wished = person.interests.iter().map(|(skill, _)| *skill);
        let aimed = person.aspirations.iter().filter_map(|target| match target {
            AspirationTarget::Skill(skill) => Some(*skill),
            AspirationTarget::JobProfile(_) => None,
        });
        owned.chain(wished).chain(aimed)
    };
    let profiles = || {
        let aimed = person.aspirations.iter().filter_map(|target| match target {
            AspirationTarget::JobProfile(profile) => Some(*profile),
            AspirationTarget::Skill(_) => None,
        });
        person.job_profile.into_iter().chain(aimed)
    };
    let known = skills().all(|s| catalogue.skills.find(s) != NONE)
        && profiles().all(|p| catalogue.profiles.find(p) != NONE);
    if !known {
        let catalogue = Arc::make_mut(catalogue);
        skills().for_each(|s| {
            catalogue.skills.intern(s);
        });
        profiles().for_each(|p| {
            catalogue.profiles.intern(p);
        });
    }
}

impl PersonRecord {
    /// Everything that the person refers to must have been interned.
    pub(crate) fn new(
        person: &Person,
        catalogue: &CompiledCatalogue,
        places: &Places,
        weights: &Weights,
    ) -> Self {
        let mut record = Self {
            id: person.id,
            unit: places.units.find_opt(person.org_unit),
            location: places.locations.find_opt(person.location),
            profile: catalogue.profiles.find_opt(person.job_profile),
            status: person.status,
            open_to_moves: person.open_to_moves,
            skills: owned(person, catalogue),
            strength: Divisor::default(),
            strongest: 0,
            private: private(person, catalogue, places),
        };
        record.prepare(catalogue, weights);
        record
    }

    pub(crate) fn of(view: &PersonView<'_>, private: Option<Arc<Private>>) -> Self {
        Self {
            id: view.id,
            unit: view.unit,
            location: view.location,
            profile: view.profile,
            status: view.status,
            open_to_moves: view.open_to_moves,
            skills: view.skills.into(),
            strength: Divisor::new(view.strength),
            strongest: view.strongest,
            private,
        }
    }

    pub(crate) fn view(&self) -> PersonView<'_> {
        PersonView {
            id: self.id,
            unit: self.unit,
            location: self.location,
            profile: self.profile,
            status: self.status,
            open_to_moves: self.open_to_moves,
            skills: &self.skills,
            strength: self.strength.get(),
            strongest: self.strongest,
        }
    }

    /// Brings what depends on the catalogue and the weights up to date.
    pub(crate) fn prepare(&mut self, catalogue: &CompiledCatalogue, weights: &Weights) {
        let (strongest, strength) = arrange(&mut self.skills, catalogue, weights);
        self.strongest = strongest;
        self.strength = Divisor::new(strength);
    }

    pub(crate) fn interests(&self) -> &[(u32, bool)] {
        self.private.as_ref().map_or(&[], |p| &p.interests)
    }

    pub(crate) fn targets(&self) -> &[u32] {
        self.private.as_ref().map_or(&[], |p| &p.targets)
    }

    pub(crate) fn preferences(&self) -> Option<&CompiledPreferences> {
        self.private.as_ref().and_then(|p| p.preferences.as_ref())
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
            skills.push(Owned::new(skill, level_milli, 0));
            changed.skills = skills.into_boxed_slice();
        }
        changed.prepare(catalogue, weights);
        changed
    }

    pub(crate) fn level_milli(&self, skill: u32) -> Option<u16> {
        self.skills
            .iter()
            .find(|o| o.skill == skill)
            .map(|o| o.level_milli())
    }
}

/// Strongest first, those last that no job asks for. How many are the strongest, and Σ idf²·l over
/// them. Whoever is as strong as the last of them is one of them: by id, the place would go to
/// whichever skill came into the catalogue first.
pub(crate) fn arrange(
    skills: &mut [Owned],
    catalogue: &CompiledCatalogue,
    weights: &Weights,
) -> (usize, u64) {
    // What no job asks for is no strength that a role leaves unused; as the rarest of all it
    // would outweigh everything else.
    let is_asked = |o: &Owned| catalogue.document_frequency(o.skill) > 0;
    let mut asked = 0;
    for owned in &mut *skills {
        owned.set_certificate(catalogue.is_certificate(owned.skill));
        asked += usize::from(is_asked(owned));
    }
    let strength = |o: &Owned| (is_asked(o), o.level_milli(), catalogue.idf2(o.skill));
    skills.sort_by_cached_key(|o| (std::cmp::Reverse(strength(o)), catalogue.skills.id(o.skill)));
    let counted = if asked == 0 { skills.len() } else { asked };
    let most = usize::from(weights.strongest_skills);
    let last = most.checked_sub(1).and_then(|last| skills.get(last));
    let last = last.map(strength);
    let rest = skills.iter().skip(most);
    let equal = rest.take_while(|o| Some(strength(o)) == last).count();
    // A segment keeps the number in eight bits.
    let strongest = counted.min(most + equal).min(u8::MAX.into());
    let strength = skills
        .iter()
        .take(strongest)
        .map(|o| u64::from(catalogue.idf2(o.skill)) * u64::from(o.level_milli()))
        .sum();
    (strongest, strength)
}

fn owned(person: &Person, catalogue: &CompiledCatalogue) -> Box<[Owned]> {
    let mut all: Vec<Owned> = Vec::with_capacity(person.skills.len());
    for told in person.skills.iter().filter(|s| s.level_milli > 0) {
        let evidence = narrow16(told.evidence_ppm.min(PPM) / (PPM / BASIS_POINTS));
        let skill = catalogue.skills.find(told.skill);
        let owned = Owned::new(skill, told.level_milli, evidence);
        match all.iter_mut().find(|o| o.skill == owned.skill) {
            Some(other) if other.told_milli >= owned.told_milli => {}
            Some(other) => *other = owned,
            None => all.push(owned),
        }
    }
    all.into_boxed_slice()
}

fn private(
    person: &Person,
    catalogue: &CompiledCatalogue,
    places: &Places,
) -> Option<Arc<Private>> {
    let told = Private {
        interests: interests(person, catalogue),
        targets: targets(person, catalogue),
        preferences: preferences(person, places),
    };
    let any = !told.interests.is_empty() || !told.targets.is_empty() || told.preferences.is_some();
    any.then(|| Arc::new(told))
}

fn interests(person: &Person, catalogue: &CompiledCatalogue) -> Box<[(u32, bool)]> {
    let mut all: Vec<(u32, bool)> = Vec::new();
    let mut put = |skill: SkillId, wanted: bool| {
        let skill = catalogue.skills.find(skill);
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

fn targets(person: &Person, catalogue: &CompiledCatalogue) -> Box<[u32]> {
    let profiles = person.aspirations.iter().filter_map(|target| match target {
        AspirationTarget::JobProfile(profile) => Some(*profile),
        AspirationTarget::Skill(_) => None,
    });
    profiles.map(|p| catalogue.profiles.find(p)).collect()
}

fn preferences(person: &Person, places: &Places) -> Option<CompiledPreferences> {
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
    let locations = told.locations.iter();
    Some(CompiledPreferences {
        kinds: told.kinds.clone(),
        locations: locations.map(|l| places.locations.find(*l)).collect(),
        work_modes: told.work_modes.clone(),
        hours_min: told.hours_per_week_min,
        hours_max: told.hours_per_week_max,
        languages: told.languages.clone(),
        modes: told.modes,
    })
}
