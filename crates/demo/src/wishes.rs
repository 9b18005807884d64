//! Where people would like to go next, and whether others may approach them.

use domain::feed::{Aspiration, MobilityPreference, Record};
use domain::terms::{AspirationVisibility, CareerStepKind, Horizon, OpportunityKind, WorkMode};

use crate::careers::Career;
use crate::company::Company;
use crate::dice::{Dice, Purpose};

/// How many in a hundred have said something about moving, and how many of those let others
/// approach them.
const SPOKEN: usize = 55;
const OPEN: usize = 62;
/// How many in a hundred aim for a role.
const AIMING: usize = 34;

impl Company {
    /// Preference and aspiration of one person.
    pub(crate) fn wish_records(&self, person: usize, career: &Career) -> Vec<Record> {
        let mut dice = self.dice(Purpose::Wishes, person);
        let preference = self.preference(person, &mut dice);
        let aspiration = self.aspiration(person, career, &mut dice);
        let preference = preference.map(Record::MobilityPreference);
        let aspiration = aspiration.map(Record::Aspiration);
        preference.into_iter().chain(aspiration).collect()
    }

    fn preference(&self, person: usize, dice: &mut Dice) -> Option<MobilityPreference> {
        let employee = self.employee_number(person);
        if let Some(sheet) = self.sheet(person) {
            return Some(MobilityPreference {
                employee,
                opportunity_kinds: Vec::new(),
                locations: Vec::new(),
                work_modes: Vec::new(),
                open_to_moves: sheet.aspires.is_some(),
            });
        }
        if !dice.percent(SPOKEN) {
            return None;
        }
        let opportunity_kinds = match dice.below(100) {
            0..60 => Vec::new(),
            60..75 => vec![OpportunityKind::Role],
            75..90 => vec![OpportunityKind::Gig, OpportunityKind::Shadowing],
            _ => vec![OpportunityKind::Role, OpportunityKind::Secondment],
        };
        let work_modes = match dice.below(100) {
            0..70 => Vec::new(),
            70..90 => vec![WorkMode::Hybrid, WorkMode::Remote],
            _ => vec![WorkMode::OnSite, WorkMode::Hybrid],
        };
        let here = &self.content.organisation.sites[self.post(person).site];
        let stays = dice.percent(45);
        Some(MobilityPreference {
            employee,
            opportunity_kinds,
            locations: stays.then(|| here.key.clone()).into_iter().collect(),
            work_modes,
            open_to_moves: dice.percent(OPEN),
        })
    }

    fn aspiration(&self, person: usize, career: &Career, dice: &mut Dice) -> Option<Aspiration> {
        let target = match self.sheet(person) {
            Some(sheet) => sheet.aspires?,
            None if dice.percent(AIMING) => {
                let onward = &self.profile(career.present.profile).onward;
                let forward: Vec<_> = (onward.iter())
                    .filter(|step| step.kind != CareerStepKind::StepBack)
                    .collect();
                dice.pick(&forward)?.profile
            }
            None => return None,
        };
        let horizon = match dice.below(10) {
            0 => Horizon::Now,
            1..6 => Horizon::OneYear,
            6..9 => Horizon::ThreeYears,
            _ => Horizon::Later,
        };
        let visibility = match dice.below(10) {
            0..5 => AspirationVisibility::Private,
            5..8 => AspirationVisibility::Manager,
            _ => AspirationVisibility::Hr,
        };
        Some(Aspiration {
            employee: self.employee_number(person),
            job_profile: self.content.architecture.profiles[target].key.clone(),
            horizon,
            visibility,
        })
    }
}
