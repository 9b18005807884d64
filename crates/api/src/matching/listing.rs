//! Ranked lists: openings for a person, people for an opening. Visibility first, then the engine.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::eligibility::{self, Candidacy, RuleOutcome};
use domain::ids::{ApplicationId, EmployeeId, LocationId, OpportunityId, OrgUnitId};
use domain::terms::{OpportunityKind, WorkMode};
use matching::{
    Explanation, OpeningFilter, OpeningMatch, OpeningOrder, OpeningPage, OpeningRef, PeopleFilter,
    ProfileGain, SkillSuggestion, View,
};
use persistence::opportunities::{OpportunityRow, Viewer};

use super::sightings::Line;
use super::{Known, Matching, ShownTo};
use crate::seat;

/// What somebody filters openings by.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub kinds: Vec<OpportunityKind>,
    pub unit: Option<OrgUnitId>,
    pub locations: Vec<LocationId>,
    pub work_modes: Vec<WorkMode>,
    pub level_min: Option<i16>,
    pub level_max: Option<i16>,
    pub pay_min_minor: Option<i64>,
    pub hours_max: Option<u16>,
    pub fit_min: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListingOrder {
    Fit,
    Date,
    Need,
    /// By how well it answers what was searched for.
    Relevance,
}

/// Openings that a text search found, with their points.
pub type Found = HashMap<OpportunityId, u32>;

pub struct ListingFilter<'a> {
    pub wanted: &'a Wanted,
    /// Only these.
    pub found: Option<&'a Found>,
    pub order: ListingOrder,
    pub viewer: &'a Viewer,
    pub limit: usize,
    pub offset: usize,
    /// The last opening of the page before.
    pub after: Option<OpportunityId>,
    /// Who sees it; what nobody sees is not recorded.
    pub shown_to: Option<ShownTo>,
}

/// A page as the engine ranks it, with the rows of its openings as they were under the same lock.
pub struct Listing {
    pub page: OpeningPage,
    pub rows: Vec<OpportunityRow>,
}

/// Which people of an opening are asked for.
pub struct PeopleQuery<'a> {
    pub opening: OpportunityId,
    pub view: PeopleView<'a>,
    pub limit: usize,
    pub offset: usize,
    /// Who sees it; what nobody sees is not recorded.
    pub shown_to: Option<ShownTo>,
}

#[derive(Clone, Copy)]
pub enum PeopleView<'a> {
    Applicants(&'a HashMap<EmployeeId, ApplicationId>),
    /// Who is open to moves; nobody learns this of people in their own line.
    Open {
        except: &'a dyn Fn(EmployeeId) -> bool,
    },
    /// Everybody who may apply, for counting.
    Eligible,
}

impl Matching {
    /// The unit and all below it.
    pub(super) fn units_below(&self, unit: OrgUnitId) -> Vec<OrgUnitId> {
        let names = self.directory.catalogue();
        let Some(top) = names.units.find(unit) else {
            return Vec::new();
        };
        let below = names.units.all().iter();
        below
            .filter(|one| one.path.starts_with(&top.path))
            .map(|one| one.id)
            .collect()
    }

    /// Openings that take applications and that the person may see, ranked; `None` for somebody
    /// whom the engine does not know.
    #[must_use]
    pub fn openings_for(&self, person: EmployeeId, asked: &ListingFilter<'_>) -> Option<Listing> {
        let today = self.clock.today();
        let wanted = asked.wanted;
        let units = wanted.unit.map(|unit| self.units_below(unit));
        let known = self.known();
        let points = |id: OpportunityId| {
            let found = asked.found.and_then(|found| found.get(&id));
            found.copied().unwrap_or(0)
        };
        // A list by date, need or words is a list of what there is; only advice leaves things out.
        let all = asked.order != ListingOrder::Fit;
        let accept = |id: OpportunityId| {
            known.board.find(id).is_some_and(|entry| {
                entry.takes_applications(today)
                    && entry.is_visible_to(asked.viewer)
                    // Advice to join one's own team is none.
                    && (all || !entry.is_in_team(person))
                    && asked.found.is_none_or(|found| found.contains_key(&id))
            })
        };
        let filter = OpeningFilter {
            kinds: &wanted.kinds,
            org_units: units.as_deref(),
            locations: &wanted.locations,
            work_modes: &wanted.work_modes,
            level_min: wanted.level_min,
            level_max: wanted.level_max,
            pay_min_minor: wanted.pay_min_minor,
            hours_max: wanted.hours_max,
            fit_min: wanted.fit_min,
            include_step_down: all,
            include_missing_certificate: all,
            include_unwanted: all,
            accept: Some(&accept),
            order: match asked.order {
                ListingOrder::Fit => OpeningOrder::Fit,
                ListingOrder::Date => OpeningOrder::Date,
                ListingOrder::Need => OpeningOrder::Need,
                ListingOrder::Relevance => OpeningOrder::Relevance,
            },
            relevance: Some(&points),
            after: asked.after,
            today,
        };
        let scored = self.scored(&known.engine, person)?;
        let engine = &known.engine;
        let page = engine.rank_openings(&scored, &filter, asked.limit, asked.offset)?;
        if let Some(to) = asked.shown_to {
            let items = page.items.iter().take(to.rows).zip(page.offset + 1..);
            let line = |(one, rank): (&OpeningMatch, usize)| Line {
                person,
                opening: one.opportunity,
                application: None,
                summary: one.summary,
                rank: Some(rank),
            };
            let lines: Vec<Line> = items.map(line).collect();
            self.saw_list(&known, to.account, View::Employee, &lines);
        }
        let rows = known
            .board
            .rows(page.items.iter().map(|one| one.opportunity));
        Some(Listing { page, rows })
    }

    /// Skills that the person may have and has not named; see the engine.
    #[must_use]
    pub fn suggest_skills(&self, person: EmployeeId, limit: usize) -> Vec<SkillSuggestion> {
        self.known().engine.suggest_skills(person, limit)
    }

    /// What naming at most `most` skills of their role would bring the person, among the openings
    /// of their list.
    #[must_use]
    pub fn profile_gain(
        &self,
        person: EmployeeId,
        viewer: &Viewer,
        most: usize,
    ) -> Option<ProfileGain> {
        let today = self.clock.today();
        let known = self.known();
        let accept = |id: OpportunityId| {
            known.board.find(id).is_some_and(|entry| {
                entry.takes_applications(today)
                    && entry.is_visible_to(viewer)
                    && !entry.is_in_team(person)
            })
        };
        let scored = self.scored(&known.engine, person)?;
        known.engine.profile_gain(&scored, most, &accept)
    }

    /// Whether somebody belongs to the opening's hiring team.
    #[must_use]
    pub fn is_in_team(&self, opening: OpportunityId, employee: EmployeeId) -> bool {
        let known = self.known();
        let entry = known.board.find(opening);
        entry.is_some_and(|entry| entry.is_in_team(employee))
    }

    /// Whether somebody joined the opening's hiring team when people could apply already.
    #[must_use]
    pub fn joined_late(&self, opening: OpportunityId, employee: EmployeeId) -> bool {
        let known = self.known();
        let entry = known.board.find(opening);
        entry.is_some_and(|entry| entry.joined_late(employee))
    }

    /// Whether somebody belongs to the hiring team of any opening.
    #[must_use]
    pub fn is_in_any_team(&self, employee: EmployeeId) -> bool {
        self.known().board.is_in_any_team(employee)
    }

    /// Lends a test of who may see what, for a search that must not count anything else.
    pub fn with_sight<T>(
        &self,
        viewer: &Viewer,
        f: impl FnOnce(&dyn Fn(OpportunityId) -> bool) -> T,
    ) -> T {
        let known = self.known();
        f(&|id| {
            let entry = known.board.find(id);
            entry.is_some_and(|entry| entry.is_visible_to(viewer))
        })
    }

    /// The opening as lists show it, for somebody who may see it.
    #[must_use]
    pub fn row(&self, viewer: &Viewer, opening: OpportunityId) -> Option<OpportunityRow> {
        let known = self.known();
        let entry = known.board.find(opening)?;
        (entry.is_visible_to(viewer)).then(|| entry.row.clone())
    }

    /// What an opening is called, for those who know of it by other ways than seeing it listed.
    #[must_use]
    pub fn title_of(&self, opening: OpportunityId) -> Option<String> {
        let known = self.known();
        Some(known.board.find(opening)?.row.title.clone())
    }

    /// Why a person and an opening fit as they do, whatever the opening's state.
    #[must_use]
    pub fn explain(
        &self,
        person: EmployeeId,
        opening: OpportunityId,
        view: View,
    ) -> Option<Explanation> {
        let known = self.known();
        let opening = known.reference(opening)?;
        known
            .engine
            .explain(person, opening, view, self.clock.today())
    }

    /// Whether the engine shows this person to hiring teams.
    #[must_use]
    pub fn is_open_to_moves(&self, person: EmployeeId, opening: OpportunityId) -> bool {
        let only = [person];
        let known = self.known();
        let page = known.reference(opening).and_then(|opening| {
            let filter = PeopleFilter {
                only: Some(&only),
                ..PeopleFilter::default()
            };
            known.engine.people_for(opening, &filter, 1, 0)
        });
        page.is_some_and(|page| page.items.iter().any(|one| one.open_to_moves))
    }

    /// Every rule of eligibility for this person and opening; `None` when either is unknown.
    #[must_use]
    pub fn eligibility(
        &self,
        person: EmployeeId,
        opening: OpportunityId,
    ) -> Option<Vec<RuleOutcome>> {
        let explained = self.explain(person, opening, View::Opening)?;
        let missing = explained.must_haves.iter();
        let missing = missing.filter(|must| must.certificate && !must.met).count();
        let known = self.known();
        let entry = known.board.find(opening)?;
        let missing = u32::try_from(missing).unwrap_or(u32::MAX);
        let policy = self.policy();
        self.rules(&known, entry, person, missing, &policy, self.clock.today())
    }

    /// When only time keeps the person from applying: which rule, until when.
    #[must_use]
    pub fn eligible_from(
        &self,
        person: EmployeeId,
        opening: OpportunityId,
    ) -> Option<(eligibility::EligibilityCode, NaiveDate)> {
        let known = self.known();
        let entry = known.board.find(opening)?;
        let policy = self.policy();
        let rules = self.rules(&known, entry, person, 0, &policy, self.clock.today())?;
        eligibility::eligible_from(&rules)
    }

    pub(super) fn rules(
        &self,
        known: &Known,
        entry: &super::BoardEntry,
        person: EmployeeId,
        missing_certificates: u32,
        policy: &domain::policy::Policy,
        today: NaiveDate,
    ) -> Option<Vec<RuleOutcome>> {
        let (tenure, _) = *known.people.get(&person)?;
        let holder = self.directory.person(person)?;
        let names = self.directory.catalogue();
        let policy = seat::resolved(policy, &names, holder.org_unit_id, holder.job_profile_id);
        let in_audience = (names.units.find(holder.org_unit_id))
            .is_some_and(|unit| entry.is_meant_for(&unit.ancestors, unit.id));
        let candidacy = Candidacy {
            kind: entry.opening.kind,
            tenure,
            in_audience,
            is_owner: entry.owner == person,
            missing_certificates,
        };
        Some(eligibility::assess(&candidacy, &policy.eligibility, today))
    }
}

impl Known {
    /// The engine holds what takes applications; anything else is told anew.
    pub(super) fn reference(&self, id: OpportunityId) -> Option<OpeningRef<'_>> {
        if self.engine.has_opening(id) {
            return Some(OpeningRef::Stored(id));
        }
        self.board
            .find(id)
            .map(|entry| OpeningRef::Draft(&entry.opening))
    }
}
