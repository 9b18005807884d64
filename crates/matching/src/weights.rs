//! The parameters of scoring, as one versioned document. An organisation may edit them; every
//! result carries the version it was computed with.

use serde::{Deserialize, Serialize};

use crate::units::PPM;

/// What can be wrong with what the engine is given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatchingError {
    /// Every fault, in the order of the fields.
    #[error("unsound weights: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    UnsoundWeights(Vec<WeightsFault>),
}

/// One thing that is wrong with a document of weights.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightsFault {
    #[error("{field} must be from {min} to {max}")]
    OutOfRange {
        field: &'static str,
        min: u32,
        max: u32,
    },
    #[error("{} must sum to 1,000,000 ppm, not {sum}", .fields.join(" + "))]
    SumNotOne {
        fields: &'static [&'static str],
        sum: u64,
    },
    #[error("{} must not increase from left to right", .fields.join(", "))]
    OutOfOrder { fields: &'static [&'static str] },
}

/// From where to where a parameter may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeightBound {
    pub field: &'static str,
    pub min: u32,
    pub max: u32,
}

/// All parameters of scoring. `_ppm` are parts per million of 1.0, or of the 100 points of a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Raised with every change; travels with every result. The document's address, not a part of
    /// it: whoever stores a document keeps the number beside it.
    #[serde(skip, default = "first_version")]
    pub version: u32,

    /// Weight of a required and of a preferred requirement, times idf².
    pub required_ppm: u32,
    pub preferred_ppm: u32,

    /// Credit for the best owned neighbour of a missing skill, times their similarity.
    pub adjacency_credit_ppm: u32,
    /// Similarity of skills that the catalogue relates explicitly, and of siblings in it.
    pub relation_similarity_ppm: u32,
    pub sibling_similarity_ppm: u32,
    /// Less similar skills are no neighbours; of the others this many are kept.
    pub similarity_floor_ppm: u32,
    pub neighbours: u8,
    /// Two skills must be required together by this many job profiles to be similar by that.
    pub cooccurrence_min_profiles: u32,

    /// Over how many of a person's strongest skills *use of self* is measured.
    pub strongest_skills: u8,
    /// Exponent of coverage in the fit that the opening's side sees; use of self has the rest.
    /// The employee's side has 500: the square root.
    pub opening_coverage_exponent_mille: u16,

    /// Fit from which the band is strong, good, stretch; low below.
    pub band_strong_ppm: u32,
    pub band_good_ppm: u32,
    pub band_stretch_ppm: u32,
    /// A required skill may be short by this much before the band is capped at stretch. Levels fade
    /// continuously, so "more than one level" means more than one and a half: what still shows as
    /// one level below, rounded, is one level below.
    pub must_have_slack_milli: u16,
    /// How far gap and over-qualification must differ, relative to all that is asked, before a
    /// move is called a step up or down.
    pub direction_margin_ppm: u32,

    /// Aspiration: same family as a target role; each step before it on a stored path; steps
    /// looked at; most that interests can add.
    pub aspiration_family_ppm: u32,
    pub aspiration_step_ppm: u32,
    pub aspiration_max_steps: u8,
    pub interest_overlap_ppm: u32,

    /// Shares of "would this person want it"; they sum to 1.0.
    pub want_fit_ppm: u32,
    pub want_aspiration_ppm: u32,
    pub want_mobility_ppm: u32,
    pub want_step_ppm: u32,
    /// Value of each direction for the person.
    pub step_up_value_ppm: u32,
    pub lateral_value_ppm: u32,
    pub step_down_value_ppm: u32,
    /// Taken off "want" for each preference that is not met and is not a filter.
    pub preference_penalty_ppm: u32,

    /// Shares of "would the role take them"; they sum to 1.0.
    pub take_coverage_ppm: u32,
    pub take_must_haves_ppm: u32,
    pub take_evidence_ppm: u32,

    /// Mobility prior: weight of the seed in moves, and where the logarithm is cut off, in
    /// thousandths.
    pub mobility_prior_moves: u32,
    pub mobility_clip_milli: u32,

    /// Business need, in ppm of 100 points; never part of fit.
    pub need_high_ppm: u32,
    pub need_critical_ppm: u32,
    pub need_critical_position_ppm: u32,
    pub need_per_30_days_ppm: u32,
    pub need_days_max_ppm: u32,
    pub need_max_ppm: u32,

    /// People whose ranks are within this many ppm of 100 points in the same band count as equal in
    /// the hiring side's list, and their order rotates; 0: only people who are exactly equal.
    pub exposure_tie_ppm: u32,
    /// To how many openings the same person is suggested at once; 0: to any number.
    pub exposure_limit: u16,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            version: 1,
            required_ppm: 1_000_000,
            preferred_ppm: 500_000,
            adjacency_credit_ppm: 300_000,
            relation_similarity_ppm: 800_000,
            sibling_similarity_ppm: 500_000,
            similarity_floor_ppm: 350_000,
            neighbours: 5,
            cooccurrence_min_profiles: 2,
            strongest_skills: 25,
            opening_coverage_exponent_mille: 700,
            band_strong_ppm: 650_000,
            band_good_ppm: 450_000,
            band_stretch_ppm: 250_000,
            must_have_slack_milli: 1500,
            direction_margin_ppm: 100_000,
            aspiration_family_ppm: 600_000,
            aspiration_step_ppm: 800_000,
            aspiration_max_steps: 4,
            interest_overlap_ppm: 300_000,
            want_fit_ppm: 500_000,
            want_aspiration_ppm: 250_000,
            want_mobility_ppm: 150_000,
            want_step_ppm: 100_000,
            step_up_value_ppm: 1_000_000,
            lateral_value_ppm: 700_000,
            step_down_value_ppm: 200_000,
            preference_penalty_ppm: 100_000,
            take_coverage_ppm: 700_000,
            take_must_haves_ppm: 200_000,
            take_evidence_ppm: 100_000,
            mobility_prior_moves: 20,
            mobility_clip_milli: 3000,
            need_high_ppm: 15_000,
            need_critical_ppm: 25_000,
            need_critical_position_ppm: 10_000,
            need_per_30_days_ppm: 5_000,
            need_days_max_ppm: 15_000,
            need_max_ppm: 50_000,
            exposure_tie_ppm: 0,
            exposure_limit: 10,
        }
    }
}

const fn first_version() -> u32 {
    1
}

/// Shares of a side; they sum to 1.0.
const WANT: [&str; 4] = [
    "want_fit_ppm",
    "want_aspiration_ppm",
    "want_mobility_ppm",
    "want_step_ppm",
];
const TAKE: [&str; 3] = [
    "take_coverage_ppm",
    "take_must_haves_ppm",
    "take_evidence_ppm",
];
/// Each at most the one before.
const BANDS: [&str; 3] = ["band_strong_ppm", "band_good_ppm", "band_stretch_ppm"];
const IMPORTANCES: [&str; 2] = ["required_ppm", "preferred_ppm"];

impl Weights {
    /// Whether the engine can compute with these.
    ///
    /// # Errors
    /// Names everything that is out of range, does not sum or is out of order.
    pub fn check(&self) -> Result<(), MatchingError> {
        let out_of_range = self.bounded().into_iter().filter_map(|(value, bound)| {
            let WeightBound { field, min, max } = bound;
            (value < min || value > max).then_some(WeightsFault::OutOfRange { field, min, max })
        });
        let mut faults: Vec<WeightsFault> = out_of_range.collect();
        let want = [
            self.want_fit_ppm,
            self.want_aspiration_ppm,
            self.want_mobility_ppm,
            self.want_step_ppm,
        ];
        let take = [
            self.take_coverage_ppm,
            self.take_must_haves_ppm,
            self.take_evidence_ppm,
        ];
        faults.extend(sum_not_one(&WANT, &want));
        faults.extend(sum_not_one(&TAKE, &take));
        let bands = [
            self.band_strong_ppm,
            self.band_good_ppm,
            self.band_stretch_ppm,
        ];
        faults.extend(out_of_order(&BANDS, &bands));
        let importances = [self.required_ppm, self.preferred_ppm];
        faults.extend(out_of_order(&IMPORTANCES, &importances));
        if faults.is_empty() {
            Ok(())
        } else {
            Err(MatchingError::UnsoundWeights(faults))
        }
    }

    /// From where to where each parameter may go, in the order of the document.
    pub fn bounds() -> impl Iterator<Item = WeightBound> {
        let all = Self::default().bounded();
        all.into_iter().map(|(_, bound)| bound)
    }

    #[rustfmt::skip]
    fn bounded(&self) -> [(u32, WeightBound); FIELDS_COUNT] {
        [
            // Without any weight nothing is asked for.
            within("required_ppm", self.required_ppm, 1, PPM),
            within("preferred_ppm", self.preferred_ppm, 0, PPM),
            within("adjacency_credit_ppm", self.adjacency_credit_ppm, 0, PPM),
            within("relation_similarity_ppm", self.relation_similarity_ppm, 0, PPM),
            within("sibling_similarity_ppm", self.sibling_similarity_ppm, 0, PPM),
            within("similarity_floor_ppm", self.similarity_floor_ppm, 0, PPM),
            // Every neighbour is looked at for every requirement.
            within("neighbours", self.neighbours.into(), 0, 20),
            within("cooccurrence_min_profiles", self.cooccurrence_min_profiles, 1, 1_000),
            // Over no skill nobody would have a strength, and so nobody a fit.
            within("strongest_skills", self.strongest_skills.into(), 1, 100),
            within("opening_coverage_exponent_mille", self.opening_coverage_exponent_mille.into(), 0, 1000),
            within("band_strong_ppm", self.band_strong_ppm, 0, PPM),
            within("band_good_ppm", self.band_good_ppm, 0, PPM),
            within("band_stretch_ppm", self.band_stretch_ppm, 0, PPM),
            within("must_have_slack_milli", self.must_have_slack_milli.into(), 0, 5000),
            within("direction_margin_ppm", self.direction_margin_ppm, 0, PPM),
            within("aspiration_family_ppm", self.aspiration_family_ppm, 0, PPM),
            within("aspiration_step_ppm", self.aspiration_step_ppm, 0, PPM),
            within("aspiration_max_steps", self.aspiration_max_steps.into(), 0, 10),
            within("interest_overlap_ppm", self.interest_overlap_ppm, 0, PPM),
            within("want_fit_ppm", self.want_fit_ppm, 0, PPM),
            within("want_aspiration_ppm", self.want_aspiration_ppm, 0, PPM),
            within("want_mobility_ppm", self.want_mobility_ppm, 0, PPM),
            within("want_step_ppm", self.want_step_ppm, 0, PPM),
            within("step_up_value_ppm", self.step_up_value_ppm, 0, PPM),
            within("lateral_value_ppm", self.lateral_value_ppm, 0, PPM),
            within("step_down_value_ppm", self.step_down_value_ppm, 0, PPM),
            within("preference_penalty_ppm", self.preference_penalty_ppm, 0, PPM),
            within("take_coverage_ppm", self.take_coverage_ppm, 0, PPM),
            within("take_must_haves_ppm", self.take_must_haves_ppm, 0, PPM),
            within("take_evidence_ppm", self.take_evidence_ppm, 0, PPM),
            // Without a seed a role that nobody has left yet would have no prior at all.
            within("mobility_prior_moves", self.mobility_prior_moves, 1, 1_000_000),
            within("mobility_clip_milli", self.mobility_clip_milli, 1, 20_000),
            within("need_high_ppm", self.need_high_ppm, 0, PPM),
            within("need_critical_ppm", self.need_critical_ppm, 0, PPM),
            within("need_critical_position_ppm", self.need_critical_position_ppm, 0, PPM),
            within("need_per_30_days_ppm", self.need_per_30_days_ppm, 0, PPM),
            within("need_days_max_ppm", self.need_days_max_ppm, 0, PPM),
            // The promise of the design: business need moves nobody by more than five points.
            within("need_max_ppm", self.need_max_ppm, 0, 50_000),
            // Beyond this, rotation would overrule what the ranking measures.
            within("exposure_tie_ppm", self.exposure_tie_ppm, 0, 50_000),
            within("exposure_limit", self.exposure_limit.into(), 0, 1_000),
        ]
    }
}

/// How many parameters a document has.
const FIELDS_COUNT: usize = 40;

const fn within(field: &'static str, value: u32, min: u32, max: u32) -> (u32, WeightBound) {
    (value, WeightBound { field, min, max })
}

fn sum_not_one(fields: &'static [&'static str], shares: &[u32]) -> Option<WeightsFault> {
    let sum: u64 = shares.iter().copied().map(u64::from).sum();
    (sum != u64::from(PPM)).then_some(WeightsFault::SumNotOne { fields, sum })
}

fn out_of_order(fields: &'static [&'static str], values: &[u32]) -> Option<WeightsFault> {
    let falling = values.is_sorted_by(|a, b| a >= b);
    (!falling).then_some(WeightsFault::OutOfOrder { fields })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_sound() {
        assert_eq!(Weights::default().check(), Ok(()));
    }

    #[test]
    fn everything_unsound_is_named_at_once() {
        let bad = Weights {
            strongest_skills: 0,
            need_max_ppm: 50_001,
            want_fit_ppm: 500_001,
            band_good_ppm: 800_000,
            ..Weights::default()
        };
        let Err(MatchingError::UnsoundWeights(faults)) = bad.check() else {
            panic!("these are not sound");
        };
        let named: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            named,
            [
                "strongest_skills must be from 1 to 100",
                "need_max_ppm must be from 0 to 50000",
                "want_fit_ppm + want_aspiration_ppm + want_mobility_ppm + want_step_ppm must sum \
                 to 1,000,000 ppm, not 1000001",
                "band_strong_ppm, band_good_ppm, band_stretch_ppm must not increase from left to \
                 right",
            ]
        );
    }

    #[test]
    fn every_parameter_of_the_document_has_bounds_under_its_own_name() {
        let document = serde_json::to_value(Weights::default()).unwrap();
        let mut fields: Vec<&str> = (document.as_object().unwrap().keys())
            .map(String::as_str)
            .collect();
        let mut bounded: Vec<&str> = Weights::bounds().map(|bound| bound.field).collect();
        fields.sort_unstable();
        bounded.sort_unstable();
        assert_eq!(fields, bounded);
    }

    #[test]
    fn each_bound_is_held_on_its_own_field() {
        let document = serde_json::to_value(Weights::default()).unwrap();
        for WeightBound { field, min, max } in Weights::bounds() {
            for (value, sound) in [
                (min.checked_sub(1), false),
                (max.checked_add(1), false),
                (Some(min), true),
                (Some(max), true),
            ] {
                let Some(value) = value else { continue };
                let mut changed = document.clone();
                changed[field] = value.into();
                let Ok(weights) = serde_json::from_value::<Weights>(changed) else {
                    assert!(!sound, "{field}: {value} is refused by its type");
                    continue;
                };
                let faults = match weights.check() {
                    Ok(()) => Vec::new(),
                    Err(MatchingError::UnsoundWeights(faults)) => faults,
                };
                let fault = WeightsFault::OutOfRange { field, min, max };
                assert_eq!(!faults.contains(&fault), sound, "{field}: {value}");
            }
        }
    }

    #[test]
    fn a_stored_document_reads_back_and_refuses_strangers() {
        let text = serde_json::to_string(&Weights::default()).unwrap();
        assert_eq!(
            serde_json::from_str::<Weights>(&text).unwrap(),
            Weights::default()
        );
        let with_more = text.replacen('{', "{\"surprise\":1,", 1);
        assert!(serde_json::from_str::<Weights>(&with_more).is_err());
    }
}
