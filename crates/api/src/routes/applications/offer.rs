//! The terms of an offer: as they are sent, checked, stored with the step, and shown to those whom
//! they concern.

use chrono::NaiveDate;
use domain::ids::LocationId;
use domain::money::PayRange;
use domain::offer::{OfferTerms, Pay};
use persistence::opportunities::OpportunityRow;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::directory::Catalogue;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, FieldError};
use crate::extract::sound;
use crate::refs::LocationRef;

/// What is offered. What is absent is as it was posted.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferInput {
    #[validate(custom(function = sound::day))]
    starts_on: Option<NaiveDate>,
    #[validate(custom(function = sound_pay))]
    pay: Option<Pay>,
    /// Needed when the pay is none of the posted range. For the record; the applicant does not read
    /// it.
    #[validate(length(max = 2000))]
    #[schema(
        max_length = 2000,
        example = "Two more years of on-call than the role asks for."
    )]
    pay_reason: Option<String>,
    #[validate(range(min = 1, max = 168))]
    #[schema(minimum = 1, maximum = 168, example = 35)]
    hours_per_week: Option<i32>,
    location_id: Option<LocationId>,
    /// For the applicant.
    #[validate(length(max = 5000))]
    #[schema(max_length = 5000, example = "Two days a week from home.")]
    note: Option<String>,
}

fn sound_pay(pay: &Pay) -> Result<(), ValidationError> {
    if (0..=PayRange::MAX_MINOR).contains(&pay.minor) {
        Ok(())
    } else {
        Err(ValidationError::new(field::OUT_OF_RANGE))
    }
}

impl OfferInput {
    /// Looks up what it refers to.
    pub fn check(&self, names: &Catalogue) -> ApiResult<()> {
        if (self.location_id).is_none_or(|id| names.locations.find(id).is_some()) {
            return Ok(());
        }
        let detail = "nothing of this id exists";
        let error = FieldError::new("/offer/location_id", field::UNKNOWN_REFERENCE, detail);
        Err(ApiError::invalid(vec![error]))
    }
}

/// The terms, completed by what was posted.
pub fn terms(input: Option<&OfferInput>, posted: &OpportunityRow) -> ApiResult<OfferTerms> {
    let given = input.map_or_else(OfferTerms::default, |input| OfferTerms {
        starts_on: input.starts_on,
        pay: input.pay,
        pay_reason: input.pay_reason.clone(),
        hours_per_week: input.hours_per_week,
        location_id: input.location_id,
        note: (input.note.clone()).filter(|note| !note.trim().is_empty()),
    });
    let terms = OfferTerms {
        hours_per_week: given.hours_per_week.or(posted.hours_per_week),
        location_id: given.location_id.or(posted.location_id),
        ..given
    };
    if terms.lacks_reason(posted.pay_range()) {
        let detail = "pay beside the posted range needs its reason";
        let error = FieldError::new("/offer/pay_reason", field::REQUIRED, detail);
        return Err(ApiError::invalid(vec![error]));
    }
    Ok(terms)
}

/// What was offered.
#[derive(Debug, Serialize, ToSchema)]
pub struct Offer {
    #[serde(skip_serializing_if = "Option::is_none")]
    starts_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pay: Option<Pay>,
    /// For those who decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Two more years of on-call than the role asks for.")]
    pay_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 35)]
    hours_per_week: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<LocationRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Two days a week from home.")]
    note: Option<String>,
    /// Last day on which it can be answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_on: Option<NaiveDate>,
    /// Why the applicant declined, where they said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "The hours do not go with the school run.")]
    decline_reason: Option<String>,
}

/// What stands beside the terms.
pub struct Around<'a> {
    pub expires_on: Option<NaiveDate>,
    pub decline_reason: Option<String>,
    /// The applicant reads what is for them.
    pub own: bool,
    pub names: &'a Catalogue,
}

impl Offer {
    pub fn of(terms: OfferTerms, around: Around<'_>) -> ApiResult<Self> {
        let location = terms.location_id.map(|id| around.names.location_ref(id));
        Ok(Self {
            starts_on: terms.starts_on,
            pay: terms.pay,
            pay_reason: terms.pay_reason.filter(|_| !around.own),
            hours_per_week: terms.hours_per_week,
            location: location.transpose()?,
            note: terms.note,
            expires_on: around.expires_on,
            decline_reason: around.decline_reason,
        })
    }
}
