//! An interview as a file for one's own calendar.

use actix_web::http::header;
use actix_web::{HttpResponse, get};
use domain::ids::{ApplicationId, InterviewId};
use domain::interview::{InterviewRule, InterviewStatus};
use persistence::interviews::InterviewRow;

use super::{find, refused};
use crate::auth::Actor;
use crate::error::{ApiResult, Problem};
use crate::extract::Path;
use crate::mail::calendar::{Appointment, invitation};
use crate::state::App;

/// The word for it in calendars, which are seen by many; the same in every language that Traverse
/// speaks.
const SUMMARY: &str = "Conversation";

/// Download an interview for one's calendar
///
/// For the applicant, those who will be there and the hiring team, once a time was chosen. It names
/// nobody and no opening; the place is told, since whoever downloads it asks for it.
#[utoipa::path(tag = "applications",
    params(("id" = ApplicationId, Path, description = "The application"),
        ("interview_id" = InterviewId, Path, description = "The interview")),
    responses((status = 200, body = String, content_type = "text/calendar"),
        (status = 409, description = "No time was chosen", body = Problem)),
    security(("session" = [])))]
#[get("/applications/{id}/interviews/{interview_id}/calendar")]
pub async fn get_interview_calendar(
    actor: Actor,
    app: App,
    path: Path<(ApplicationId, InterviewId)>,
) -> ApiResult<HttpResponse> {
    let (id, interview) = path.0;
    let found = find(&app, &actor, id).await?;
    let row = &found.one(interview)?.row;
    if row.known_since.is_none() || row.status == InterviewStatus::Proposed {
        return Err(refused(InterviewRule::NotConfirmed));
    }
    let text = invitation(&appointment(row), app.clock.now());
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/calendar; charset=utf-8"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"conversation.ics\"",
        ))
        .body(text))
}

/// As it stands now, without those who invite and are invited. What has no time is cancelled, as far
/// as calendars are concerned, until another one is chosen.
#[must_use]
pub fn appointment(row: &InterviewRow) -> Appointment {
    Appointment {
        uid: row.id.to_string(),
        sequence: u32::try_from(row.sequence).unwrap_or_default(),
        time: row.starts_at.zip(row.ends_at),
        summary: SUMMARY.to_owned(),
        description: String::new(),
        location: row.place.clone().unwrap_or_default(),
        organizer: None,
        attendees: Vec::new(),
        cancelled: row.starts_at.is_none(),
    }
}
