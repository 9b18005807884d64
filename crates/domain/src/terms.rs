//! The closed lists of words that objects are described with. Each is stored and sent as its
//! snake_case name; an unknown name is an error, never a default.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A name that is not in its list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not one of {allowed:?}")]
pub struct UnknownTerm {
    pub value: String,
    pub allowed: &'static [&'static str],
}

/// A word of one of the closed lists. Only this module's macro implements it: the words come from
/// the program's own text, so that a query may spell them out.
pub trait Term: Copy {
    fn word(self) -> &'static str;
}

macro_rules! terms {
    ($($(#[doc = $doc:literal])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),* $(,)? })*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "sql", derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow))]
        #[cfg_attr(feature = "sql", diesel(sql_type = diesel::sql_types::Text))]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            pub const NAMES: &'static [&'static str] = &[$($text),*];

            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl crate::terms::Term for $name {
            fn word(self) -> &'static str {
                self.as_str()
            }
        }

        // Written out: the derive does not see a `rename` that comes from a macro's parameter, and
        // would document the variants' Rust names.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                let description = concat!($($doc, "\n"),*).trim();
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description((!description.is_empty()).then_some(description))
                    .enum_values(Some(Self::NAMES.iter().copied()))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownTerm;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err(UnknownTerm { value: text.to_owned(), allowed: Self::NAMES }),
                }
            }
        }

        #[cfg(feature = "sql")]
        crate::sql::text_column!($name);
    )*};
}
pub(crate) use terms;

terms! {
    OrgUnitKind { Company = "company", Division = "division", Department = "department", Team = "team" }
    EmployeeStatus { Active = "active", OnLeave = "on_leave", Leaving = "leaving", Left = "left" }

    /// From whose side a stored match was computed. On the opening's side nothing counts that is
    /// private to the person.
    MatchSide { Employee = "employee", Opening = "opening" }

    /// What a stored match was shown or used for.
    MatchPurpose {
        /// A line of a list.
        List = "list",
        /// The explanation in full.
        Panel = "panel",
        /// Somebody applied.
        Application = "application",
        /// An application was moved on.
        Decision = "decision",
    }

    /// As what somebody besides the owner is of a hiring team.
    TeamRole {
        /// Stands in for the owner, and has the opening at once when the owner leaves.
        Deputy = "deputy",
        Member = "member",
    }

    EmploymentType { FullTime = "full_time", PartTime = "part_time" }
    PositionStatus { Filled = "filled", Open = "open", Frozen = "frozen" }
    SkillKind {
        Skill = "skill",
        Knowledge = "knowledge",
        Tool = "tool",
        Language = "language",
        /// A licence or certificate: a hard filter where it is required.
        Certificate = "certificate",
    }
    SkillStatus { Proposed = "proposed", Official = "official", Retired = "retired", Merged = "merged" }
    SkillRelationKind { Broader = "broader", Narrower = "narrower", Related = "related" }
    Track { Individual = "individual", Management = "management" }
    Importance { Required = "required", Preferred = "preferred" }
    CareerStepKind {
        Promotion = "promotion",
        Lateral = "lateral",
        CrossFamily = "cross_family",
        StepBack = "step_back",
    }
    /// Who or what a skill claim comes from.
    ClaimSource {
        Own = "self",
        Manager = "manager",
        Peer = "peer",
        Assessment = "assessment",
        Learning = "learning",
        Project = "project",
        Hris = "hris",
    }
    Interest { WantToUse = "want_to_use", WantToLearn = "want_to_learn", PreferNot = "prefer_not" }
    Horizon { Now = "now", OneYear = "1_year", ThreeYears = "3_years", Later = "later" }
    AspirationVisibility { Private = "private", Manager = "manager", Hr = "hr" }
    OpportunityKind { Role = "role", Gig = "gig", Secondment = "secondment", Shadowing = "shadowing" }
    WorkMode { OnSite = "on_site", Hybrid = "hybrid", Remote = "remote" }
    Priority { Normal = "normal", High = "high", Critical = "critical" }
    /// What an account may do beyond what its person's relations give it (DOMAIN §2).
    Role {
        Employee = "employee",
        Specialist = "specialist",
        Leader = "leader",
        /// Sets the system up; not thereby a reader of people's data.
        Admin = "admin",
        Integration = "integration",
    }
}
