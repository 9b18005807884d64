//! What holds for every generated company, whatever its size.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use common::{SIZES, company, today};
use demo::{Company, Config};
use domain::feed::Record;
use sha2::{Digest, Sha256};

fn digest(company: &Company) -> String {
    let mut hash = Sha256::new();
    for record in company.records() {
        hash.update(format!("{record:?}\n"));
    }
    format!("{:x?}", hash.finalize())
}

#[test]
fn the_same_seed_gives_the_same_company_and_another_seed_another() {
    let one = digest(&company(7, 300));
    assert_eq!(one, digest(&company(7, 300)));
    assert_ne!(one, digest(&company(8, 300)));
    assert_ne!(one, digest(&company(7, 301)));
}

#[test]
fn too_small_and_too_large_are_refused() {
    for people in [0, demo::MIN_PEOPLE - 1, demo::MAX_PEOPLE + 1] {
        let config = Config {
            seed: 1,
            people,
            today: today(),
        };
        assert!(Company::new(config).is_err(), "{people}");
    }
}

/// External ids of each kind, as they are fed.
#[derive(Default)]
struct Fed(BTreeMap<&'static str, BTreeSet<String>>);

impl Fed {
    fn add(&mut self, kind: &'static str, id: &str) {
        assert!(
            self.0.entry(kind).or_default().insert(id.to_owned()),
            "{kind} {id} twice"
        );
    }

    fn knows(&self, kind: &'static str, id: &str) {
        assert!(
            self.0.get(kind).is_some_and(|ids| ids.contains(id)),
            "{kind} {id} has not been fed"
        );
    }

    fn knows_any(&self, kind: &'static str, id: Option<&String>) {
        if let Some(id) = id {
            self.knows(kind, id);
        }
    }

    fn check(&mut self, record: &Record) {
        match record {
            Record::Location(r) => self.add("location", &r.external_id),
            Record::Skill(r) => self.add("skill", &r.external_id),
            Record::SkillRelation(r) => {
                self.knows("skill", &r.from);
                self.knows("skill", &r.to);
                self.add("relation", &format!("{} {} {}", r.from, r.kind, r.to));
            }
            Record::JobFamily(r) => self.add("family", &r.external_id),
            Record::JobProfile(r) => {
                self.knows("family", &r.family);
                self.add("profile", &r.external_id);
            }
            Record::Requirement(r) => {
                self.knows("profile", &r.job_profile);
                self.knows("skill", &r.skill);
                self.add("requirement", &format!("{} {}", r.job_profile, r.skill));
            }
            Record::CareerStep(r) => {
                self.knows("profile", &r.from);
                self.knows("profile", &r.to);
                self.add("step", &format!("{} {}", r.from, r.to));
            }
            Record::OrgUnit(r) => {
                self.knows_any("unit", r.parent.as_ref());
                self.add("unit", &r.external_id);
            }
            Record::Employee(r) => {
                self.knows("unit", &r.org_unit);
                self.knows_any("location", r.location.as_ref());
                self.knows_any("profile", r.job_profile.as_ref());
                self.add("address", &r.work_email);
                self.add("employee", &r.external_id);
            }
            _ => self.check_deeds(record),
        }
    }

    fn check_deeds(&mut self, record: &Record) {
        match record {
            Record::RoleAssignment(r) => {
                self.knows("employee", &r.employee);
                self.knows_any("employee", r.manager.as_ref());
                self.knows_any("unit", r.org_unit.as_ref());
                self.knows_any("profile", r.job_profile.as_ref());
                self.add("assignment", &r.external_id);
            }
            Record::SkillClaim(r) => {
                self.knows("employee", &r.employee);
                self.knows("skill", &r.skill);
                self.add("claim", &format!("{} {} {}", r.employee, r.skill, r.source));
                assert!((1..=5).contains(&r.level), "{r:?}");
                assert!(r.claimed_on <= today(), "{r:?}");
                assert!(r.expires_on.is_none_or(|day| day > r.claimed_on), "{r:?}");
            }
            Record::SkillInterest(r) => {
                self.knows("employee", &r.employee);
                self.knows("skill", &r.skill);
                self.add("interest", &format!("{} {}", r.employee, r.skill));
            }
            Record::Aspiration(r) => {
                self.knows("employee", &r.employee);
                self.knows("profile", &r.job_profile);
                self.add("aspiration", &r.employee);
            }
            Record::MobilityPreference(r) => {
                self.knows("employee", &r.employee);
                for place in &r.locations {
                    self.knows("location", place);
                }
                self.add("preference", &r.employee);
            }
            Record::Opportunity(r) => {
                self.knows("unit", &r.org_unit);
                self.knows("employee", &r.owner);
                self.knows_any("location", r.location.as_ref());
                self.knows_any("profile", r.job_profile.as_ref());
                for requirement in &r.requirements {
                    self.knows("skill", &requirement.skill);
                }
                self.add("opening", &r.external_id);
            }
            Record::Application(r) => {
                self.knows("employee", &r.employee);
                self.knows("opening", &r.opportunity);
                self.add("application", &format!("{} {}", r.employee, r.opportunity));
            }
            _ => {}
        }
    }
}

#[test]
fn every_record_refers_to_what_came_before() {
    for people in SIZES {
        let mut fed = Fed::default();
        for record in company(1, people).records() {
            fed.check(&record);
        }
        assert_eq!(fed.0["employee"].len(), people);
    }
}

#[test]
fn managers_and_heads_exist_and_lead_to_one_top() {
    for people in SIZES {
        let mut managers = BTreeMap::new();
        let mut heads = Vec::new();
        for record in company(1, people).records() {
            match record {
                Record::Employee(e) => {
                    managers.insert(e.external_id, e.manager);
                }
                Record::OrgUnit(unit) => heads.extend(unit.head),
                Record::SkillClaim(_) => break,
                _ => {}
            }
        }
        assert!(heads.iter().all(|head| managers.contains_key(head)));
        for mut employee in managers.keys() {
            let mut steps = 0;
            while let Some(manager) = &managers[employee] {
                employee = manager;
                steps += 1;
                assert!(steps < 10, "{employee} is its own manager in the end");
            }
        }
        let tops = managers.values().filter(|manager| manager.is_none());
        assert_eq!(tops.count(), 1);
    }
}

#[test]
fn teams_are_of_a_size_that_somebody_can_lead() {
    for people in SIZES {
        let mut reports: BTreeMap<String, usize> = BTreeMap::new();
        for record in company(1, people).records() {
            match record {
                Record::Employee(e) => {
                    *reports.entry(e.manager.unwrap_or_default()).or_default() += 1;
                }
                Record::RoleAssignment(_) => break,
                _ => {}
            }
        }
        reports.remove("");
        let most = reports.values().max().unwrap();
        assert!(*most <= 20, "{most} reports in a company of {people}");
        let mean = people / reports.len();
        assert!((4..=14).contains(&mean), "{mean} reports on average");
    }
}

#[test]
fn histories_have_no_gaps_and_end_in_the_present_role() {
    for people in SIZES {
        let mut last: BTreeMap<String, Option<NaiveDate>> = BTreeMap::new();
        let mut hired = BTreeMap::new();
        let mut present = BTreeMap::new();
        for record in company(1, people).records() {
            match record {
                Record::Employee(e) => {
                    hired.insert(e.external_id.clone(), e.hire_date.unwrap());
                    present.insert(e.external_id, (e.job_profile, Some(e.org_unit), e.manager));
                }
                Record::RoleAssignment(r) => {
                    let expected = match last.get(&r.employee) {
                        Some(end) => end.unwrap().succ_opt().unwrap(),
                        None => hired[&r.employee],
                    };
                    assert_eq!(r.starts_on, expected, "{r:?}");
                    assert!(r.ends_on.is_none_or(|end| end >= r.starts_on), "{r:?}");
                    assert!(r.starts_on <= today(), "{r:?}");
                    if r.ends_on.is_none() {
                        let now = (r.job_profile, r.org_unit, r.manager.clone());
                        assert_eq!(Some(&now), present.get(&r.employee));
                    }
                    assert_ne!(r.manager.as_ref(), Some(&r.employee));
                    last.insert(r.employee, r.ends_on);
                }
                _ => {}
            }
        }
        assert_eq!(last.len(), people);
        assert!(last.values().all(Option::is_none));
    }
}

#[test]
fn profiles_are_uneven_and_of_a_plausible_size() {
    let mut claims: BTreeMap<String, usize> = BTreeMap::new();
    let (mut expired, mut told) = (0, 0);
    for record in company(1, 1_000).records() {
        match record {
            Record::Employee(e) => {
                claims.insert(e.external_id, 0);
            }
            Record::SkillClaim(claim) => {
                *claims.get_mut(&claim.employee).unwrap() += 1;
                expired += usize::from(claim.expires_on.is_some_and(|day| day < today()));
                told += usize::from(claim.evidence.is_some());
            }
            _ => {}
        }
    }
    let total: usize = claims.values().sum();
    assert!((15_000..30_000).contains(&total), "{total} claims");
    assert!(claims.values().any(|count| *count <= 4));
    assert!(claims.values().any(|count| *count >= 38));
    assert!(expired > 0 && told * 10 > total, "{expired} {told}");
}

#[test]
fn people_move_along_career_steps() {
    let mut steps = BTreeSet::new();
    let mut last: BTreeMap<String, String> = BTreeMap::new();
    let (mut moves, mut same) = (0, 0);
    for record in company(1, 1_000).records() {
        match record {
            Record::CareerStep(step) => {
                steps.insert((step.from, step.to));
            }
            Record::RoleAssignment(r) => {
                let profile = r.job_profile.unwrap();
                if let Some(before) = last.insert(r.employee, profile.clone()) {
                    moves += 1;
                    same += usize::from(before == profile);
                    let known =
                        before == profile || steps.contains(&(before.clone(), profile.clone()));
                    assert!(known, "{before} to {profile}");
                }
            }
            _ => {}
        }
    }
    assert!(moves > 1_000 && same * 4 < moves, "{moves} {same}");
}
