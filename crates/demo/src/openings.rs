//! Openings: which unit looks for whom, since when, and how far that has got.

use chrono::NaiveDate;
use domain::application::ApplicationStatus;
use domain::feed::{Opportunity, OpportunityRequirement, Record};
use domain::opportunity::OpportunityStatus;
use domain::terms::{Importance, OpportunityKind, Priority, WorkMode};

use crate::calendar::{days_after, days_before, first_of_next_month};
use crate::company::Company;
use crate::content::{Gig, Language, PersonaOpening, Profile, Site};
use crate::dice::{Dice, Purpose};
use crate::layout::Unit;
use crate::table::Ix;

/// Of so many openings beyond the personas' own …
const CYCLE: usize = 14;
/// … this many are in another state than open.
const NOT_OPEN: usize = 4;

/// The states beside open, in the order in which they are given out: each early, the common ones
/// more often.
const OTHER_STATES: [OpportunityStatus; 20] = {
    use OpportunityStatus::{Cancelled, Draft, Expired, Filled, OfferOut, OnHold, Reviewing};
    [
        Reviewing, Filled, Draft, OfferOut, OnHold, Cancelled, Expired, Reviewing, Filled, Filled,
        Draft, Reviewing, Filled, OfferOut, Reviewing, OnHold, Filled, Draft, Expired, Reviewing,
    ]
};

/// An opening before it is put into words.
pub(crate) struct Opening {
    pub(crate) number: usize,
    pub(crate) kind: OpportunityKind,
    pub(crate) unit: Unit,
    pub(crate) owner: usize,
    pub(crate) profile: Option<Ix<Profile>>,
    pub(crate) gig: Option<Ix<Gig>>,
    pub(crate) site: Ix<Site>,
    pub(crate) work_mode: WorkMode,
    pub(crate) language: Language,
    pub(crate) status: OpportunityStatus,
    pub(crate) seats: usize,
    pub(crate) applicants: usize,
    /// The employee persona's application, if there is one: where it stands, and its words.
    pub(crate) employee: Option<(ApplicationStatus, String)>,
}

struct Dates {
    opens: Option<NaiveDate>,
    closes: Option<NaiveDate>,
    starts: NaiveDate,
    ends: Option<NaiveDate>,
}

impl Company {
    pub(crate) fn opening_count(&self) -> usize {
        let people = self.config.people;
        self.content
            .texts
            .persona_openings
            .len()
            .max(people / 10 + people / 25)
    }

    pub(crate) fn opening(&self, number: usize, dice: &mut Dice) -> Opening {
        let told = self.content.texts.persona_openings.get(number);
        match told.and_then(|told| self.told_opening(number, told)) {
            Some(opening) => opening,
            None => self.likely_opening(number, dice),
        }
    }

    fn told_opening(&self, number: usize, told: &PersonaOpening) -> Option<Opening> {
        let groups = &self.layout.groups;
        let (group, _) = groups.indexed().find(|(_, g)| g.kind == told.team)?;
        let unit = Unit::Node {
            group,
            level: 0,
            index: 0,
        };
        Some(Opening {
            number,
            kind: told.kind,
            unit,
            owner: self.layout.head(unit),
            profile: told.profile,
            gig: told.gig,
            site: self.unit_site(unit),
            work_mode: WorkMode::Hybrid,
            language: Language::English,
            status: told.status,
            seats: 1,
            applicants: told.applicants,
            employee: told.employee.clone(),
        })
    }

    fn likely_opening(&self, number: usize, dice: &mut Dice) -> Opening {
        let extra = number - self.content.texts.persona_openings.len().min(number);
        let status = state(extra);
        let kind = match dice.below(100) {
            0..70 => OpportunityKind::Role,
            70..93 => OpportunityKind::Gig,
            93..97 => OpportunityKind::Secondment,
            _ => OpportunityKind::Shadowing,
        };
        // Where there are more people, there are more openings.
        let unit = self.layout.unit(dice.below(self.config.people));
        let site = self.unit_site(unit);
        let profile = self.wanted(unit, dice);
        let gig = match kind {
            OpportunityKind::Gig => self.gig(profile, site, dice),
            _ => None,
        };
        let kind = match (kind, gig) {
            (OpportunityKind::Gig, None) => OpportunityKind::Role,
            _ => kind,
        };
        let french = self.content.organisation.sites[site].country == "FR" && dice.percent(20);
        let language = match gig {
            Some(gig) => self.content.texts.gigs[gig].language,
            None if french && kind == OpportunityKind::Role => Language::French,
            None => Language::English,
        };
        Opening {
            number,
            kind,
            unit,
            owner: self.layout.head(unit),
            profile: gig.is_none().then_some(profile),
            gig,
            site,
            work_mode: self.work_mode(unit, dice),
            language,
            status,
            seats: seats(kind, self.profile(profile).level, dice),
            applicants: applicants(status, dice),
            employee: None,
        }
    }

    /// The profile a unit looks for: mostly members, sometimes somebody to lead a team below.
    fn wanted(&self, unit: Unit, dice: &mut Dice) -> Ix<Profile> {
        match (unit, self.kind(unit)) {
            (Unit::Node { level: 0, .. }, Some(_)) => self.member_profile(unit, dice),
            (Unit::Node { .. }, Some(kind)) if dice.percent(60) => kind.lead,
            (Unit::Node { .. }, Some(kind)) => *dice.weighted(&kind.members),
            // A division, or the whole company, looks for the head of a department.
            _ => {
                let groups = &self.layout.groups;
                let group = groups.at(dice.below(groups.len())).map(|ix| &groups[ix]);
                group.map_or(self.content.architecture.chief, |group| {
                    self.content.organisation.teams[group.kind].head
                })
            }
        }
    }

    /// A gig of the family, in a language that is spoken at the site.
    fn gig(&self, profile: Ix<Profile>, site: Ix<Site>, dice: &mut Dice) -> Option<Ix<Gig>> {
        let family = self.profile(profile).family;
        let french = self.content.organisation.sites[site].country == "FR";
        let gigs: Vec<_> = self
            .content
            .texts
            .gigs
            .indexed()
            .filter(|(_, gig)| gig.family == family)
            .filter(|(_, gig)| french || gig.language == Language::English)
            .map(|(ix, _)| ix)
            .collect();
        dice.pick(&gigs).copied()
    }

    pub(crate) fn opening_key(number: usize) -> String {
        format!("O{:06}", number + 1)
    }

    /// The first and last day for applications; today where the last day has not come.
    pub(crate) fn window(&self, record: &Opportunity) -> Option<(NaiveDate, NaiveDate)> {
        let today = self.config.today;
        let last = record.closes_on.map_or(today, |closes| closes.min(today));
        record.opens_on.map(|opens| (opens, last.max(opens)))
    }

    pub(crate) fn opening_record(&self, opening: &Opening, dice: &mut Dice) -> Opportunity {
        let dates = self.dates(opening, dice);
        let profile = opening.profile.map(|profile| self.profile(profile));
        let gig = opening.gig.map(|gig| &self.content.texts.gigs[gig]);
        let role = opening.kind == OpportunityKind::Role;
        Opportunity {
            external_id: Self::opening_key(opening.number),
            kind: opening.kind,
            title: self.opening_title(opening, dice),
            description: self.opening_text(opening, dice),
            org_unit: self.unit_key(opening.unit),
            location: Some(self.content.organisation.sites[opening.site].key.clone()),
            work_mode: opening.work_mode,
            job_profile: profile.map(|profile| profile.key.clone()),
            owner: self.employee_number(opening.owner),
            seats: i32::try_from(opening.seats).unwrap_or(1),
            pay_range: profile.filter(|_| role).map(|profile| profile.pay),
            hours_per_week: match (gig, opening.kind) {
                (Some(gig), _) => Some(gig.hours),
                (None, OpportunityKind::Shadowing) => Some(4),
                _ => None,
            },
            starts_on: Some(dates.starts),
            ends_on: dates.ends,
            opens_on: dates.opens,
            closes_on: dates.closes,
            priority: match dice.below(100) {
                0..72 => Priority::Normal,
                72..93 => Priority::High,
                _ => Priority::Critical,
            },
            status: opening.status,
            selection_criteria: self.criteria(opening, dice),
            requirements: self.opening_requirements(opening, dice),
        }
    }

    fn dates(&self, opening: &Opening, dice: &mut Dice) -> Dates {
        let today = self.config.today;
        let ago = |dice: &mut Dice, low, high| days_before(today, dice.between(low, high));
        let (opens, closes) = match opening.status {
            OpportunityStatus::Draft | OpportunityStatus::PendingApproval => (None, None),
            OpportunityStatus::OpenInternal | OpportunityStatus::OpenAll => {
                let closes = days_after(today, dice.between(3, 30));
                (Some(ago(dice, 0, 24)), Some(closes))
            }
            OpportunityStatus::Reviewing => (Some(ago(dice, 22, 50)), Some(ago(dice, 1, 14))),
            OpportunityStatus::OfferOut => (Some(ago(dice, 40, 75)), Some(ago(dice, 14, 30))),
            OpportunityStatus::OnHold => {
                let closes = days_after(today, dice.between(5, 40));
                (Some(ago(dice, 15, 60)), Some(closes))
            }
            // Not so long ago that whoever was chosen would have started already.
            OpportunityStatus::Filled => (Some(ago(dice, 40, 75)), Some(ago(dice, 10, 30))),
            OpportunityStatus::Cancelled | OpportunityStatus::Expired => {
                let opens = ago(dice, 60, 280);
                (Some(opens), Some(days_after(opens, dice.between(21, 35))))
            }
        };
        let ready = closes.map_or(today, |closes| match opening.status {
            OpportunityStatus::Cancelled | OpportunityStatus::Expired => closes,
            _ => closes.max(today),
        });
        let starts = first_of_next_month(days_after(ready, dice.between(20, 80)));
        let weeks = match (opening.gig, opening.kind) {
            (Some(gig), _) => Some(self.content.texts.gigs[gig].weeks),
            (None, OpportunityKind::Secondment) => Some(dice.between(3, 6) * 4),
            (None, OpportunityKind::Shadowing) => Some(dice.between(2, 8)),
            (None, _) => None,
        };
        Dates {
            opens,
            closes,
            starts,
            ends: weeks.map(|weeks| days_after(starts, weeks * 7 - 3)),
        }
    }

    fn work_mode(&self, unit: Unit, dice: &mut Dice) -> WorkMode {
        let remote = self.kind(unit).map_or(5, |kind| kind.remote);
        match dice.below(100) {
            0..96 if remote == 0 => WorkMode::OnSite,
            0..14 if remote > 4 => WorkMode::Remote,
            0..80 => WorkMode::Hybrid,
            _ if remote == 0 => WorkMode::Hybrid,
            _ => WorkMode::OnSite,
        }
    }

    /// None of its own for most openings with a profile: the profile's apply.
    fn opening_requirements(
        &self,
        opening: &Opening,
        dice: &mut Dice,
    ) -> Vec<OpportunityRequirement> {
        let skills = &self.content.skills.table;
        let requirement = |skill, level, importance| OpportunityRequirement {
            skill,
            level,
            importance,
        };
        if let Some(gig) = opening.gig {
            let gig = &self.content.texts.gigs[gig];
            let wanted = gig.skills.iter().enumerate();
            return wanted
                .map(|(place, (skill, level))| {
                    let importance = if place < 2 {
                        Importance::Required
                    } else {
                        Importance::Preferred
                    };
                    requirement(skills[*skill].key.clone(), *level, importance)
                })
                .collect();
        }
        let Some(profile) = opening.profile.map(|profile| self.profile(profile)) else {
            return Vec::new();
        };
        let ease = match opening.kind {
            // One comes to learn: less is asked, and of fewer skills.
            OpportunityKind::Shadowing => 2,
            OpportunityKind::Secondment => 1,
            _ if dice.percent(15) => 0,
            _ => return Vec::new(),
        };
        let needs = profile.needs.iter().take(if ease > 0 { 5 } else { 12 });
        needs
            .map(|need| {
                let level = (need.level - ease).max(1);
                requirement(skills[need.skill].key.clone(), level, need.importance)
            })
            .collect()
    }

    /// Openings, each followed by its applications.
    pub(crate) fn opening_records(&self) -> impl Iterator<Item = Record> {
        let mut pool = self.applicant_pool();
        (0..self.opening_count()).flat_map(move |number| {
            let mut dice = self.dice(Purpose::Opening, number);
            let opening = self.opening(number, &mut dice);
            let record = self.opening_record(&opening, &mut dice);
            let mut records = self.applications(&opening, &record, &mut pool);
            records.insert(0, Record::Opportunity(record));
            records
        })
    }
}

fn state(extra: usize) -> OpportunityStatus {
    let others = |count: usize| count * NOT_OPEN / CYCLE;
    if others(extra + 1) == others(extra) {
        return OpportunityStatus::OpenInternal;
    }
    let place = others(extra) % OTHER_STATES.len();
    let state = OTHER_STATES.get(place);
    state.copied().unwrap_or(OpportunityStatus::OpenInternal)
}

/// Several alike are looked for where the work is done in shifts.
fn seats(kind: OpportunityKind, level: i16, dice: &mut Dice) -> usize {
    match kind {
        OpportunityKind::Role if level <= 4 && dice.percent(35) => dice.between(2, 4),
        OpportunityKind::Gig | OpportunityKind::Shadowing if dice.percent(20) => 2,
        _ => 1,
    }
}

fn applicants(status: OpportunityStatus, dice: &mut Dice) -> usize {
    match status {
        OpportunityStatus::Draft | OpportunityStatus::PendingApproval => 0,
        OpportunityStatus::OpenInternal | OpportunityStatus::OpenAll => dice.mostly_low(0, 9),
        OpportunityStatus::Reviewing => dice.between(2, 12),
        OpportunityStatus::OfferOut => dice.between(3, 10),
        OpportunityStatus::Filled => dice.between(4, 12),
        OpportunityStatus::OnHold => dice.mostly_low(0, 5),
        OpportunityStatus::Cancelled => dice.mostly_low(0, 6),
        OpportunityStatus::Expired => dice.mostly_low(0, 2),
    }
}
