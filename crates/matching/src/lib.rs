//! The matching engine: which openings fit a person, which people fit an opening, and why.
//!
//! Pure and in memory: no I/O, no clock, no names, and whole numbers only, so that a score is the
//! same on every machine and can be replayed bit for bit. The models of catalogues (`ease`,
//! `labels`, `meaning`, `related`) compute in floating point in a stated order and answer in whole
//! numbers; they suggest skills, names and roles, and are no part of a score. The model is described
//! for engineers and works councils in `docs/matching.md`.
//!
//! Never an input: age, gender, nationality, name, photo, ratings, salary, absence. The input
//! types have no place for them.
//!
//! Units: `_ppm` parts per million, `_milli` thousandths of a proficiency level, `_mille` per
//! mille. A fit of 640,000 ppm is shown as 64.

mod catalogue;
mod cells;
mod definite;
pub mod ease;
mod engine;
mod explain;
pub mod exposure;
mod filter;
mod gain;
mod input;
mod intern;
pub mod labels;
pub mod ladder;
pub mod meaning;
mod mobility;
mod neighbours;
mod next_skills;
mod opening;
mod openings_for;
mod output;
mod parts;
mod people;
mod people_by_skills;
mod people_for;
mod person;
mod real;
pub mod related;
pub mod rotation;
mod route;
mod sample;
mod score;
mod select;
mod sieve;
pub mod space;
mod suggest;
mod summary;
pub mod terms;
mod told;
mod top;
mod units;
mod weights;

#[cfg(test)]
mod tests;

/// The number of the arithmetic itself, kept with every stored match: raised whenever the same
/// weights and inputs give another result.
pub const MODEL_VERSION: i32 = 2;

pub use engine::Engine;
pub use filter::{OpeningFilter, OpeningOrder};
pub use input::{
    AspirationTarget, Catalogue, CatalogueRelation, CatalogueSkill, JobProfile, ObservedMoves,
    Opening, Person, PersonSkill, PreferenceMode, PreferenceModes, Preferences, Requirement,
};
pub use next_skills::PendingSuggestions;
pub use openings_for::ScoredOpenings;
pub use output::{
    Band, BandCount, Counterfactual, Direction, DirectionBasis, Explanation, FacetCount, Facets,
    FitGain, HiddenCounts, HiddenReason, ListOrder, MatchReason, MatchReasonCode, MatchSummary,
    MustHave, OpeningMatch, OpeningPage, Part, PartCode, PeopleCounts, PeoplePage, PersonMatch,
    ProfileGain, RankedPerson, RequirementMatch, Side, SimilarSkill, SimilarityBasis,
    SkillSuggestion, SkillToName, StrengthUse, SuggestionCause, Via, View,
};
pub use people::{Merged, SnapshotError};
pub use people_by_skills::{
    NearestQuery, PeopleBySkills, PersonBySkills, QueryChange, SkillHeld, SkillQuery,
    SkillQueryFilter, SkillRank, SkillWanted,
};
pub use people_for::{OpeningRef, PeopleFilter};
pub use route::{Route, RouteStep};
pub use weights::{MatchingError, WeightBound, Weights, WeightsFault};
