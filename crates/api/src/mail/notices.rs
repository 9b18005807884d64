//! Letters about notices: at once, or what came together in a day. Whether their reader may still
//! know, and has not read it meanwhile, is asked when the letter is about to leave.

use chrono::TimeDelta;
use domain::access::Actor;
use domain::ids::{EmployeeId, InterviewId, NoticeId};
use domain::notice::{NoticeDelivery, NoticeKind};
use futures_util::future::BoxFuture;
use persistence::accounts::{self, Addressee};
use persistence::interviews::{self, InterviewScope};
use persistence::notices::{self as stored, NoticeRow};
use persistence::timers::Held;
use persistence::{Conn, DbError};
use serde::Deserialize;

use super::Entry;
use super::calendar::{Appointment, invitation};
use super::words::{Language, Letter};
use crate::notices::Reader;
use crate::routes::applications::interviews::appointment;
use crate::state::App;

/// Rows of a day that are looked at; whoever has more is told of so many.
const A_DAY: i64 = 200;

#[derive(Deserialize)]
struct OfOne {
    notice_id: NoticeId,
}

#[derive(Deserialize)]
struct OfADay {
    employee_id: EmployeeId,
}

/// A letter about one notice.
#[must_use]
pub fn send_notice(app: App, held: Held) -> BoxFuture<'static, Result<(), String>> {
    Box::pin(async move {
        let OfOne { notice_id } = read(&held)?;
        let reading = app.clone();
        let found = app.db.read(move |conn: &mut Conn| -> Result<_, DbError> {
            let Some((recipient, row)) = stored::find_notice(conn, notice_id)? else {
                return Ok(None);
            };
            let fresh = row.read_at.is_none();
            let about = interview_of(&row);
            let some = unread(
                conn,
                &reading,
                recipient,
                vec![row].into_iter().filter(|_| fresh),
            )?;
            let Some((to, _)) = some else {
                return Ok(None);
            };
            let entry = match about {
                Some(id) => entry(conn, &reading, recipient, &to, id)?,
                None => None,
            };
            Ok(Some((to, entry)))
        });
        let Some((to, entry)) = found.await.map_err(|error| error.to_string())? else {
            return Ok(());
        };
        let letter = Letter::of_news(Language::of(&to.locale));
        post(&app, &to, &held, &letter, entry.as_ref()).await
    })
}

/// A letter about what came in a day, if any of it is still unread.
#[must_use]
pub fn send_digest(app: App, held: Held) -> BoxFuture<'static, Result<(), String>> {
    Box::pin(async move {
        let OfADay { employee_id } = read(&held)?;
        let (reading, until) = (app.clone(), held.due_at);
        let since = until.plus(TimeDelta::days(-1));
        let found = app.db.read(move |conn: &mut Conn| -> Result<_, DbError> {
            let daily: Vec<String> = stored::list_deliveries(conn, employee_id)?
                .into_iter()
                .filter(|(_, delivery)| *delivery == NoticeDelivery::Daily)
                .map(|(kind, _)| kind.as_str().to_owned())
                .collect();
            let rows = stored::list_own(conn, employee_id, true, None, A_DAY)?;
            let of_day = rows.into_iter().filter(|row| {
                row.created_at > since && row.created_at <= until && daily.contains(&row.kind)
            });
            unread(conn, &reading, employee_id, of_day)
        });
        let Some((to, count)) = found.await.map_err(|error| error.to_string())? else {
            return Ok(());
        };
        let letter = Letter::of_the_day(Language::of(&to.locale), count);
        post(&app, &to, &held, &letter, None).await
    })
}

fn read<T: serde::de::DeserializeOwned>(held: &Held) -> Result<T, String> {
    serde_json::from_value(held.payload.0.clone()).map_err(|error| error.to_string())
}

/// To whom, and how many of these they may have; none when there is nobody to write to or nothing
/// to write of.
fn unread(
    conn: &mut Conn,
    app: &App,
    recipient: EmployeeId,
    rows: impl Iterator<Item = NoticeRow>,
) -> Result<Option<(Addressee, usize)>, DbError> {
    let Some(to) = accounts::find_addressee(conn, recipient)? else {
        return Ok(None);
    };
    let reader = Reader {
        app: app.clone(),
        actor: Actor {
            account_id: to.account_id,
            employee_id: Some(recipient),
            roles: to.roles.clone(),
        },
        me: recipient,
    };
    let count = reader.may_have(conn, rows.collect())?.len();
    Ok((count > 0).then_some((to, count)))
}

/// The interview that a notice is about, if it is about a time that stands or stood.
fn interview_of(row: &NoticeRow) -> Option<InterviewId> {
    let kind: NoticeKind = row.kind.parse().ok()?;
    let timed = matches!(
        kind,
        NoticeKind::InterviewConfirmed
            | NoticeKind::InterviewMoved
            | NoticeKind::InterviewCancelled
    );
    timed.then(|| InterviewId::from_uuid(*row.object_id.as_uuid()))
}

/// The interview as it stands now, for the calendar of one who takes part. It names neither the
/// people nor the opening nor the place: calendars are seen by many.
fn entry(
    conn: &mut Conn,
    app: &App,
    recipient: EmployeeId,
    to: &Addressee,
    id: InterviewId,
) -> Result<Option<Entry>, DbError> {
    let scope = InterviewScope::These(vec![id]);
    let found = interviews::list_sealed(conn, &scope, recipient, 1)?;
    let found = found.first().filter(|one| {
        let takes_part = one.names_viewer || one.seal.employee_id == recipient;
        takes_part && one.row().known_since.is_some()
    });
    let (Some(found), Some(mailer)) = (found, app.mailer.as_ref()) else {
        return Ok(None);
    };
    let appointment = Appointment {
        organizer: Some(mailer.address()),
        attendees: vec![to.email.clone()],
        location: String::new(),
        ..appointment(found.row())
    };
    Ok(Some(Entry {
        method: if appointment.cancelled {
            "CANCEL"
        } else {
            "REQUEST"
        },
        content: invitation(&appointment, app.clock.now()),
    }))
}

async fn post(
    app: &App,
    to: &Addressee,
    held: &Held,
    letter: &Letter,
    entry: Option<&Entry>,
) -> Result<(), String> {
    // Without a mail server nothing is queued; what was queued before it was taken away waits.
    let mailer = app.mailer.as_ref().ok_or("there is no mail server")?;
    let sent = mailer
        .send(&to.email, &held.id.to_string(), letter, entry)
        .await;
    sent.map_err(|error| error.to_string())
}
