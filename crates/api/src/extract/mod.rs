//! How a handler receives what the client sent. Each extractor refuses with a problem document
//! that points at the field; handlers only see values of the right type and shape.
//!
//! `Json` reads and validates a body (and writes answers), `Query` the parameters, `ListQuery`
//! the parameters of a list with its paging, `Path` the ids in the address, `IfMatch` the version
//! that a change is based on. Unknown parameters never get here: the gate refuses them.

mod if_match;
mod json;
mod page;
mod path;
mod pointer;
mod query;
pub mod sound;

pub use if_match::{ETag, IfMatch};
pub use json::{Created, Json, MAX_BODY_BYTES};
pub use page::{CursorKey, ListQuery, Page, PageParams, PageRequest};
pub use path::Path;
pub(crate) use pointer::from_serde;
pub use query::{CommaList, Query};
