//! The terms of an offer. The caller holds the opening's lock and has asked the domain.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::ids::{ApplicationId, LocationId};
use domain::offer::{OfferTerms, Pay};

use super::OpenApplication;
use crate::cached::update_prepared;
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::{application, application_offer};
use crate::write::WriteTx;

/// Stores the terms, and the last day on which they can be accepted.
///
/// # Errors
/// [`DbError::Reference`] when the place does not exist.
pub fn insert_offer(
    tx: &mut WriteTx<'_>,
    id: ApplicationId,
    terms: &OfferTerms,
    expires_on: NaiveDate,
) -> Result<(), DbError> {
    let row = (
        application_offer::application_id.eq(id),
        application_offer::starts_on.eq(terms.starts_on),
        application_offer::pay_minor.eq(terms.pay.map(|pay| pay.minor)),
        application_offer::pay_currency.eq(terms.pay.map(|pay| pay.currency.to_string())),
        application_offer::pay_reason.eq(terms.pay_reason.as_deref()),
        application_offer::hours_per_week.eq(terms.hours_per_week),
        application_offer::location_id.eq(terms.location_id),
        application_offer::note.eq(terms.note.as_deref()),
        application_offer::made_at.eq(tx.now()),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(application_offer::table)
        .values(row)
        .execute(c))?;
    update_prepared(
        application::table.filter(application::id.eq(id)),
        application::offer_expires_on.eq(expires_on),
    )
    .execute(tx.conn())?;
    Ok(())
}

/// The terms that were offered; `None` when there was no offer, or one from before terms were kept.
///
/// # Errors
/// When the database does not answer.
pub fn find_offer(
    conn: &mut Conn,
    permit: &Permit<actions::ReadApplication>,
) -> Result<Option<OfferTerms>, DbError> {
    terms_of(conn, permit.object())
}

/// The terms that were accepted with an application that was read; `None` as for [`find_offer`].
///
/// # Errors
/// When the database does not answer.
pub fn find_accepted_offer(
    conn: &mut Conn,
    application: &OpenApplication,
) -> Result<Option<OfferTerms>, DbError> {
    terms_of(conn, application.row.id)
}

fn terms_of(conn: &mut Conn, id: ApplicationId) -> Result<Option<OfferTerms>, DbError> {
    type Row = (
        Option<NaiveDate>,
        (Option<i64>, Option<String>, Option<String>),
        Option<i32>,
        Option<LocationId>,
        Option<String>,
    );
    let found: Option<Row> = application_offer::table
        .filter(application_offer::application_id.eq(id))
        .select((
            application_offer::starts_on,
            (
                application_offer::pay_minor,
                application_offer::pay_currency,
                application_offer::pay_reason,
            ),
            application_offer::hours_per_week,
            application_offer::location_id,
            application_offer::note,
        ))
        .first(conn)
        .optional()?;
    let terms = |(starts_on, pay, hours_per_week, location_id, note): Row| {
        let (minor, currency, pay_reason) = pay;
        let currency = currency.and_then(|text| text.parse().ok());
        OfferTerms {
            starts_on,
            pay: minor
                .zip(currency)
                .map(|(minor, currency)| Pay { minor, currency }),
            pay_reason,
            hours_per_week,
            location_id,
            note,
        }
    };
    Ok(found.map(terms))
}
