//! The shortest way to a better band as the API shows it.

use matching::{Band, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::explain::{levels, named_or_gone, points};
use crate::directory::Catalogue;
use crate::refs::SkillRef;

/// The shortest way to a better band, everything else equal.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MatchRoute)]
pub struct RouteView {
    #[schema(min_items = 1, max_items = 200)]
    pub steps: Vec<RouteStepView>,
    /// Levels over all steps; one that is partly there counts as one.
    #[schema(example = 2, minimum = 1)]
    pub levels: u32,
    #[schema(example = 74, maximum = 100)]
    pub fit_after: u32,
    pub band_after: Band,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MatchRouteStep)]
pub struct RouteStepView {
    pub skill: SkillRef,
    /// Absent when the skill is not owned.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 2.0)]
    pub have_level: Option<f64>,
    #[schema(example = 3, minimum = 1, maximum = 5)]
    pub to_level: u8,
    /// A licence or certificate: obtained, not risen in.
    pub certificate: bool,
}

pub(super) fn view(route: &Route, names: &Catalogue) -> RouteView {
    let steps = route.steps.iter().map(|step| RouteStepView {
        skill: named_or_gone(names, step.skill),
        have_level: step.have_level_milli.map(levels),
        to_level: step.to_level,
        certificate: step.certificate,
    });
    RouteView {
        steps: steps.collect(),
        levels: route.levels,
        fit_after: points(route.fit_after_ppm),
        band_after: route.band_after,
    }
}
