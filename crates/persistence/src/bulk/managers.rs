//! Who reports to whom among the employees of a run: managers may be fed after their reports, may
//! have been refused, and may not form rings. Writing the employees is not done here.

use std::collections::{HashMap, HashSet};

use domain::feed;
use domain::ids::{EmployeeId, JobProfileId, LocationId, OrgUnitId};

use super::{Bulk, Fault, Report, Verdict, cycles};

/// A record whose references hold, but for the manager, who may be fed in the same run.
pub(super) struct Candidate {
    pub(super) index: usize,
    pub(super) id: EmployeeId,
    pub(super) org_unit: OrgUnitId,
    pub(super) location: Option<LocationId>,
    pub(super) job_profile: Option<JobProfileId>,
    pub(super) manager: Option<EmployeeId>,
}

impl Bulk<'_, '_> {
    pub(super) fn find_managers(
        &mut self,
        records: &[feed::Employee],
        taken: Vec<Candidate>,
        refused_before: &HashSet<String>,
        report: &mut Report,
    ) -> Vec<Candidate> {
        let mut refused: HashSet<&str> = records
            .iter()
            .enumerate()
            .filter(|(index, _)| report.verdicts.get(*index) == Some(&Verdict::Refused))
            .map(|(_, record)| record.external_id.as_str())
            .chain(refused_before.iter().map(String::as_str))
            .collect();
        let named = |external_id: &str| self.employees.find(external_id).is_some();
        let (known, unknown): (Vec<Candidate>, Vec<Candidate>) =
            taken.into_iter().partition(|candidate| {
                records
                    .get(candidate.index)
                    .and_then(|record| record.manager.as_deref())
                    .is_none_or(|manager| named(manager) || refused.contains(manager))
            });
        for candidate in unknown {
            if let Some(record) = records.get(candidate.index) {
                let manager = record.manager.as_deref().unwrap_or_default();
                report.refuse(candidate.index, "manager", Fault::UnknownReference, manager);
                self.employees.give_back(&record.external_id);
                refused.insert(&record.external_id);
            }
        }
        known
            .into_iter()
            .map(|candidate| Candidate {
                manager: records
                    .get(candidate.index)
                    .and_then(|record| record.manager.as_deref())
                    .and_then(|manager| {
                        let found = self.employees.find(manager);
                        if found.is_none() {
                            report.note(
                                candidate.index,
                                "manager",
                                Fault::RefusedReference,
                                manager,
                            );
                        }
                        found
                    }),
                ..candidate
            })
            .collect()
    }

    pub(super) fn drop_manager_rings(
        &mut self,
        records: &[feed::Employee],
        mut candidates: Vec<Candidate>,
        report: &mut Report,
    ) -> Vec<Candidate> {
        loop {
            let fed: HashMap<EmployeeId, Option<EmployeeId>> = candidates
                .iter()
                .map(|candidate| (candidate.id, candidate.manager))
                .collect();
            let above = |id: EmployeeId| match fed.get(&id) {
                Some(manager) => *manager,
                None => self.managers.get(&id).copied(),
            };
            let rings = cycles::on_rings(above, candidates.iter().map(|one| one.id));
            let (on_ring, rest): (Vec<Candidate>, Vec<Candidate>) = candidates
                .into_iter()
                .partition(|candidate| rings.contains(&candidate.id));
            candidates = rest;
            if on_ring.is_empty() {
                return candidates;
            }
            for candidate in &on_ring {
                let Some(record) = records.get(candidate.index) else {
                    continue;
                };
                let manager = record.manager.as_deref().unwrap_or_default();
                report.refuse(candidate.index, "manager", Fault::Cycle, manager);
                self.employees.give_back(&record.external_id);
            }
        }
    }

    /// By their distance from the top, then as fed.
    pub(super) fn managers_first(
        &self,
        candidates: Vec<Candidate>,
        fed: &HashMap<EmployeeId, usize>,
    ) -> Vec<Candidate> {
        let managers: HashMap<EmployeeId, EmployeeId> = candidates
            .iter()
            .filter_map(|candidate| Some((candidate.id, candidate.manager?)))
            .collect();
        let mut depths: HashMap<EmployeeId, usize> = HashMap::with_capacity(candidates.len());
        for candidate in &candidates {
            let mut chain = Vec::new();
            let mut at = Some(candidate.id);
            // Above who is not fed everybody is stored already.
            while let Some(id) = at.filter(|id| fed.contains_key(id) && !depths.contains_key(id)) {
                chain.push(id);
                at = managers.get(&id).copied();
            }
            let above = at.and_then(|id| depths.get(&id).copied()).unwrap_or(0);
            for (step, id) in chain.into_iter().rev().enumerate() {
                depths.insert(id, above + step + 1);
            }
        }
        let mut ordered = candidates;
        ordered.sort_by_key(|candidate| {
            let depth = depths.get(&candidate.id).copied().unwrap_or(0);
            (depth, candidate.index)
        });
        ordered
    }
}
