//! The parameters of scoring, as one versioned document. An organisation may edit them; every
//! result carries the version it was computed with.

use serde::{Deserialize, Serialize};

use crate::units::PPM;

/// What can be wrong with what the engine is given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatchingError {
    #[error("weights: {field} must be at most {max}")]
    WeightTooLarge { field: &'static str, max: u32 },
    #[error("weights: {fields} must sum to 1,000,000 ppm, not {sum}")]
    WeightsDoNotSum { fields: &'static str, sum: u64 },
    #[error("weights: {fields} must not increase from left to right")]
    WeightsOutOfOrder { fields: &'static str },
}

/// All parameters of scoring. `_ppm` are parts per million of 1.0, or of the 100 points of a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Raised with every change; travels with every result.
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
        }
    }
}

impl Weights {
    /// Whether the engine can compute with these.
    ///
    /// # Errors
    /// Names the first field or group that is out of range, does not sum or is out of order.
    pub fn check(&self) -> Result<(), MatchingError> {
        for (field, value, max) in self.bounds() {
            if value > max {
                return Err(MatchingError::WeightTooLarge { field, max });
            }
        }
        let want = [
            self.want_fit_ppm,
            self.want_aspiration_ppm,
            self.want_mobility_ppm,
            self.want_step_ppm,
        ];
        sums_to_one("want_*_ppm", &want)?;
        let take = [
            self.take_coverage_ppm,
            self.take_must_haves_ppm,
            self.take_evidence_ppm,
        ];
        sums_to_one("take_*_ppm", &take)?;
        let bands = [
            self.band_strong_ppm,
            self.band_good_ppm,
            self.band_stretch_ppm,
        ];
        if !bands.is_sorted_by(|a, b| a >= b) {
            return Err(MatchingError::WeightsOutOfOrder {
                fields: "band_strong_ppm, band_good_ppm, band_stretch_ppm",
            });
        }
        Ok(())
    }

    /// Fields that the sums do not bound, each with its largest value.
    fn bounds(&self) -> [(&'static str, u32, u32); 26] {
        [
            ("required_ppm", self.required_ppm, PPM),
            ("preferred_ppm", self.preferred_ppm, PPM),
            ("adjacency_credit_ppm", self.adjacency_credit_ppm, PPM),
            ("relation_similarity_ppm", self.relation_similarity_ppm, PPM),
            ("sibling_similarity_ppm", self.sibling_similarity_ppm, PPM),
            ("similarity_floor_ppm", self.similarity_floor_ppm, PPM),
            (
                "opening_coverage_exponent_mille",
                self.opening_coverage_exponent_mille.into(),
                1000,
            ),
            ("band_strong_ppm", self.band_strong_ppm, PPM),
            (
                "must_have_slack_milli",
                self.must_have_slack_milli.into(),
                5000,
            ),
            ("direction_margin_ppm", self.direction_margin_ppm, PPM),
            ("aspiration_family_ppm", self.aspiration_family_ppm, PPM),
            ("aspiration_step_ppm", self.aspiration_step_ppm, PPM),
            ("aspiration_max_steps", self.aspiration_max_steps.into(), 10),
            ("interest_overlap_ppm", self.interest_overlap_ppm, PPM),
            ("step_up_value_ppm", self.step_up_value_ppm, PPM),
            ("lateral_value_ppm", self.lateral_value_ppm, PPM),
            ("step_down_value_ppm", self.step_down_value_ppm, PPM),
            ("preference_penalty_ppm", self.preference_penalty_ppm, PPM),
            ("mobility_prior_moves", self.mobility_prior_moves, 1_000_000),
            ("mobility_clip_milli", self.mobility_clip_milli, 20_000),
            ("need_high_ppm", self.need_high_ppm, PPM),
            ("need_critical_ppm", self.need_critical_ppm, PPM),
            (
                "need_critical_position_ppm",
                self.need_critical_position_ppm,
                PPM,
            ),
            ("need_per_30_days_ppm", self.need_per_30_days_ppm, PPM),
            ("need_days_max_ppm", self.need_days_max_ppm, PPM),
            // The promise of the design: business need moves nobody by more than five points.
            ("need_max_ppm", self.need_max_ppm, 50_000),
        ]
    }
}

fn sums_to_one(fields: &'static str, shares: &[u32]) -> Result<(), MatchingError> {
    let sum: u64 = shares.iter().copied().map(u64::from).sum();
    if sum == u64::from(PPM) {
        Ok(())
    } else {
        Err(MatchingError::WeightsDoNotSum { fields, sum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_sound() {
        assert_eq!(Weights::default().check(), Ok(()));
    }

    #[test]
    fn unsound_weights_are_named() {
        let bad = Weights {
            want_fit_ppm: 500_001,
            ..Weights::default()
        };
        assert!(matches!(
            bad.check(),
            Err(MatchingError::WeightsDoNotSum { sum: 1_000_001, .. })
        ));
        let bad = Weights {
            need_max_ppm: 50_001,
            ..Weights::default()
        };
        assert!(matches!(
            bad.check(),
            Err(MatchingError::WeightTooLarge {
                field: "need_max_ppm",
                ..
            })
        ));
        let bad = Weights {
            band_good_ppm: 800_000,
            ..Weights::default()
        };
        assert!(matches!(
            bad.check(),
            Err(MatchingError::WeightsOutOfOrder { .. })
        ));
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
