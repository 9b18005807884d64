//! All openings in memory: what decides who sees one, what the engine is told, and the row that
//! lists show.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::ids::{EmployeeId, OpportunityId, OrgUnitId};
use domain::opportunity::OpportunityStatus;
use matching::{Opening, Requirement};
use persistence::matching_input::BoardRow;
use persistence::opportunities::{OpportunityRow, Viewer};

use super::shards::Shards;
use crate::directory::Catalogue;

#[derive(Clone, Debug)]
pub struct BoardEntry {
    pub opening: Arc<Opening>,
    /// Another one whenever it was read anew.
    pub(super) stamp: u64,
    /// As lists show it.
    pub(super) row: OpportunityRow,
    pub status: OpportunityStatus,
    pub closes_on: Option<NaiveDate>,
    pub owner: EmployeeId,
    members: Vec<EmployeeId>,
    /// Of the team only since people can apply.
    late: Vec<EmployeeId>,
    /// Units whose members may see it; empty: everybody.
    audience: Vec<OrgUnitId>,
    published: bool,
}

impl BoardEntry {
    pub(super) fn new(input: &BoardRow, names: &Catalogue, stamp: u64) -> Self {
        let row = &input.row;
        let requirements = input.requirements.iter().map(|one| Requirement {
            skill: one.skill_id,
            level: u8::try_from(one.level).unwrap_or(1),
            importance: one.importance,
        });
        let profile = row.job_profile_id.and_then(|id| names.profiles.find(id));
        let mut requirements: Vec<Requirement> = requirements.collect();
        if requirements.is_empty()
            && let Some(profile) = profile
        {
            requirements.extend(profile.requirements.iter().map(|one| Requirement {
                skill: one.skill_id,
                level: u8::try_from(one.level).unwrap_or(1),
                importance: one.importance,
            }));
        }
        Self {
            opening: Arc::new(Opening {
                org_unit: Some(row.org_unit_id),
                location: row.location_id,
                work_mode: row.work_mode,
                job_profile: row.job_profile_id,
                requirements,
                hours_per_week: row.hours_per_week.and_then(|hours| hours.try_into().ok()),
                pay_max_minor: row.pay_max_minor,
                priority: row.priority,
                opened_on: row.opened_at.map(|at| at.date()),
                ..Opening::new(row.id, row.kind)
            }),
            stamp,
            row: row.clone(),
            status: row.status,
            closes_on: row.closes_on,
            owner: row.owner_id,
            members: input.members.iter().map(|(id, _)| *id).collect(),
            late: late(input),
            audience: row.audience_org_unit_ids.0.clone(),
            published: row.opened_at.is_some(),
        }
    }

    /// Owner and members; the owner may be named twice.
    fn team(&self) -> impl Iterator<Item = EmployeeId> {
        std::iter::once(self.owner).chain(self.members.iter().copied())
    }

    #[must_use]
    pub fn is_in_team(&self, employee: EmployeeId) -> bool {
        self.owner == employee || self.members.contains(&employee)
    }

    /// Whether somebody joined the team when people could apply already: then there may be
    /// applications that are not for them.
    #[must_use]
    pub fn joined_late(&self, employee: EmployeeId) -> bool {
        self.late.contains(&employee)
    }

    /// Whether somebody of this unit is in the audience, once there is one.
    #[must_use]
    pub fn is_meant_for(&self, above: &[OrgUnitId], unit: OrgUnitId) -> bool {
        self.audience.is_empty()
            || (self.audience.iter()).any(|named| *named == unit || above.contains(named))
    }

    /// Whether it is published for somebody of these units.
    #[must_use]
    pub fn is_for(&self, units: &[OrgUnitId]) -> bool {
        self.published
            && (self.audience.is_empty() || self.audience.iter().any(|unit| units.contains(unit)))
    }

    #[must_use]
    pub fn is_visible_to(&self, viewer: &Viewer) -> bool {
        viewer.sees_all
            || (viewer.employee_id)
                .is_some_and(|employee| self.is_in_team(employee) || self.is_for(&viewer.units))
    }

    #[must_use]
    pub fn takes_applications(&self, today: NaiveDate) -> bool {
        self.status.is_open() && self.closes_on.is_none_or(|last| last >= today)
    }
}

fn late(input: &BoardRow) -> Vec<EmployeeId> {
    let owner = (input.row.owner_id, input.row.owner_since);
    let team = std::iter::once(owner).chain(input.members.iter().copied());
    let opened_at = input.row.opened_at;
    team.filter(|(_, since)| opened_at.is_some_and(|opened| opened < *since))
        .map(|(id, _)| id)
        .collect()
}

#[derive(Clone, Debug, Default)]
pub struct Board {
    entries: Shards<OpportunityId, Arc<BoardEntry>>,
    /// Of how many openings somebody is in the team.
    teams: Shards<EmployeeId, usize>,
}

impl Board {
    pub(super) fn put(&mut self, entry: BoardEntry) {
        self.remove(entry.opening.id);
        for member in entry.team() {
            let count = self.teams.get(&member).copied().unwrap_or(0);
            self.teams.insert(member, count + 1);
        }
        self.entries.insert(entry.opening.id, Arc::new(entry));
    }

    pub(super) fn remove(&mut self, id: OpportunityId) {
        let gone = self.entries.remove(&id);
        for member in gone.iter().flat_map(|entry| entry.team()) {
            match self.teams.get(&member).copied() {
                Some(count) if count > 1 => self.teams.insert(member, count - 1),
                _ => {
                    self.teams.remove(&member);
                }
            }
        }
    }

    #[must_use]
    pub fn find(&self, id: OpportunityId) -> Option<&BoardEntry> {
        self.entries.get(&id).map(Arc::as_ref)
    }

    /// Whether the person is in the team of any opening, in whatever state.
    #[must_use]
    pub fn is_in_any_team(&self, employee: EmployeeId) -> bool {
        self.teams.contains(&employee)
    }

    /// The rows of these openings, in their order; those that are gone are left out.
    pub(super) fn rows(&self, ids: impl Iterator<Item = OpportunityId>) -> Vec<OpportunityRow> {
        ids.filter_map(|id| self.find(id))
            .map(|entry| entry.row.clone())
            .collect()
    }

    /// Applying changes nothing else of an opening: that would tell onlookers.
    pub(super) fn set_applicants(&mut self, id: OpportunityId, count: i32) {
        if let Some(entry) = self.entries.get(&id) {
            let mut entry = BoardEntry::clone(entry);
            entry.row.applicants_count = count;
            self.entries.insert(id, Arc::new(entry));
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &BoardEntry> {
        self.entries.iter().map(|(_, entry)| entry.as_ref())
    }
}
