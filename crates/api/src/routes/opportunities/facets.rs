//! How many openings each value of a filter would leave.

use domain::opportunity::OpportunityStatus;
use matching::{FacetCount, Facets};
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::Catalogue;

/// How many openings a value of a filter would leave, the other filters as they are.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct FacetValue {
    #[schema(example = "gig")]
    value: String,
    count: u32,
    /// For values that are ids: their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Lyon office")]
    label: Option<String>,
}

/// The values that would leave something, the largest first.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct OpportunityFacets {
    #[schema(max_items = 200)]
    kind: Vec<FacetValue>,
    #[schema(max_items = 200)]
    work_mode: Vec<FacetValue>,
    #[schema(max_items = 2000)]
    location: Vec<FacetValue>,
    #[schema(max_items = 200)]
    level: Vec<FacetValue>,
    /// Of one's own teams' openings only: the others in the list take applications.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 10)]
    status: Option<Vec<FacetValue>>,
}

impl OpportunityFacets {
    pub fn of(found: &Facets, names: &Catalogue) -> Self {
        let location = found.location.iter().map(|one| FacetValue {
            label: (names.locations.find(one.value)).map(|place| place.name.clone()),
            ..value(&one.value.to_string(), one.count)
        });
        let kinds = found.kind.iter();
        let modes = found.work_mode.iter();
        let levels = found.level.iter();
        Self {
            kind: kinds
                .map(|one| value(one.value.as_str(), one.count))
                .collect(),
            work_mode: modes
                .map(|one| value(one.value.as_str(), one.count))
                .collect(),
            location: location.collect(),
            level: levels
                .map(|one| value(&one.value.to_string(), one.count))
                .collect(),
            status: None,
        }
    }

    pub fn with_statuses(mut self, found: &[FacetCount<OpportunityStatus>]) -> Self {
        let found = found.iter();
        let values = found.map(|one| value(one.value.as_str(), one.count));
        self.status = Some(values.collect());
        self
    }
}

fn value(value: &str, count: u32) -> FacetValue {
    FacetValue {
        value: value.to_owned(),
        count,
        label: None,
    }
}
