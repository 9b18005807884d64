//! An application's states and what moves it between them (DOMAIN §3).

use crate::terms::UnknownTerm;
use crate::terms::terms;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

terms! {
    ApplicationStatus {
        Draft = "draft",
        Submitted = "submitted",
        Screening = "screening",
        Shortlisted = "shortlisted",
        Interview = "interview",
        Selected = "selected",
        Offered = "offered",
        Accepted = "accepted",
        Withdrawn = "withdrawn",
        Rejected = "rejected",
        OfferDeclined = "offer_declined",
        Lapsed = "lapsed",
    }
}
