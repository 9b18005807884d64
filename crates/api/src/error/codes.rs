//! The one table of error codes: what a client can be told, with which status, and what it means.
//! `/problems/<code>` serves these rows, the SPA translates by code, and a test keeps the table
//! free of rows that nothing raises. How a problem is built and rendered lives in the parent.

use actix_web::http::StatusCode;

macro_rules! codes {
    ($($variant:ident, $status:ident, $code:literal, $title:literal, $meaning:literal;)*) => {
        /// What went wrong, in one word that stays the same in every language and version.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($variant),* }

        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The row of the table: status, code, title, meaning.
            #[must_use]
            pub const fn entry(self) -> Entry {
                match self {
                    $(Self::$variant => Entry {
                        status: StatusCode::$status, code: $code, title: $title, meaning: $meaning,
                    }),*
                }
            }

            /// The variant's name, by which the source is searched for rows that nothing raises.
            #[must_use]
            pub const fn variant(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant)),* }
            }
        }
    };
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub status: StatusCode,
    pub code: &'static str,
    pub title: &'static str,
    pub meaning: &'static str,
}

codes! {
    MalformedRequest, BAD_REQUEST, "malformed_request", "The request cannot be read", "The body is not UTF-8 or not JSON, is nested too deeply, or ended early; or the request line or a header is malformed.";
    InvalidBody, BAD_REQUEST, "invalid_body", "The body does not have the documented shape", "A field is unknown, missing, given twice or of the wrong type. `errors` names it by JSON pointer.";
    InvalidQuery, BAD_REQUEST, "invalid_query", "A query parameter is wrong", "A query parameter is unknown, given twice, or not of the documented type. `errors` names it.";
    InvalidCursor, BAD_REQUEST, "invalid_cursor", "The cursor does not belong to this list", "A cursor continues exactly the list it came from: same path, filters, order and account. Start again without it.";
    Unauthenticated, UNAUTHORIZED, "unauthenticated", "Sign in first", "There is no valid session or token with this request.";
    InvalidCredentials, UNAUTHORIZED, "invalid_credentials", "The address or the password is wrong", "Or the account does not exist, has no password, or may not sign in: these are not told apart on purpose.";
    CsrfRefused, FORBIDDEN, "csrf_refused", "The request does not come from this site's own pages", "Requests that change something need the header `X-Traverse-Request: 1` and, from a browser, must come from the same origin.";
    Forbidden, FORBIDDEN, "forbidden", "This account may not do that", "The thing exists and may be seen, but the action is for others: it needs another role or relation.";
    InvalidSetupToken, FORBIDDEN, "invalid_setup_token", "The set-up token is wrong or has expired", "The server prints a token when it starts without an administrator; `traverse create-admin-token` prints a new one.";
    NotFound, NOT_FOUND, "not_found", "There is no such thing here", "Nothing exists at this address, or its existence is not for this account to know.";
    MethodNotAllowed, METHOD_NOT_ALLOWED, "method_not_allowed", "This address does not take that method", "The `Allow` header lists the methods that it takes.";
    AlreadyTaken, CONFLICT, "already_taken", "Somebody else has this already", "A value that must be unique is in use; `errors` names it.";
    IllegalTransition, CONFLICT, "illegal_transition", "That is not possible now", "The state of the object, or a rule, forbids the command. `rule` names it, `allowed` lists what is possible now.";
    NotPublishable, CONFLICT, "not_publishable", "The opening is not complete yet", "`findings` lists what must be mended before people may see it.";
    AlreadyApplied, CONFLICT, "already_applied", "There is an application to this opening already", "One person has at most one application to an opening; after a rejection the policy says whether another is possible.";
    AlreadyQuestioned, CONFLICT, "already_questioned", "This question is open already", "One person has at most one open question about one thing. It can be asked again when it is answered or withdrawn.";
    NotOpen, CONFLICT, "not_open", "The opening takes no applications now", "It is not published yet, on hold, closed, filled or cancelled.";
    NotEligible, CONFLICT, "not_eligible", "A rule is in the way of applying", "`rules` lists every rule with its outcome and, where time will mend it, until when.";
    SkillExists, CONFLICT, "skill_exists", "There is such a skill already", "The vocabulary has a skill of the same or nearly the same name; `candidates` lists them. Use one of them, or a name that tells the difference.";
    CriteriaFrozen, CONFLICT, "criteria_frozen", "The selection criteria stand", "Once the hiring team may know of an application, nobody adds, removes, changes or reorders a criterion. `errors` names the field.";
    AssessmentClosed, CONFLICT, "assessment_closed", "This assessment cannot be handed in now", "Nothing is left to decide, or others have handed in theirs, which you could read. `rule` says which.";
    InterviewRefused, CONFLICT, "interview_refused", "That cannot be done with this interview", "`rule` says why: where the application, its opening or the interview stands, the times, or that somebody has another interview then.";
    InterviewerRefused, CONFLICT, "interviewer_refused", "This person cannot be named for the interview", "`rule` says why and `employee_id` who: the applicant, somebody above them in the line, somebody who competes, or nobody of the organisation.";
    LimitReached, CONFLICT, "limit_reached", "There are as many of these as there may be", "`limit` is how many one person may have. Remove one to add another.";
    PayloadTooLarge, PAYLOAD_TOO_LARGE, "payload_too_large", "The body is too large", "JSON bodies are limited to 256 KiB.";
    UnsupportedMediaType, UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "The body must be JSON", "Send `Content-Type: application/json`; forms, text and multipart are refused.";
    ValidationFailed, UNPROCESSABLE_ENTITY, "validation_failed", "Some values are not acceptable", "The body has the right shape, but values are too long, out of range or contradict each other. `errors` lists all of them by JSON pointer.";
    PreconditionRequired, PRECONDITION_REQUIRED, "precondition_required", "Say which version is being changed", "Send the `ETag` of the version that was read as `If-Match`, so that nobody's change is overwritten unseen.";
    PreconditionFailed, PRECONDITION_FAILED, "precondition_failed", "Somebody changed it in the meantime", "The `If-Match` version is not the current one. Read again, then decide.";
    TooManyRequests, TOO_MANY_REQUESTS, "too_many_requests", "Too many attempts", "Too many failed attempts from this address or for this account. Try again after `Retry-After` seconds.";
    Internal, INTERNAL_SERVER_ERROR, "internal", "Something went wrong on the server", "The cause is in the server's log under the `request_id` of this answer.";
    Unavailable, SERVICE_UNAVAILABLE, "unavailable", "The server cannot answer right now", "The database is away or busy, or the server is starting or stopping. Try again after `Retry-After` seconds.";
    PreviewBusy, SERVICE_UNAVAILABLE, "preview_busy", "Another preview is being computed", "Previews of matching weights and of policies are computed one at a time, so that they slow nobody down. Try again after `Retry-After` seconds.";
    ReplayBusy, SERVICE_UNAVAILABLE, "replay_busy", "Other matches are being recomputed", "Stored matches are recomputed one at a time, and only a few wait for their turn. Try again after `Retry-After` seconds.";
}

impl Code {
    /// Where the code is explained.
    #[must_use]
    pub fn type_uri(self) -> String {
        format!("/problems/{}", self.entry().code)
    }

    #[must_use]
    pub fn find(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|candidate| candidate.entry().code == code)
    }
}

/// What can be wrong with one field or parameter; the `code` of an item of `errors`.
/// Rules that belong to one form add their own words beside these.
pub mod field {
    pub const REQUIRED: &str = "required";
    pub const UNKNOWN: &str = "unknown_field";
    pub const DUPLICATE: &str = "duplicate";
    pub const WRONG_TYPE: &str = "wrong_type";
    pub const INVALID: &str = "invalid_value";
    pub const TOO_SHORT: &str = "too_short";
    pub const TOO_LONG: &str = "too_long";
    pub const OUT_OF_RANGE: &str = "out_of_range";
    /// The id names nothing that could be meant here.
    pub const UNKNOWN_REFERENCE: &str = "unknown_reference";
    pub const BEFORE_START: &str = "before_start";
    /// `fields` are shares of one whole, and `sum` is not 1,000,000.
    pub const SUM_NOT_ONE: &str = "sum_not_one";
    /// Each of `fields` must be at most the one before.
    pub const OUT_OF_ORDER: &str = "out_of_order";
    /// It stays as it is from here on.
    pub const FROZEN: &str = "frozen";
    /// It is what holds already.
    pub const UNCHANGED: &str = "unchanged";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    fn sources(folder: &Path, into: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|ext| ext == "rs")
                && !path.ends_with("error/codes.rs")
            {
                into.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn api_01_every_code_is_raised_somewhere_and_explained() {
        let mut source = String::new();
        sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut source,
        );
        for code in Code::ALL {
            let name = format!("Code::{}", code.variant());
            let raised = source.match_indices(&name).any(|(at, _)| {
                !source[at + name.len()..].starts_with(|next: char| next.is_alphanumeric())
            });
            assert!(raised, "{name} is in the table but nothing raises it");
            assert!(code.entry().meaning.len() > 20, "{name} is not explained");
        }
    }

    #[test]
    fn api_01_codes_are_unique_and_found_by_name() {
        let names: HashSet<_> = Code::ALL.iter().map(|code| code.entry().code).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(Code::find(code.entry().code), Some(*code));
            assert!(code.entry().status.as_u16() >= 400);
        }
        assert_eq!(Code::find("no_such_code"), None);
    }
}
