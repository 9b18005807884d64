//! The records that do not depend on how many people there are, and those of the units.

use domain::feed::{
    Alias, CareerStep, JobFamily, JobProfile, Location, OrgUnit, Record, Requirement,
    Skill as SkillRecord, SkillRelation,
};
use domain::terms::{OrgUnitKind, SkillStatus};

use crate::company::Company;
use crate::content::{Profile, TeamKind, TeamName};
use crate::group::Group;
use crate::layout::Unit;
use crate::table::Ix;

const COMPANY_NAME: &str = "Lindwall";

impl Company {
    /// Everything with a name of its own that people refer to.
    pub(crate) fn catalogue(&self) -> Vec<Record> {
        let mut records = self.locations();
        records.extend(self.skills());
        let jobs = &self.content.architecture;
        records.extend(jobs.families.iter().map(|family| {
            Record::JobFamily(JobFamily {
                external_id: family.key.clone(),
                name: family.name.clone(),
            })
        }));
        records.extend(
            jobs.profiles
                .iter()
                .map(|profile| self.job_profile(profile)),
        );
        for profile in jobs.profiles.iter() {
            records.extend(self.requirements(profile));
        }
        for profile in jobs.profiles.iter() {
            records.extend(profile.onward.iter().map(|step| {
                Record::CareerStep(CareerStep {
                    from: profile.key.clone(),
                    to: self.profile(step.profile).key.clone(),
                    kind: step.kind,
                })
            }));
        }
        records
    }

    fn locations(&self) -> Vec<Record> {
        let sites = self.content.organisation.sites.iter();
        sites
            .map(|site| {
                Record::Location(Location {
                    external_id: site.key.clone(),
                    name: site.name.clone(),
                    city: site.city.clone(),
                    country: site.country.clone(),
                    time_zone: site.time_zone.clone(),
                })
            })
            .collect()
    }

    fn skills(&self) -> Vec<Record> {
        let skills = &self.content.skills;
        let records = skills.table.iter().map(|skill| {
            let aliases = skill.aliases.iter().map(|(locale, name)| Alias {
                locale: (*locale).to_owned(),
                name: name.clone(),
            });
            Record::Skill(SkillRecord {
                external_id: skill.key.clone(),
                name: skill.name.clone(),
                kind: skill.kind,
                description: skill.description.clone(),
                status: SkillStatus::Official,
                source_uri: None,
                transversal: skill.transversal,
                aliases: aliases.collect(),
            })
        });
        let relations = skills.relations.iter().map(|(from, kind, to)| {
            Record::SkillRelation(SkillRelation {
                from: skills.table[*from].key.clone(),
                kind: *kind,
                to: skills.table[*to].key.clone(),
            })
        });
        records.chain(relations).collect()
    }

    fn job_profile(&self, profile: &Profile) -> Record {
        Record::JobProfile(JobProfile {
            external_id: profile.key.clone(),
            title: profile.title.clone(),
            family: self.content.architecture.families[profile.family]
                .key
                .clone(),
            level: profile.level,
            track: profile.track,
            summary: profile.summary.clone(),
            pay_range: Some(profile.pay),
            source_uri: None,
        })
    }

    fn requirements(&self, profile: &Profile) -> Vec<Record> {
        let needs = profile.needs.iter();
        needs
            .map(|need| {
                Record::Requirement(Requirement {
                    job_profile: profile.key.clone(),
                    skill: self.content.skills.table[need.skill].key.clone(),
                    level: need.level,
                    importance: need.importance,
                })
            })
            .collect()
    }

    pub(crate) fn unit_record(&self, unit: Unit) -> Record {
        let head = self.layout.head(unit);
        Record::OrgUnit(OrgUnit {
            external_id: self.unit_key(unit),
            name: self.unit_name(unit),
            kind: self.unit_kind(unit),
            code: self.unit_code(unit),
            parent: self.layout.parent(unit).map(|unit| self.unit_key(unit)),
            head: Some(self.employee_number(head)),
        })
    }

    fn unit_kind(&self, unit: Unit) -> OrgUnitKind {
        match unit {
            Unit::Company => OrgUnitKind::Company,
            Unit::Division(_) => OrgUnitKind::Division,
            Unit::Node { level: 0, .. } => OrgUnitKind::Team,
            Unit::Node { .. } => OrgUnitKind::Department,
        }
    }

    fn unit_code(&self, unit: Unit) -> Option<String> {
        let Unit::Node { level, index, .. } = unit else {
            return None;
        };
        let code = &self.kind(unit)?.code;
        Some(match level {
            0 => format!("{code}-{:03}", index + 1),
            1 => format!("{code}-D{}", index + 1),
            _ => format!("{code}-A{level}{}", index + 1),
        })
    }

    pub(crate) fn unit_name(&self, unit: Unit) -> String {
        match (unit, self.kind(unit)) {
            (Unit::Division(division), _) => {
                let division = self.layout.divisions[division].division;
                self.content.organisation.divisions[division].name.clone()
            }
            (
                Unit::Node {
                    group,
                    level,
                    index,
                },
                Some(kind),
            ) => self.node_name(group, kind, level, index),
            _ => COMPANY_NAME.to_owned(),
        }
    }

    /// A unit's name as its people say it, without its site.
    pub(crate) fn spoken_name(&self, unit: Unit) -> String {
        match self.kind(unit) {
            Some(kind) => self
                .team_name(unit, kind)
                .map_or(&kind.department, |name| &name.name)
                .clone(),
            None => self.unit_name(unit),
        }
    }

    /// What a team is called before its site is added; none for a sole team and for what is above.
    pub(crate) fn team_name<'a>(&self, unit: Unit, kind: &'a TeamKind) -> Option<&'a TeamName> {
        let Unit::Node {
            group,
            level: 0,
            index,
        } = unit
        else {
            return None;
        };
        let group = &self.layout.groups[group];
        let position = index - group.first_child(0, group.parent(0, index));
        (group.top() > 0).then(|| kind.names.get(position % kind.names.len()))
    }

    fn node_name(&self, ix: Ix<Group>, kind: &TeamKind, level: usize, index: usize) -> String {
        let group = &self.layout.groups[ix];
        if level == group.top() {
            return kind.department.clone();
        }
        if level > 1 {
            return format!("{}, area {}", kind.department, index + 1);
        }
        if level == 1 {
            return format!("{} – {}", kind.department, self.site_suffix(kind, index));
        }
        let parent = group.parent(0, index);
        let position = index - group.first_child(0, parent);
        let name = &kind.names.get(position % kind.names.len()).name;
        let name = match position / kind.names.len() {
            0 => name.clone(),
            round => format!("{name} {}", round + 1),
        };
        if group.top() == 1 {
            return name;
        }
        format!("{name}, {}", self.site_suffix(kind, parent))
    }

    /// The site of a kind's department, numbered where the site has several.
    fn site_suffix(&self, kind: &TeamKind, department: usize) -> String {
        let site = *kind.sites.get(department % kind.sites.len());
        let city = &self.content.organisation.sites[site].city;
        match department / kind.sites.len() {
            0 => city.clone(),
            round => format!("{city} {}", round + 1),
        }
    }
}
