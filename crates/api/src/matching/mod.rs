//! The service around the matching engine: who and what it knows, read from the database at start
//! and kept current by the change log, together with the board of all openings. Who may see what
//! is decided here before the engine ranks. Not here: scoring (`matching`), pages and words.

mod board;
mod by_skills;
mod convert;
pub mod effects;
mod explain;
mod known;
mod listing;
mod people;
mod posted;
pub mod preview;
mod route;
mod sightings;
pub mod weights;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard};

use arc_swap::{ArcSwap, ArcSwapOption};
use domain::eligibility::Tenure;
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::policy::Policy;
use domain::time::Clock;
use matching::{Engine, MatchingError, ScoredOpenings, Weights};
use persistence::changes::{Change, ObjectType};
use persistence::matches::MatchInput;
use persistence::matching_input::{self};
use persistence::opportunities::Viewer;
use persistence::{Conn, DbError, policies};
use tokio::sync::Semaphore;

pub use board::{Board, BoardEntry};
pub use by_skills::{FoundBySkills, SkilledPeople};
pub use explain::{
    BandCountView, MatchExplanation, MatchRequirement, MatchSummaryView, ViaView, explanation,
    points, summary,
};
pub use listing::{Found, Listing, ListingFilter, ListingOrder, PeopleQuery, PeopleView, Wanted};
pub use people::{PeopleList, PeopleOrder, SUGGESTED};
pub use posted::{Place, Posted, PostedFilter};
pub use sightings::ShownTo;

use crate::directory::Directory;
use crate::follower::{Follower, Touched};
use crate::stored::recorder::{Marks, MatchRecorder};
use known::{Known, catalogue_document};
use people::Exposures;

/// People whose scores are kept between requests.
const KEPT_SCORES: usize = 256;
/// People read at once while starting.
const PEOPLE_AT_ONCE: i64 = 2_000;

pub struct Matching {
    clock: Clock,
    directory: Arc<Directory>,
    known: RwLock<Known>,
    policy: ArcSwap<Policy>,
    scores: Mutex<HashMap<EmployeeId, Arc<ScoredOpenings>>>,
    /// The last stamp that was given.
    stamps: AtomicU64,
    marks: Marks,
    recorder: OnceLock<MatchRecorder>,
    /// The weights' document, as long as they do not change.
    weights_kept: ArcSwapOption<(Weights, Arc<MatchInput>)>,
    /// Previews of other weights are computed one at a time.
    previews: Arc<Semaphore>,
    exposures: Exposures,
}

impl Matching {
    /// An empty service; the followers load it.
    ///
    /// # Errors
    /// When the weights are unsound.
    pub fn new(clock: Clock, directory: Arc<Directory>) -> Result<Self, MatchingError> {
        let known = Known::new(Weights::default(), clock.today())?;
        Ok(Self {
            clock,
            directory,
            known: RwLock::new(known),
            policy: ArcSwap::default(),
            scores: Mutex::default(),
            stamps: AtomicU64::default(),
            marks: Marks::default(),
            recorder: OnceLock::new(),
            weights_kept: ArcSwapOption::empty(),
            previews: Arc::new(Semaphore::new(1)),
            exposures: Exposures::default(),
        })
    }

    /// The policy in force.
    #[must_use]
    pub fn policy(&self) -> Arc<Policy> {
        self.policy.load_full()
    }

    /// The weights in force.
    #[must_use]
    pub fn weights(&self) -> Weights {
        self.known().engine.weights().clone()
    }

    #[must_use]
    pub fn tenure(&self, person: EmployeeId) -> Option<Tenure> {
        self.known().people.get(&person).map(|(tenure, _)| *tenure)
    }

    /// Whose list it is.
    #[must_use]
    pub fn viewer(&self, actor: &domain::access::Actor) -> Viewer {
        let unit = actor
            .employee_id
            .and_then(|id| self.directory.person(id))
            .map(|person| person.org_unit_id);
        let names = self.directory.catalogue();
        let units = unit.and_then(|id| names.units.find(id)).map(|unit| {
            let above = unit.ancestors.iter().copied();
            above.chain([unit.id]).collect()
        });
        Viewer {
            employee_id: actor.employee_id,
            units: units.unwrap_or_default(),
            sees_all: actor.has(domain::terms::Role::Specialist),
        }
    }

    /// A panic of a reader changes nothing, and one of the writer leaves rows that are read again.
    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, f: impl FnOnce(&mut Known)) {
        f(&mut self.known.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// The person's scores, kept as long as the engine does not change.
    fn scored(&self, engine: &Engine, person: EmployeeId) -> Option<Arc<ScoredOpenings>> {
        let mut kept = self.scores.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(scored) = kept.get(&person)
            && scored.revision() == engine.revision()
        {
            return Some(Arc::clone(scored));
        }
        drop(kept);
        let scored = Arc::new(engine.score_openings(person)?);
        kept = self.scores.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_SCORES {
            kept.clear();
        }
        kept.insert(person, Arc::clone(&scored));
        Some(scored)
    }

    fn load_policy(&self, conn: &mut Conn) -> Result<(), DbError> {
        if let Some(found) = policies::find_policy(conn, self.clock.now())? {
            self.policy.store(Arc::new(found.into()));
        }
        Ok(())
    }

    /// Everything is computed anew beside what queries use, and put in its place when it is done.
    /// Followers apply one after the other, so nothing else changes the engine meanwhile.
    fn load_weights(&self, conn: &mut Conn) -> Result<(), DbError> {
        let weights = weights::load(conn)?;
        let mut engine = self.known().engine.clone();
        if *engine.weights() == weights {
            return Ok(());
        }
        engine
            .set_weights(weights)
            .map_err(|error| DbError::Other(error.to_string()))?;
        self.change(|known| known.engine = engine);
        Ok(())
    }

    fn load_all(&self, conn: &mut Conn) -> Result<(), DbError> {
        self.load_policy(conn)?;
        let weights = weights::load(conn)?;
        let mut known = Known::new(weights, self.clock.today())
            .map_err(|error| DbError::Other(error.to_string()))?;
        let (stamp, before) = (self.stamp(), Arc::clone(&self.known().catalogue));
        known.take_catalogue(matching_input::load_catalogue(conn)?, &before, stamp)?;
        let mut after = None;
        loop {
            let people = matching_input::list_people(conn, after, PEOPLE_AT_ONCE)?;
            let Some(last) = people.last() else { break };
            after = Some(last.id);
            for person in &people {
                known.put_person(person, stamp);
            }
            if known.engine.needs_merge() {
                known.engine.settle();
            }
        }
        known.engine.settle();
        let names = self.directory.catalogue();
        for row in matching_input::list_board(conn)? {
            known.put_opening(&row, &names, stamp);
        }
        let version = matching_input::data_version(conn)?;
        known.engine.set_data_version(version);
        self.change(|old| *old = known);
        Ok(())
    }

    fn reload_people(&self, conn: &mut Conn, ids: &[EmployeeId]) -> Result<(), DbError> {
        let people = matching_input::list_people_by_ids(conn, ids)?;
        let stamp = self.stamp();
        self.change(|known| {
            for id in ids {
                match people.iter().find(|person| person.id == *id) {
                    Some(person) => known.put_person(person, stamp),
                    None => known.drop_person(*id),
                }
            }
        });
        Ok(())
    }

    /// Takes the people who changed into the index, if they are many; answered meanwhile are
    /// questions, and only this thread changes anything.
    fn merge(&self) {
        let merged = {
            let known = self.known();
            known.engine.needs_merge().then(|| known.engine.merge())
        };
        if let Some(merged) = merged {
            self.change(|known| {
                known.engine.install(merged);
            });
        }
    }

    fn reload_catalogue(&self, conn: &mut Conn) -> Result<(), DbError> {
        let fresh = matching_input::load_catalogue(conn)?;
        let (stamp, before) = (self.stamp(), Arc::clone(&self.known().catalogue));
        let skills = Known::kinds(&fresh);
        let fresh = convert::catalogue(fresh);
        // Before the lock: readers wait for the engine only.
        let document = catalogue_document(&fresh, &before)?;
        self.change(|known| {
            known.skills = skills;
            known.engine.set_catalogue(fresh);
            (known.catalogue, known.stamp) = (document, stamp);
        });
        Ok(())
    }

    fn stamp(&self) -> u64 {
        self.stamps.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn reload_counts(&self, conn: &mut Conn, ids: &[ApplicationId]) -> Result<(), DbError> {
        let counts = persistence::applications::list_counts(conn, ids)?;
        self.change(|known| {
            for (id, count) in counts {
                known.board.set_applicants(id, count);
            }
        });
        Ok(())
    }

    fn reload_openings(&self, conn: &mut Conn, ids: &[OpportunityId]) -> Result<(), DbError> {
        let rows = matching_input::list_board_rows(conn, ids)?;
        let names = self.directory.catalogue();
        let stamp = self.stamp();
        self.change(|known| {
            for id in ids {
                match rows.iter().find(|row| row.row.id == *id) {
                    Some(row) => known.put_opening(row, &names, stamp),
                    None => known.drop_opening(*id),
                }
            }
        });
        Ok(())
    }
}

impl Follower for Matching {
    fn name(&self) -> &'static str {
        "matching"
    }

    fn load(&self, conn: &mut Conn) -> Result<(), DbError> {
        self.load_all(conn)
    }

    fn apply(&self, conn: &mut Conn, changes: &[Change]) -> Result<(), DbError> {
        let touched = |object_type| Touched::by(changes, object_type);
        if touched(ObjectType::Policy) != Touched::None {
            self.load_policy(conn)?;
        }
        let catalogue = [
            ObjectType::OrgUnit,
            ObjectType::Skill,
            ObjectType::JobFamily,
            ObjectType::JobProfile,
        ];
        let people = touched(ObjectType::Employee);
        let openings = touched(ObjectType::Opportunity);
        let everything = catalogue
            .iter()
            .any(|object_type| touched(*object_type) == Touched::All)
            || people == Touched::All
            || openings == Touched::All
            || self.known().day != self.clock.today();
        if everything {
            return self.load_all(conn);
        }
        if touched(ObjectType::MatchingWeights) != Touched::None {
            self.load_weights(conn)?;
        }
        let single = |object_type| touched(object_type) != Touched::None;
        let mut moved = false;
        if catalogue.iter().copied().any(single) {
            self.reload_catalogue(conn)?;
            moved = true;
        }
        if let Touched::These(ids) = people {
            let ids: Vec<EmployeeId> = ids.into_iter().map(EmployeeId::from_uuid).collect();
            self.reload_people(conn, &ids)?;
            moved = true;
        }
        match touched(ObjectType::Application) {
            Touched::None => {}
            Touched::All => return self.load_all(conn),
            Touched::These(ids) => {
                let ids: Vec<ApplicationId> =
                    ids.into_iter().map(ApplicationId::from_uuid).collect();
                self.reload_counts(conn, &ids)?;
            }
        }
        if let Touched::These(ids) = openings {
            let ids: Vec<OpportunityId> = ids.into_iter().map(OpportunityId::from_uuid).collect();
            self.reload_openings(conn, &ids)?;
            moved = true;
        }
        if moved {
            let version = matching_input::data_version(conn)?;
            self.change(|known| known.engine.set_data_version(version));
            self.merge();
        }
        Ok(())
    }

    /// At midnight skills have faded, certificates expired, although nobody wrote anything.
    fn tick(&self, conn: &mut Conn) -> Result<(), DbError> {
        if self.known().day == self.clock.today() {
            return Ok(());
        }
        self.load_all(conn)
    }
}
