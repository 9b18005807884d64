//! Matches as the API shows them: the engine's whole numbers as the numbers that people read, its
//! ids with their names.

use std::sync::Arc;

use domain::ids::{EmployeeId, MatchId, OpportunityId, SkillId};
use domain::terms::Importance;
use matching::{
    Band, BandCount, Counterfactual, Direction, Explanation, MatchReasonCode, MatchSummary, Part,
    PartCode, RequirementMatch, Side, Via,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::Catalogue;
use crate::refs::SkillRef;

/// A match in one line.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MatchSummary)]
pub struct MatchSummaryView {
    /// 0 to 100; 0 where the band is `none`, which has no fit.
    #[schema(example = 72, maximum = 100)]
    pub fit: u32,
    pub band: Band,
    /// How much of the role the person covers, in percent.
    #[schema(example = 81, maximum = 100)]
    pub coverage: u32,
    /// How much of the person's strengths the role uses, in percent.
    #[schema(example = 64, maximum = 100)]
    pub use_of_self: u32,
    pub direction: Direction,
    pub reason: MatchReasonView,
}

/// The one line under a match: a code, and what a sentence about it needs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MatchReason)]
pub struct MatchReasonView {
    pub code: MatchReasonCode,
    pub params: MatchReasonParams,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MatchReasonParams {
    /// Requirements whose level is reached, and all of them.
    pub met: u32,
    pub total: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skill: Option<SkillRef>,
    /// Levels that the skill is short by.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1.5)]
    pub short_by: Option<f64>,
}

/// A match in full: the arithmetic itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MatchExplanation {
    /// Of the stored match, to question it or to see it recomputed; absent when it could not be
    /// stored, and where this explanation is itself a recomputation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub match_id: Option<MatchId>,
    pub opportunity_id: OpportunityId,
    /// Absent where it is not told whose match it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employee_id: Option<EmployeeId>,
    #[schema(example = 72, maximum = 100)]
    pub fit: u32,
    pub band: Band,
    pub direction: Direction,
    #[schema(example = 81, maximum = 100)]
    pub coverage: u32,
    #[schema(example = 64, maximum = 100)]
    pub use_of_self: u32,
    /// Fit is coverage to this power times use of self to the rest.
    #[schema(example = 0.5)]
    pub coverage_exponent: f64,
    pub reason: MatchReasonView,
    /// Heaviest first.
    #[schema(max_items = 200)]
    pub requirements: Vec<MatchRequirement>,
    /// Most used first.
    #[schema(max_items = 255)]
    pub strengths_used: Vec<StrengthUsed>,
    #[schema(max_items = 200)]
    pub must_haves: Vec<MustHaveView>,
    pub parts: MatchParts,
    /// The lines whose points sum to the two sides of the order.
    #[schema(max_items = 20)]
    pub rank_lines: Vec<RankLine>,
    /// What lists are ordered by, out of 100.
    #[schema(example = 68.4)]
    pub rank_score: f64,
    #[schema(example = "1")]
    pub weights_version: String,
    #[schema(example = "1772442000000000")]
    pub data_version: String,
    /// The fewest levels that lead to a better band; in one's own view, where one is within reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<super::route::RouteView>,
    /// Nothing is asked for, so there is no fit.
    pub no_requirements: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MatchRequirement {
    pub skill: SkillRef,
    #[schema(example = 3, minimum = 1, maximum = 5)]
    pub required_level: u8,
    pub importance: Importance,
    /// Share of all that is asked; the shares sum to 1.
    #[schema(example = 0.12)]
    pub weight: f64,
    /// Effective level; absent when the skill is not owned.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 2.8)]
    pub have_level: Option<f64>,
    /// 0 to 1.
    #[schema(example = 0.93)]
    pub credit: f64,
    /// Weight times credit; they sum to the coverage.
    #[schema(example = 0.11)]
    pub contribution: f64,
    pub via: ViaView,
    pub must_have_met: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterfactual: Option<CounterfactualView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViaKind {
    Exact,
    Adjacent,
    None,
}

/// How a requirement is met.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MatchVia)]
pub struct ViaView {
    pub kind: ViaKind,
    /// The owned skill that is close.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skill: Option<SkillRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.8)]
    pub similarity: Option<f64>,
}

/// What the fit would be at another level, everything else equal.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MatchCounterfactual)]
pub struct CounterfactualView {
    #[schema(example = 4, minimum = 1, maximum = 5)]
    pub to_level: u8,
    #[schema(example = 78, maximum = 100)]
    pub fit_after: u32,
    pub band_after: Band,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StrengthUsed {
    pub skill: SkillRef,
    #[schema(example = 3.6)]
    pub level: f64,
    /// The part of this skill's share that the role uses, 0 to 1.
    #[schema(example = 0.08)]
    pub used_share: f64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MustHave)]
pub struct MustHaveView {
    pub skill: SkillRef,
    /// A licence or certificate: held or not.
    pub certificate: bool,
    pub met: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1.2)]
    pub short_by: Option<f64>,
}

/// What the order is made of; shares from 0 to 1, points out of 100.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MatchParts {
    #[schema(example = 0.72)]
    pub fit: f64,
    #[schema(example = 0.7)]
    pub want: f64,
    #[schema(example = 0.8)]
    pub take: f64,
    #[schema(example = 0.6)]
    pub aspiration: f64,
    #[schema(example = 1.0)]
    pub preference: f64,
    #[schema(example = 2.0)]
    pub business_need_points: f64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RankLine {
    pub code: PartCode,
    pub side: Side,
    #[schema(example = 0.7)]
    pub value: f64,
    #[schema(example = 0.5)]
    pub weight: f64,
    #[schema(example = 35.0)]
    pub points: f64,
}

/// How many people are in a band.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = BandCount)]
pub struct BandCountView {
    pub band: Band,
    pub count: u32,
}

impl From<BandCount> for BandCountView {
    fn from(one: BandCount) -> Self {
        Self {
            band: one.band,
            count: one.count,
        }
    }
}

/// Parts per million as points out of 100, to the nearest.
#[must_use]
pub const fn points(ppm: u32) -> u32 {
    (ppm + 5_000) / 10_000
}

/// Parts per million as a share with four digits, so that no float noise is sent.
fn share(ppm: u32) -> f64 {
    f64::from((ppm + 50) / 100) / 10_000.0
}

pub(super) fn levels(milli: u16) -> f64 {
    f64::from((milli + 5) / 10) / 100.0
}

fn named(names: &Catalogue, id: SkillId) -> Option<SkillRef> {
    names.skills.find(id).map(|skill| skill.as_ref().into())
}

pub(super) fn named_or_gone(names: &Catalogue, id: SkillId) -> SkillRef {
    named(names, id).unwrap_or_else(|| SkillRef {
        id,
        name: Arc::from(""),
        kind: domain::terms::SkillKind::Skill,
    })
}

#[must_use]
pub fn summary(found: &MatchSummary, names: &Catalogue) -> MatchSummaryView {
    MatchSummaryView {
        fit: points(found.fit_ppm.unwrap_or(0)),
        band: found.band,
        coverage: points(found.coverage_ppm),
        use_of_self: points(found.use_of_self_ppm),
        direction: found.direction,
        reason: MatchReasonView {
            code: found.reason.code,
            params: MatchReasonParams {
                met: found.reason.met,
                total: found.reason.total,
                skill: found.reason.skill.and_then(|id| named(names, id)),
                short_by: found.reason.short_by_milli.map(levels),
            },
        },
    }
}

#[must_use]
pub fn explanation(found: &Explanation, names: &Catalogue) -> MatchExplanation {
    let line = summary(&found.summary, names);
    MatchExplanation {
        match_id: None,
        opportunity_id: found.opportunity,
        employee_id: Some(found.employee),
        fit: line.fit,
        band: line.band,
        direction: line.direction,
        coverage: line.coverage,
        use_of_self: line.use_of_self,
        coverage_exponent: f64::from(found.coverage_exponent_mille) / 1_000.0,
        reason: line.reason,
        requirements: (found.requirements.iter())
            .map(|one| requirement(one, found, names))
            .collect(),
        strengths_used: (found.strengths.iter())
            .map(|one| StrengthUsed {
                skill: named_or_gone(names, one.skill),
                level: levels(one.level_milli),
                used_share: share(one.used_ppm),
            })
            .collect(),
        must_haves: (found.must_haves.iter())
            .map(|one| MustHaveView {
                skill: named_or_gone(names, one.skill),
                certificate: one.certificate,
                met: one.met,
                short_by: one.short_by_milli.filter(|short| *short > 0).map(levels),
            })
            .collect(),
        parts: parts(found),
        rank_lines: found.parts.iter().map(rank_line).collect(),
        rank_score: f64::from((found.summary.rank_ppm + 500) / 1_000) / 10.0,
        weights_version: found.weights_version.to_string(),
        data_version: found.data_version.to_string(),
        route: found
            .route
            .as_ref()
            .map(|route| super::route::view(route, names)),
        no_requirements: found.no_requirements,
    }
}

impl MatchExplanation {
    /// Leaves out whose match it is, and the stored match, whose id follows from that.
    pub fn leave_out_person(&mut self) {
        self.employee_id = None;
        self.match_id = None;
    }
}

impl ViaView {
    pub fn of(via: Via, names: &Catalogue) -> Self {
        let (kind, skill, similarity) = match via {
            Via::Exact => (ViaKind::Exact, None, None),
            Via::None => (ViaKind::None, None, None),
            Via::Adjacent {
                skill,
                similarity_ppm,
            } => (ViaKind::Adjacent, Some(skill), Some(similarity_ppm)),
        };
        Self {
            kind,
            skill: skill.map(|id| named_or_gone(names, id)),
            similarity: similarity.map(share),
        }
    }
}

fn requirement(one: &RequirementMatch, found: &Explanation, names: &Catalogue) -> MatchRequirement {
    let must = found.must_haves.iter().find(|must| must.skill == one.skill);
    MatchRequirement {
        skill: named_or_gone(names, one.skill),
        required_level: one.required_level,
        importance: one.importance,
        weight: share(one.weight_ppm),
        have_level: one.have_level_milli.map(levels),
        credit: share(one.credit_ppm),
        contribution: share(one.contribution_ppm),
        via: ViaView::of(one.via, names),
        must_have_met: must.is_none_or(|must| must.met),
        counterfactual: one.counterfactual.map(counterfactual),
    }
}

fn counterfactual(one: Counterfactual) -> CounterfactualView {
    CounterfactualView {
        to_level: one.to_level,
        fit_after: points(one.fit_after_ppm),
        band_after: one.band_after,
    }
}

fn rank_line(part: &Part) -> RankLine {
    RankLine {
        code: part.code,
        side: part.side,
        value: share(part.value_ppm),
        weight: share(part.weight_ppm),
        points: f64::from(part.points_ppm / 100) / 100.0,
    }
}

fn parts(found: &Explanation) -> MatchParts {
    let of = |code: PartCode| found.parts.iter().find(|part| part.code == code);
    let value = |code: PartCode| of(code).map_or(0.0, |part| share(part.value_ppm));
    MatchParts {
        fit: share(found.summary.fit_ppm.unwrap_or(0)),
        want: share(found.summary.want_ppm),
        take: share(found.summary.take_ppm),
        aspiration: value(PartCode::Aspiration),
        preference: value(PartCode::Preferences),
        business_need_points: of(PartCode::BusinessNeed).map_or(0.0, |p| rank_line(p).points),
    }
}
