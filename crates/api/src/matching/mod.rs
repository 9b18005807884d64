//! The matching engine in service: loaded from the database, kept current by the change log, asked
//! by handlers. The scoring itself is crate `matching`; who may see what is `domain::access`.

mod input;

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use chrono::NaiveDate;
use domain::ids::{EmployeeId, OpportunityId, SkillId};
use domain::terms::SkillKind;
use domain::time::Clock;
use matching::{
    Engine, Explanation, Opening, OpeningFilter, OpeningPage, OpeningRef, PeopleFilter, PeoplePage,
    SkillSuggestion, View, Weights,
};
use persistence::changes::{Change, ObjectType};
use persistence::{Conn, DbError, matching_input};

use crate::follower::{Follower, Touched};

/// People read from the database at once.
const PAGE: i64 = 2_000;

pub struct MatchingService {
    clock: Clock,
    state: RwLock<State>,
}

struct State {
    engine: Engine,
    skills: SkillFacts,
    /// The day that effective levels were computed for; they fade.
    day: NaiveDate,
}

/// What the effective level needs to know of each skill.
type SkillFacts = HashMap<SkillId, (SkillKind, bool)>;

impl MatchingService {
    /// An empty engine with the default weights.
    ///
    /// # Errors
    /// When the default weights are unsound, which a test of theirs rules out.
    pub fn new(clock: Clock) -> Result<Self, matching::MatchingError> {
        let state = State {
            engine: Engine::new(Weights::default())?,
            skills: SkillFacts::new(),
            day: clock.today(),
        };
        Ok(Self {
            clock,
            state: RwLock::new(state),
        })
    }

    /// A panic while writing would come from the engine; what it then holds is replaced at the
    /// next load, and stale scores are better than no answers.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Today, as the filters need it.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// Open openings for a person; `None` when the engine does not know the person.
    #[must_use]
    pub fn openings_for(
        &self,
        person: EmployeeId,
        filter: &OpeningFilter<'_>,
        limit: usize,
        offset: usize,
    ) -> Option<OpeningPage> {
        self.read()
            .engine
            .openings_for(person, filter, limit, offset)
    }

    /// People for an opening, which may be one that the engine does not hold (a draft, a closed
    /// one): give its input then.
    #[must_use]
    pub fn people_for(
        &self,
        opening: OpeningRef<'_>,
        filter: &PeopleFilter<'_>,
        limit: usize,
        offset: usize,
    ) -> Option<PeoplePage> {
        self.read()
            .engine
            .people_for(opening, filter, limit, offset)
    }

    /// The match of one person with one opening, in full.
    #[must_use]
    pub fn explain(
        &self,
        person: EmployeeId,
        opening: OpeningRef<'_>,
        view: View,
    ) -> Option<Explanation> {
        let today = self.today();
        self.read().engine.explain(person, opening, view, today)
    }

    #[must_use]
    pub fn suggest_skills(&self, person: EmployeeId, limit: usize) -> Vec<SkillSuggestion> {
        self.read().engine.suggest_skills(person, limit)
    }

    /// Levels fade and certificates expire by the day: reads everybody again when the day has
    /// changed since they were last computed.
    ///
    /// # Errors
    /// When the database does not answer; the levels of the day before stay.
    pub fn renew(&self, conn: &mut Conn) -> Result<(), DbError> {
        if self.read().day == self.today() {
            return Ok(());
        }
        self.load(conn)
    }

    fn reload_people(&self, conn: &mut Conn, ids: &[EmployeeId]) -> Result<(), DbError> {
        let rows = matching_input::list_people(conn, ids)?;
        let mut state = self.write();
        let State {
            engine,
            skills,
            day,
        } = &mut *state;
        for id in ids {
            engine.remove_person(*id);
        }
        input::people(rows, skills, *day, |person| engine.upsert_person(&person));
        Ok(())
    }

    fn reload_openings(&self, conn: &mut Conn, ids: &[OpportunityId]) -> Result<(), DbError> {
        let rows = matching_input::list_openings(conn, ids)?;
        let profiles = input::ProfileRequirements::load(conn)?;
        let mut state = self.write();
        for id in ids {
            state.engine.remove_opening(*id);
        }
        input::openings(rows, &profiles, |opening, open| {
            if open {
                state.engine.upsert_opening(&opening);
            }
        });
        Ok(())
    }
}

impl Follower for MatchingService {
    fn name(&self) -> &'static str {
        "matching"
    }

    /// Builds a new engine beside the old one, which answers until the new one is whole.
    fn load(&self, conn: &mut Conn) -> Result<(), DbError> {
        let day = self.today();
        let weights = self.read().engine.weights().clone();
        let mut engine = Engine::new(weights).map_err(|error| DbError::Other(error.to_string()))?;
        let skills = input::skill_facts(conn)?;
        engine.set_catalogue(input::catalogue(conn)?);
        let mut after = None;
        loop {
            let ids = matching_input::page_of_people(conn, after, PAGE)?;
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            let rows = matching_input::list_people(conn, &ids)?;
            input::people(rows, &skills, day, |person| engine.upsert_person(&person));
        }
        let profiles = input::ProfileRequirements::load(conn)?;
        let rows = matching_input::list_open(conn)?;
        input::openings(rows, &profiles, |opening, _| {
            engine.upsert_opening(&opening)
        });
        *self.write() = State {
            engine,
            skills,
            day,
        };
        Ok(())
    }

    fn apply(&self, conn: &mut Conn, changes: &[Change]) -> Result<(), DbError> {
        let touched = |object_type| Touched::by(changes, object_type);
        let catalogue = [
            ObjectType::Skill,
            ObjectType::JobFamily,
            ObjectType::JobProfile,
        ]
        .into_iter()
        .any(|object_type| touched(object_type) != Touched::None);
        let people = touched(ObjectType::Employee);
        if people == Touched::All {
            return self.load(conn);
        }
        if catalogue {
            let told = input::catalogue(conn)?;
            let facts = input::skill_facts(conn)?;
            let mut state = self.write();
            state.engine.set_catalogue(told);
            state.skills = facts;
        }
        if let Touched::These(ids) = people {
            let ids: Vec<EmployeeId> = ids.into_iter().map(EmployeeId::from_uuid).collect();
            self.reload_people(conn, &ids)?;
        }
        match (touched(ObjectType::Opportunity), catalogue) {
            (Touched::All, _) | (_, true) => {
                let profiles = input::ProfileRequirements::load(conn)?;
                let rows = matching_input::list_open(conn)?;
                let mut state = self.write();
                state.engine.clear_openings();
                input::openings(rows, &profiles, |opening, _| {
                    state.engine.upsert_opening(&opening)
                });
                Ok(())
            }
            (Touched::These(ids), false) => {
                let ids: Vec<OpportunityId> =
                    ids.into_iter().map(OpportunityId::from_uuid).collect();
                self.reload_openings(conn, &ids)
            }
            (Touched::None, false) => Ok(()),
        }
    }
}

/// An opening of any state as the engine's input, with the requirements of its profile where it
/// has none of its own; `None` when there is no such opening.
///
/// # Errors
/// When the database does not answer.
pub fn find_opening(conn: &mut Conn, id: OpportunityId) -> Result<Option<Opening>, DbError> {
    let rows = matching_input::list_openings(conn, &[id])?;
    let profiles = input::ProfileRequirements::load(conn)?;
    let mut found = None;
    input::openings(rows, &profiles, |opening, _| found = Some(opening));
    Ok(found)
}
