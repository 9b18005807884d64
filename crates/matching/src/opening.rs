//! An opening, prepared for scoring; which of a person's preferences it meets; how much it is
//! needed.

use chrono::NaiveDate;
use domain::ids::OpportunityId;
use domain::terms::{Importance, OpportunityKind, Priority, WorkMode};

use crate::catalogue::{CompiledCatalogue, merged, requirement_weight};
use crate::input::{Opening, PreferenceMode, Requirement};
use crate::intern::NONE;
use crate::person::{CompiledPreferences, Places, TOP_LEVEL};
use crate::units::{Divisor, PPM, narrow};
use crate::weights::Weights;

/// What is asked in one skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    pub(crate) skill: u32,
    /// Importance times idf², in ten-thousandths.
    pub(crate) weight: u32,
    /// In ten-thousandths.
    pub(crate) idf2: u32,
    /// 1 to 5.
    pub(crate) level: u8,
    pub(crate) must: Must,
}

/// Whether lacking it has consequences beyond its weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Must {
    /// Preferred only.
    No,
    /// Too far short caps the band.
    Level,
    /// A required licence or certificate: without it the opening is not shown.
    Certificate,
}

impl Ask {
    pub(crate) fn level_milli(&self) -> u16 {
        u16::from(self.level) * 1000
    }
}

#[derive(Clone, Debug)]
pub(crate) struct OpeningRecord {
    pub(crate) id: OpportunityId,
    pub(crate) kind: OpportunityKind,
    pub(crate) unit: u32,
    pub(crate) location: u32,
    pub(crate) work_mode: WorkMode,
    pub(crate) profile: u32,
    pub(crate) grade: Option<i16>,
    pub(crate) hours: Option<u16>,
    pub(crate) languages: Box<[String]>,
    pub(crate) pay_max_minor: Option<i64>,
    pub(crate) priority: Priority,
    pub(crate) critical_position: bool,
    pub(crate) opened_on: Option<NaiveDate>,
    /// As told, each skill once; the asks are derived from them in the same order.
    pub(crate) requirements: Box<[Requirement]>,
    pub(crate) asks: Box<[Ask]>,
    /// Σ w.
    pub(crate) weight: Divisor,
    /// How far gap and over-qualification must differ before the direction is up or down.
    pub(crate) direction_margin: u64,
    /// How many must-haves.
    pub(crate) musts: Divisor,
}

impl OpeningRecord {
    /// Whether all that it refers to has a handle.
    pub(crate) fn is_interned(
        opening: &Opening,
        catalogue: &CompiledCatalogue,
        places: &Places,
    ) -> bool {
        let mut skills = opening.requirements.iter().map(|r| r.skill);
        opening
            .org_unit
            .is_none_or(|u| places.units.find(u) != NONE)
            && (opening.location).is_none_or(|l| places.locations.find(l) != NONE)
            && (opening.job_profile).is_none_or(|p| catalogue.profiles.find(p) != NONE)
            && skills.all(|s| catalogue.skills.find(s) != NONE)
    }

    pub(crate) fn intern(
        opening: &Opening,
        catalogue: &mut CompiledCatalogue,
        places: &mut Places,
    ) {
        places.units.intern_opt(opening.org_unit);
        places.locations.intern_opt(opening.location);
        catalogue.profiles.intern_opt(opening.job_profile);
        for requirement in &opening.requirements {
            catalogue.skills.intern(requirement.skill);
        }
    }

    /// Interns nothing: what is unknown is owned by nobody and matches no filter.
    pub(crate) fn draft(
        opening: &Opening,
        catalogue: &CompiledCatalogue,
        places: &Places,
        weights: &Weights,
    ) -> Self {
        let mut record = Self {
            id: opening.id,
            kind: opening.kind,
            unit: places.units.find_opt(opening.org_unit),
            location: places.locations.find_opt(opening.location),
            work_mode: opening.work_mode,
            profile: catalogue.profiles.find_opt(opening.job_profile),
            grade: None,
            hours: opening.hours_per_week,
            languages: opening.languages.clone().into_boxed_slice(),
            pay_max_minor: opening.pay_max_minor,
            priority: opening.priority,
            critical_position: opening.critical_position,
            opened_on: opening.opened_on,
            requirements: merged(&opening.requirements).collect(),
            asks: Box::default(),
            weight: Divisor::default(),
            direction_margin: 0,
            musts: Divisor::default(),
        };
        record.prepare(catalogue, weights);
        record
    }

    /// Brings what depends on the catalogue and the weights up to date.
    pub(crate) fn prepare(&mut self, catalogue: &CompiledCatalogue, weights: &Weights) {
        self.grade = catalogue.grade(self.profile);
        self.asks = self
            .requirements
            .iter()
            .map(|r| ask(r, catalogue, weights))
            .collect();
        self.weight = Divisor::new(self.asks.iter().map(|a| u64::from(a.weight)).sum());
        let asked: u128 = self
            .asks
            .iter()
            .map(|a| u128::from(a.weight) * u128::from(a.level_milli()))
            .sum();
        let margin = asked * u128::from(weights.direction_margin_ppm) / u128::from(PPM);
        self.direction_margin = u64::try_from(margin).unwrap_or(u64::MAX);
        let musts = self.asks.iter().filter(|a| a.must != Must::No).count();
        self.musts = Divisor::new(u64::try_from(musts).unwrap_or(u64::MAX));
    }

    /// Whether somebody fills the role, for good or for a time: only then does it matter how much
    /// of the person it uses.
    pub(crate) fn fills_role(&self) -> bool {
        match self.kind {
            OpportunityKind::Role | OpportunityKind::Secondment => true,
            OpportunityKind::Shadowing | OpportunityKind::Gig => false,
        }
    }

    /// Whether it can be above or below one's own role; a gig is some hours a week beside it.
    pub(crate) fn has_direction(&self) -> bool {
        self.kind != OpportunityKind::Gig
    }

    pub(crate) fn unmet(&self, preferences: &CompiledPreferences) -> Unmet {
        let p = preferences;
        let remote = self.work_mode == WorkMode::Remote;
        let at_home = self.location == NONE || p.locations.contains(&self.location);
        let understood =
            self.languages.is_empty() || self.languages.iter().any(|l| p.languages.contains(l));
        let too_short = (self.hours.zip(p.hours_min)).is_some_and(|(has, min)| has < min);
        let too_long = (self.hours.zip(p.hours_max)).is_some_and(|(has, max)| has > max);
        let misses = [
            (
                p.modes.kind,
                !p.kinds.is_empty() && !p.kinds.contains(&self.kind),
            ),
            (
                p.modes.location,
                !p.locations.is_empty() && !at_home && !remote,
            ),
            (
                p.modes.work_mode,
                !p.work_modes.is_empty() && !p.work_modes.contains(&self.work_mode),
            ),
            (p.modes.hours, too_short || too_long),
            (p.modes.language, !p.languages.is_empty() && !understood),
        ];
        let mut unmet = Unmet::default();
        for (mode, _) in misses.into_iter().filter(|(_, missed)| *missed) {
            match mode {
                PreferenceMode::Penalty => unmet.penalties += 1,
                PreferenceMode::Filter => unmet.filtered = true,
            }
        }
        unmet
    }

    /// Priority, days open and criticality, in ppm of 100 points.
    pub(crate) fn need_ppm(&self, today: NaiveDate, weights: &Weights) -> u32 {
        let priority = match self.priority {
            Priority::Normal => 0,
            Priority::High => weights.need_high_ppm,
            Priority::Critical => weights.need_critical_ppm,
        };
        let position = if self.critical_position {
            weights.need_critical_position_ppm
        } else {
            0
        };
        let days = self.opened_on.map_or(0, |on| (today - on).num_days());
        let days = u64::try_from(days).unwrap_or(0);
        let waiting = narrow(days * u64::from(weights.need_per_30_days_ppm) / 30);
        let waiting = waiting.min(weights.need_days_max_ppm);
        priority
            .saturating_add(position)
            .saturating_add(waiting)
            .min(weights.need_max_ppm)
    }
}

/// A person's preferences that an opening does not meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unmet {
    /// How many cost something.
    pub(crate) penalties: u32,
    /// Whether one of them is a filter.
    pub(crate) filtered: bool,
}

fn ask(requirement: &Requirement, catalogue: &CompiledCatalogue, weights: &Weights) -> Ask {
    let skill = catalogue.skills.find(requirement.skill);
    let idf2 = catalogue.idf2(skill);
    Ask {
        skill,
        weight: requirement_weight(requirement.importance, idf2, weights),
        idf2,
        // A certificate is held or not; levels do not make it over- or under-fulfilled.
        level: if catalogue.is_certificate(skill) {
            TOP_LEVEL
        } else {
            requirement.level
        },
        must: match requirement.importance {
            Importance::Preferred => Must::No,
            Importance::Required if catalogue.is_certificate(skill) => Must::Certificate,
            Importance::Required => Must::Level,
        },
    }
}
