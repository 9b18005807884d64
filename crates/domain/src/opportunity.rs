//! An opening's states and what moves it between them (DOMAIN §3).

use crate::terms::UnknownTerm;
use crate::terms::terms;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

terms! {
    OpportunityStatus {
        Draft = "draft",
        PendingApproval = "pending_approval",
        OpenInternal = "open_internal",
        OpenAll = "open_all",
        Reviewing = "reviewing",
        OfferOut = "offer_out",
        Filled = "filled",
        OnHold = "on_hold",
        Cancelled = "cancelled",
        Expired = "expired",
    }
}
