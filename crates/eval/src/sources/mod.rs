//! The catalogues, each read from the files that its publisher offers.

pub(crate) mod esco;
pub(crate) mod gdad;
pub(crate) mod onet;
pub(crate) mod rome;
