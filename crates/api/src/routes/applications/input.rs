//! What people send to move an application on.

use domain::application::{ApplicationCommand, FeedbackReason};
use domain::ids::SkillId;
use persistence::applications::ApplicationFeedback;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::offer::OfferInput;
use crate::directory::Catalogue;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, FieldError};

/// What to do with an application. `reject` needs the feedback; `offer` takes terms, which
/// `accept` accepts as they were read.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationTransitionInput {
    pub command: ApplicationCommand,
    /// For the record; the applicant reads `feedback`.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000, example = "Strong in the interview.")]
    pub reason: Option<String>,
    #[validate(nested)]
    pub feedback: Option<FeedbackInput>,
    /// The terms, with `offer`.
    #[validate(nested)]
    pub offer: Option<OfferInput>,
}

#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedbackInput {
    reason_code: FeedbackReason,
    /// What was missing.
    #[validate(length(min = 3, max = 2000))]
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Streaming at this scale."
    )]
    gap: String,
    #[validate(length(min = 3, max = 2000))]
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Join the event platform's gig."
    )]
    next_step: String,
    /// Skills that were missing: the applicant can make them a goal.
    #[serde(default)]
    #[validate(length(max = 5))]
    #[schema(max_items = 5)]
    skill_ids: Vec<SkillId>,
}

impl FeedbackInput {
    /// Looks up the skills that it names.
    pub fn check(&self, names: &Catalogue) -> ApiResult<()> {
        let known = |id: &SkillId| names.skills.find(*id).is_some();
        if self.skill_ids.iter().all(known) {
            return Ok(());
        }
        let detail = "nothing of this id exists";
        let pointer = "/feedback/skill_ids";
        let error = FieldError::new(pointer, field::UNKNOWN_REFERENCE, detail);
        Err(ApiError::invalid(vec![error]))
    }

    pub fn told(&self) -> ApplicationFeedback {
        ApplicationFeedback {
            reason: self.reason_code,
            gap: self.gap.clone(),
            next_step: self.next_step.clone(),
            skill_ids: self.skill_ids.clone(),
        }
    }
}

impl ApplicationTransitionInput {
    /// A rejection with its feedback.
    pub const fn rejection(feedback: FeedbackInput) -> Self {
        Self {
            command: ApplicationCommand::Reject,
            reason: None,
            feedback: Some(feedback),
            offer: None,
        }
    }
}
