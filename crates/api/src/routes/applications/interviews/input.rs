//! What people send to plan an interview.

use domain::ids::EmployeeId;
use domain::interview::{LONGEST_MINUTES, SHORTEST_MINUTES, Slot};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::extract::sound;

/// A time that is proposed.
#[derive(Clone, Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SlotInput {
    #[schema(example = "2026-12-03T09:00:00Z")]
    starts_at: Timestamp,
    #[validate(range(min = SHORTEST_MINUTES, max = LONGEST_MINUTES))]
    #[schema(minimum = 15, maximum = 480, example = 45)]
    minutes: u16,
}

pub fn slots(input: &[SlotInput]) -> Vec<Slot> {
    let slots = input.iter().map(|one| Slot {
        starts_at: one.starts_at,
        minutes: one.minutes,
    });
    slots.collect()
}

/// Times, a place and who will be there.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InterviewInput {
    #[validate(length(min = 1, max = 8), nested)]
    #[schema(min_items = 1, max_items = 8)]
    pub slots: Vec<SlotInput>,
    /// Who will be there besides the applicant; the applicant is told before they choose a time.
    #[validate(length(min = 1, max = 6))]
    #[schema(min_items = 1, max_items = 6)]
    pub interviewer_ids: Vec<EmployeeId>,
    /// A room or a link, in words.
    #[validate(length(min = 1, max = 500), custom(function = sound::name))]
    #[schema(min_length = 1, max_length = 500, example = "Room 4.2, Lyon office")]
    pub place: Option<String>,
    /// In which zone the times are told: a name of the IANA database. Absent: that of the opening's
    /// place, or UTC.
    #[validate(length(max = 64), custom(function = sound::time_zone))]
    #[schema(max_length = 64, example = "Europe/Paris")]
    pub time_zone: Option<String>,
}

/// Other times; those who will be there stay the same.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InterviewMoveInput {
    #[validate(length(min = 1, max = 8), nested)]
    #[schema(min_items = 1, max_items = 8)]
    pub slots: Vec<SlotInput>,
    /// Absent: it stays.
    #[validate(length(min = 1, max = 500), custom(function = sound::name))]
    #[schema(min_length = 1, max_length = 500, example = "Room 4.2, Lyon office")]
    pub place: Option<String>,
}

/// Which of the times one takes.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InterviewChoiceInput {
    /// Its place in the list, counted from 0.
    #[validate(range(max = 7))]
    #[schema(minimum = 0, maximum = 7, example = 0)]
    pub slot: u8,
}

/// What one wants to ask, or has heard.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InterviewNoteInput {
    #[validate(length(min = 1, max = 4000), custom(function = super::notes::says_something))]
    #[schema(
        min_length = 1,
        max_length = 4000,
        example = "Explained how the backfill was kept idempotent."
    )]
    pub note: String,
}
