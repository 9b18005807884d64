//! The service around the matching engine: who and what it knows, read from the database at start
//! and kept current by the change log, together with the board of all openings. Who may see what
//! is decided here before the engine ranks. Not here: scoring (`matching`), pages and words.

mod board;
mod by_skills;
mod convert;
pub mod effects;
pub mod eligible;
mod explain;
mod fronts;
pub mod groups;
mod known;
mod listing;
mod people;
mod posted;
pub mod preview;
mod published;
mod restart;
mod route;
mod shards;
mod sightings;
mod snapshot;
#[cfg(test)]
mod tests;
pub mod vacancy;
pub mod weights;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;

use arc_swap::{ArcSwap, ArcSwapOption, Guard};
use domain::eligibility::Tenure;
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::policy::Policy;
use domain::time::{Clock, Timestamp};
use matching::{Engine, MatchingError, ScoredOpenings, Weights};
use persistence::changes::{Change, ObjectType};
use persistence::matches::MatchInput;
use persistence::matching_input;
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
pub use restart::Start;
pub use sightings::ShownTo;

use crate::directory::Directory;
use crate::follower::{Follower, Touched};
use crate::stored::recorder::{Marks, MatchRecorder};
use fronts::Fronts;
use known::Known;
use people::Exposures;
use published::Published;
use restart::Kept;

/// People whose scores are kept between requests.
const KEPT_SCORES: usize = 256;
/// People read at once while starting.
const PEOPLE_AT_ONCE: i64 = 2_000;

pub struct Matching {
    clock: Clock,
    directory: Arc<Directory>,
    known: Published,
    /// Those that stand from the one in force on, each with its beginning, the newest first.
    policies: ArcSwap<Vec<(Timestamp, Arc<Policy>)>>,
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
    fronts: Fronts,
    /// The snapshot, where there is to be one.
    kept: OnceLock<Kept>,
    start: OnceLock<Start>,
    /// Held while suggestions of a new catalogue are prepared beside the requests.
    preparing: Arc<Mutex<()>>,
    /// Preparing what the first state needs, while people are read.
    solving: Mutex<Option<JoinHandle<()>>>,
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
            known: Published::new(known),
            policies: ArcSwap::default(),
            scores: Mutex::default(),
            stamps: AtomicU64::default(),
            marks: Marks::default(),
            recorder: OnceLock::new(),
            weights_kept: ArcSwapOption::empty(),
            previews: Arc::new(Semaphore::new(1)),
            exposures: Exposures::default(),
            fronts: Fronts::default(),
            kept: OnceLock::new(),
            start: OnceLock::new(),
            preparing: Arc::default(),
            solving: Mutex::default(),
        })
    }

    /// The policy in force at this moment: a scheduled one begins without anybody being told.
    #[must_use]
    pub fn policy(&self) -> Arc<Policy> {
        let (now, all) = (self.clock.now(), self.policies.load());
        let begun = all.iter().find(|(from, _)| *from <= now);
        begun.map_or_else(Arc::default, |(_, policy)| Arc::clone(policy))
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
        let units = unit.and_then(|id| names.units.find(id));
        let units = units.map(|unit| unit.ancestors.iter().copied().chain([unit.id]).collect());
        Viewer {
            employee_id: actor.employee_id,
            units: units.unwrap_or_default(),
            sees_all: actor.has(domain::terms::Role::Specialist),
        }
    }

    /// One state: whoever asks it several things gets answers that go together.
    fn known(&self) -> Guard<Arc<Known>> {
        self.known.load()
    }

    /// The person's scores, kept as long as the engine does not change.
    fn scored(&self, engine: &Engine, person: EmployeeId) -> Option<Arc<ScoredOpenings>> {
        let mut kept = self.scores.lock().unwrap_or_else(PoisonError::into_inner);
        let current = |scored: &&Arc<ScoredOpenings>| scored.revision() == engine.revision();
        if let Some(scored) = kept.get(&person).filter(current) {
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
        let standing = policies::list_standing(conn, self.clock.now())?;
        let standing = standing
            .into_iter()
            .map(|row| (row.effective_from, Arc::new(Policy::from(row))));
        self.policies.store(Arc::new(standing.collect()));
        Ok(())
    }

    fn load_all(&self, conn: &mut Conn) -> Result<(), DbError> {
        let base = self.begin(conn)?;
        let mut known = self.with_all_people(conn, base)?;
        self.finish_loading(conn, &mut known)?;
        self.known.publish(known);
        Ok(())
    }

    /// Policy, weights and catalogue; nobody yet.
    fn begin(&self, conn: &mut Conn) -> Result<Known, DbError> {
        self.load_policy(conn)?;
        let weights = weights::load(conn)?;
        let mut known = Known::new(weights, self.clock.today())
            .map_err(|error| DbError::Other(error.to_string()))?;
        let (stamp, before) = (self.stamp(), Arc::clone(&self.known().catalogue));
        known.take_catalogue(matching_input::load_catalogue(conn)?, &before, stamp)?;
        known.engine.keep_suggestions_of(&self.known().engine);
        let is_start = self.known().stamp == 0;
        if let Some(pending) = known.engine.pending_suggestions().filter(|_| is_start) {
            let solving = std::thread::spawn(move || pending.solve());
            *self.solving.lock().unwrap_or_else(PoisonError::into_inner) = Some(solving);
        }
        Ok(known)
    }

    /// Openings, which come after people; then it may be published.
    fn finish_loading(&self, conn: &mut Conn, known: &mut Known) -> Result<(), DbError> {
        let (stamp, names) = (self.stamp(), self.directory.catalogue());
        for row in matching_input::list_board(conn)? {
            known.put_opening(&row, &names, stamp);
        }
        let version = matching_input::data_version(conn)?;
        known.engine.set_data_version(version);
        known.engine.succeed(&self.known().engine);
        // Ready with the rest, so that the first who asks does not wait.
        let solving = match self.solving.lock() {
            Ok(mut one) => one.take(),
            Err(broken) => broken.into_inner().take(),
        };
        if solving.is_some_and(|solving| solving.join().is_err()) {
            tracing::error!("suggestions were not prepared; they will be beside the requests");
        }
        Ok(())
    }

    /// Prepares what suggestions need after a change of the catalogue, beside the requests, which
    /// are answered as before the change until then. One at a time: of several changes the last.
    fn prepare_suggestions(&self) {
        let Some(pending) = self.known().engine.pending_suggestions() else {
            return;
        };
        let preparing = Arc::clone(&self.preparing);
        std::thread::spawn(move || {
            if let Ok(_alone) = preparing.try_lock() {
                pending.solve();
            }
        });
    }

    fn stamp(&self) -> u64 {
        self.stamps.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Reads again what the changes name, beside what queries see; the caller publishes it. `None`
    /// where everything is to be read again: levels depend on the kinds of skills.
    fn next(&self, conn: &mut Conn, changes: &Touches) -> Result<Option<Known>, DbError> {
        let mut next = Known::clone(&self.known());
        if changes.weights {
            next.take_weights(weights::load(conn)?)?;
        }
        let stamp = self.stamp();
        if changes.catalogue {
            let before = Arc::clone(&next.catalogue);
            let kinds = Arc::clone(&next.skills);
            next.take_catalogue(matching_input::load_catalogue(conn)?, &before, stamp)?;
            let mut known = kinds.iter();
            if known.any(|(id, kind)| next.skills.get(id).is_some_and(|now| now != kind)) {
                return Ok(None);
            }
        }
        if !changes.people.is_empty() {
            let found = matching_input::list_people_by_ids(conn, &changes.people)?;
            next.take_people(&changes.people, &found, stamp);
        }
        if !changes.applications.is_empty() {
            let counts = persistence::applications::list_counts(conn, &changes.applications)?;
            for (id, count) in counts {
                next.board.set_applicants(id, count);
            }
        }
        if !changes.openings.is_empty() {
            let found = matching_input::list_board_rows(conn, &changes.openings)?;
            next.take_openings(
                &changes.openings,
                &found,
                &self.directory.catalogue(),
                stamp,
            );
        }
        if changes.moves_version() {
            let version = matching_input::data_version(conn)?;
            next.engine.set_data_version(version);
        }
        Ok(Some(next))
    }

    /// Takes the people who changed into the index, if they are many.
    fn merge(&self) {
        let known = self.known();
        if known.engine.needs_merge() {
            let mut next = Known::clone(&known);
            next.engine.install(known.engine.merge());
            drop(known);
            self.known.publish(next);
        }
    }
}

/// What changes name, when it is not so much that everything is read again.
struct Touches {
    weights: bool,
    catalogue: bool,
    people: Vec<EmployeeId>,
    applications: Vec<ApplicationId>,
    openings: Vec<OpportunityId>,
}

impl Touches {
    /// `None`: of something too much changed to be named.
    fn by(changes: &[Change]) -> Option<Self> {
        let any = |object_type| Touched::by(changes, object_type) != Touched::None;
        let catalogue = [
            ObjectType::OrgUnit,
            ObjectType::Skill,
            ObjectType::JobFamily,
            ObjectType::JobProfile,
        ];
        let named = |object_type| match Touched::by(changes, object_type) {
            Touched::None => Some(Vec::new()),
            Touched::These(ids) => Some(ids),
            Touched::All => None,
        };
        if (catalogue.iter()).any(|kind| Touched::by(changes, *kind) == Touched::All) {
            return None;
        }
        let people = named(ObjectType::Employee)?.into_iter();
        let applications = named(ObjectType::Application)?.into_iter();
        let openings = named(ObjectType::Opportunity)?.into_iter();
        Some(Self {
            weights: any(ObjectType::MatchingWeights),
            catalogue: catalogue.iter().copied().any(any),
            people: people.map(EmployeeId::from_uuid).collect(),
            applications: applications.map(ApplicationId::from_uuid).collect(),
            openings: openings.map(OpportunityId::from_uuid).collect(),
        })
    }

    /// Whether anything changes of which the engine tells the state.
    fn moves_version(&self) -> bool {
        self.catalogue || !self.people.is_empty() || !self.openings.is_empty()
    }

    fn is_nothing(&self) -> bool {
        !self.weights && self.applications.is_empty() && !self.moves_version()
    }
}

impl Follower for Matching {
    fn name(&self) -> &'static str {
        "matching"
    }

    fn load(&self, conn: &mut Conn) -> Result<(), DbError> {
        self.load_at_start(conn)
    }

    /// All that the changes name is published at once.
    fn apply(&self, conn: &mut Conn, changes: &[Change]) -> Result<(), DbError> {
        if Touched::by(changes, ObjectType::Policy) != Touched::None {
            self.load_policy(conn)?;
        }
        let touches = Touches::by(changes).filter(|_| self.known().day == self.clock.today());
        let Some(touches) = touches else {
            return self.load_all(conn);
        };
        if !touches.is_nothing() {
            match self.next(conn, &touches)? {
                Some(next) => self.known.publish(next),
                None => return self.load_all(conn),
            }
            self.merge();
        }
        Ok(())
    }

    /// At midnight skills have faded, certificates expired, although nobody wrote anything.
    /// Suggestions are prepared here rather than with each change: of many, the last is enough.
    fn tick(&self, conn: &mut Conn) -> Result<(), DbError> {
        self.known.clear();
        self.prepare_suggestions();
        if self.known().day == self.clock.today() {
            return Ok(());
        }
        self.load_all(conn)
    }
}
