//! What the engine answers: plain data with the ids of the outside.

use domain::ids::{EmployeeId, LocationId, OpportunityId, SkillId};
use domain::terms::{Importance, OpportunityKind, WorkMode};
use serde::{Deserialize, Serialize};

macro_rules! code {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),* }
    )*};
}

code! {
    /// From whose side a pair is looked at.
    View {
        /// Fit is √(C·U); aspirations, interests and preferences count.
        Employee,
        /// Fit is C^0.7·U^0.3; what is private to the person does not count.
        Opening,
    }

    /// Words for a fit; later is better.
    Band {
        /// There is no fit to speak of: nothing is asked for, or no skill is known.
        None,
        Low,
        Stretch,
        Good,
        Strong,
    }

    Direction { StepUp, Lateral, StepDown }

    /// What the direction follows from.
    DirectionBasis {
        /// The grades of the role held and of the opening differ.
        Grade,
        /// What is missing against what is left over.
        Skills,
        /// A gig changes nobody's role.
        Gig,
    }

    /// The one line under a match.
    MatchReasonCode {
        /// The opening asks for no skills; the list falls back to preferences and recency.
        NoRequirements,
        /// Nothing is known of the person's skills.
        NoSkills,
        /// `skill` is a certificate that is required and not held.
        MissingCertificate,
        /// `skill` is required and more than the slack short, by `short_by_milli`.
        MustHaveShort,
        /// The person aims for this role.
        TargetRole,
        /// Every level asked is reached.
        CoversAll,
        /// `met` of `total` levels are reached; `skill` is what would add most.
        CoversSome,
    }

    /// Why an opening is not in a person's list, apart from the filters they set.
    HiddenReason {
        MissingCertificate,
        StepDown,
        /// A preference that the person made a filter.
        Preference,
    }

    /// How a list is ordered.
    ListOrder {
        /// By the harmonic mean of want and take.
        TwoSided,
        /// No skills are known: by preferences, then the newest first.
        PreferencesAndRecency,
        /// The newest first, as asked for.
        Date,
        /// By business need, as asked for.
        Need,
        /// By how well it answers what was searched for.
        Relevance,
    }

    Side { Want, Take, Need }

    PartCode {
        Fit,
        Aspiration,
        Mobility,
        Step,
        Preferences,
        Coverage,
        MustHaves,
        Evidence,
        BusinessNeed,
    }

    /// Why two skills are close.
    SimilarityBasis {
        /// The catalogue relates them.
        Relation,
        /// They have a broader skill in common.
        Sibling,
        /// Job profiles require them together.
        RequiredTogether,
    }
}

/// A code and what a sentence about it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchReason {
    pub code: MatchReasonCode,
    /// Requirements whose level is reached, and all of them.
    pub met: u32,
    pub total: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skill: Option<SkillId>,
    /// Thousandths of a level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_by_milli: Option<u16>,
}

/// A match in one line of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchSummary {
    /// `None` where the band is `none`.
    pub fit_ppm: Option<u32>,
    pub band: Band,
    pub coverage_ppm: u32,
    pub use_of_self_ppm: u32,
    /// Share of the role that is covered by evidenced skills.
    pub evidence_ppm: u32,
    pub direction: Direction,
    pub direction_basis: DirectionBasis,
    pub want_ppm: u32,
    pub take_ppm: u32,
    /// Harmonic mean of want and take; want alone without a fit. Without business need.
    pub rank_ppm: u32,
    pub reason: MatchReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct OpeningMatch {
    pub opportunity: OpportunityId,
    pub summary: MatchSummary,
    /// Ppm of 100 points, at most 50,000; moves an opening within its band only.
    pub business_need_ppm: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FacetCount<T> {
    pub value: T,
    pub count: u32,
}

/// How many openings each value of a filter would leave, the other filters as they are; the
/// largest first, ties in order of value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    pub kind: Vec<FacetCount<OpportunityKind>>,
    pub work_mode: Vec<FacetCount<WorkMode>>,
    pub location: Vec<FacetCount<LocationId>>,
    /// Grades.
    pub level: Vec<FacetCount<i16>>,
}

/// How many openings pass the filters but are not shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HiddenCounts {
    pub missing_certificate: u32,
    pub step_down: u32,
    pub preference: u32,
}

/// Openings for a person, best first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpeningPage {
    pub items: Vec<OpeningMatch>,
    /// The place of the first item in the whole list.
    pub offset: usize,
    /// Over all pages.
    pub total: u32,
    pub facets: Facets,
    pub hidden: HiddenCounts,
    pub order: ListOrder,
    pub weights_version: u32,
    pub data_version: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PersonMatch {
    pub employee: EmployeeId,
    pub open_to_moves: bool,
    pub summary: MatchSummary,
}

/// Somebody in the order of a list, by what the order goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankedPerson {
    pub employee: EmployeeId,
    pub band: Band,
    pub rank_ppm: u32,
    pub evidence_ppm: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BandCount {
    pub band: Band,
    pub count: u32,
}

/// How many people there are over all pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeopleCounts {
    pub total: u32,
    /// Every band, best first.
    pub bands: Vec<BandCount>,
}

/// People for an opening, best first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeoplePage {
    pub items: Vec<PersonMatch>,
    /// `None` where counting was not asked for and would have taken longer than the list.
    pub counts: Option<PeopleCounts>,
    pub weights_version: u32,
    pub data_version: u64,
}

/// How a requirement is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Via {
    Exact,
    /// Through an owned skill that is close.
    Adjacent {
        skill: SkillId,
        similarity_ppm: u32,
    },
    None,
}

/// What the fit would be at another level, everything else equal; a real recomputation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counterfactual {
    /// 1 to 5.
    pub to_level: u8,
    pub fit_after_ppm: u32,
    pub band_after: Band,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementMatch {
    pub skill: SkillId,
    /// 1 to 5.
    pub required_level: u8,
    pub importance: Importance,
    /// Share of all that is asked; the requirements' shares sum to 1,000,000.
    pub weight_ppm: u32,
    /// Effective level in thousandths; `None` when the skill is not owned.
    pub have_level_milli: Option<u16>,
    /// x, from 0 to 1,000,000.
    pub credit_ppm: u32,
    /// w·x; the requirements' contributions sum to the coverage.
    pub contribution_ppm: u32,
    pub via: Via,
    /// `None` where it is no must-have.
    pub must_have_met: Option<bool>,
    /// `None` where the level is reached, or where a draft names a skill the engine does not know.
    pub counterfactual: Option<Counterfactual>,
}

/// One of the person's strongest skills and how much of it the role uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrengthUse {
    pub skill: SkillId,
    pub level_milli: u16,
    /// Its share of the person's strength; they sum to 1,000,000.
    pub share_ppm: u32,
    /// The part of that share that the role uses; they sum to the use of self.
    pub used_ppm: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MustHave {
    pub skill: SkillId,
    pub certificate: bool,
    pub met: bool,
    /// Thousandths of a level below what is asked, met or not; `None` for a certificate.
    pub short_by_milli: Option<u16>,
}

/// One line of the sum. The points of a side's parts sum to that side exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub code: PartCode,
    pub side: Side,
    /// From 0 to 1,000,000.
    pub value_ppm: u32,
    pub weight_ppm: u32,
    /// What it adds, in ppm of 100 points; negative where it takes off.
    pub points_ppm: i32,
}

/// A match in full: the arithmetic itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    pub opportunity: OpportunityId,
    pub employee: EmployeeId,
    pub view: View,
    pub summary: MatchSummary,
    /// Of coverage in this view's fit, in per mille; use of self has the rest.
    pub coverage_exponent_mille: u16,
    /// Heaviest first.
    pub requirements: Vec<RequirementMatch>,
    /// Most used first, unused ones last.
    pub strengths: Vec<StrengthUse>,
    pub must_haves: Vec<MustHave>,
    pub parts: Vec<Part>,
    /// Why it is not in the person's list; empty in the opening's view.
    pub hidden: Vec<HiddenReason>,
    /// In the person's view, where it was asked for and a better band is within reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<crate::route::Route>,
    pub no_requirements: bool,
    pub weights_version: u32,
    pub data_version: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SimilarSkill {
    pub skill: SkillId,
    pub similarity_ppm: u32,
    pub basis: SimilarityBasis,
}

/// A skill that the person's own role requires, or that roles require together with skills the
/// person owns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SkillSuggestion {
    pub skill: SkillId,
    /// The level that the person's own role asks for, 1 to 5; `None` when it does not ask.
    pub own_role_level: Option<u8>,
    /// Of the job profiles that require any of `because`, the share that requires it too.
    pub share_ppm: u32,
    /// The owned skills that led to it, the strongest link first; at most three.
    pub because: Vec<SuggestionCause>,
}

/// An owned skill that led to a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SuggestionCause {
    pub skill: SkillId,
    /// Its part of what speaks for the suggestion; those of all owned skills that do sum to 1,000,000.
    pub contribution_ppm: u32,
}

/// What a person's matches would gain by naming skills of their role, everything else equal; a
/// real recomputation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileGain {
    /// The most asked-for first.
    pub skills: Vec<SkillToName>,
    /// Openings that would rise to a better band.
    pub rising: u32,
    /// The opening whose fit would grow most.
    pub best: FitGain,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SkillToName {
    pub skill: SkillId,
    /// What the person's own role asks for, 1 to 5.
    pub level: u8,
    /// How many openings ask for it.
    pub openings: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FitGain {
    pub opportunity: OpportunityId,
    /// `None` where there is none yet.
    pub fit_before_ppm: Option<u32>,
    pub fit_after_ppm: u32,
}
