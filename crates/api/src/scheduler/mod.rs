//! Works off the timers that are due, in the order of their times: what came due while the server
//! was down comes first. Any number of servers may work at once; a timer is taken by one of them,
//! and by another when that one's lease is over.
//!
//! A kind of timer is handled in one of two ways. What is *written* happens once: the effect and the
//! timer's end are one transaction, which lets only the latest taker pass. What is *sent* happens at
//! least once: it goes out, and then the timer ends; a server that dies in between sends it again.
//! What fails is tried again after a minute, then two, then four; see `persistence::timers`.

mod deadlines;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use futures_util::future::{BoxFuture, join_all};
use persistence::timers::{self, Held};
use persistence::{DbError, Origin, Unavailability, WriteTx, notices};
use tokio::time::MissedTickBehavior;

use crate::error::{ApiError, ApiResult};
use crate::mail;
use crate::state::App;

const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Timers whose effects are written in one transaction.
const WRITTEN_AT_ONCE: i64 = 50;
const WRITE_LEASE: TimeDelta = TimeDelta::seconds(60);
/// What is sent at the same time.
const SENT_AT_ONCE: i64 = 8;
/// Longer than sending may take; who sends sees to it that it does not take longer.
const SEND_LEASE: TimeDelta = TimeDelta::minutes(5);

pub use deadlines::follow_step;

/// Writes a timer's effect. What it is about may have changed since: then it does nothing.
pub type Write = fn(&App, &mut WriteTx<'_>, &Held) -> ApiResult<()>;
/// Sends something; the error is kept for administrators and must name nobody.
pub type Send = fn(App, Held) -> BoxFuture<'static, Result<(), String>>;

#[derive(Clone, Copy)]
enum Handler {
    Write(Write),
    Send(Send),
}

/// What there are timers for, and who handles them.
#[derive(Clone)]
pub struct Scheduler {
    app: App,
    handlers: Arc<HashMap<&'static str, Handler>>,
}

/// The kinds of timer that this server knows. A kind is named in one place: by its handler.
#[must_use]
pub fn standard(app: App) -> Scheduler {
    Scheduler::new(app)
        .writes(deadlines::OFFER_ANSWER, deadlines::end_offer)
        .writes(deadlines::FEEDBACK, deadlines::remind_of_feedback)
        .sends(notices::LETTER, mail::send_notice)
        .sends(notices::DIGEST, mail::send_digest)
}

impl Scheduler {
    #[must_use]
    pub fn new(app: App) -> Self {
        Self {
            app,
            handlers: Arc::default(),
        }
    }

    #[must_use]
    pub fn writes(self, kind: &'static str, write: Write) -> Self {
        self.with(kind, Handler::Write(write))
    }

    #[must_use]
    pub fn sends(self, kind: &'static str, send: Send) -> Self {
        self.with(kind, Handler::Send(send))
    }

    fn with(mut self, kind: &'static str, handler: Handler) -> Self {
        Arc::make_mut(&mut self.handlers).insert(kind, handler);
        self
    }

    /// Works until the server stops. What is sent has a lane of its own, so that a slow receiver
    /// delays no deadline.
    pub async fn run(self) {
        let writing = self.look(true);
        let sending = self.look(false);
        tokio::join!(writing, sending);
    }

    async fn look(&self, writing: bool) {
        let mut tick = tokio::time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if let Err(error) = self.work_off(writing).await {
                tracing::warn!(%error, "working off what is due; trying again");
            }
        }
    }

    /// Works off what is due, until nothing is; tells how many timers were done. Between two
    /// transactions it rests as long as it worked, because people wait for what they read, and
    /// nobody for a deadline of last night.
    ///
    /// # Errors
    /// When the database does not answer; what was taken comes back when its lease is over.
    pub async fn work_off(&self, writing: bool) -> Result<usize, DbError> {
        let (lease, most) = if writing {
            (WRITE_LEASE, WRITTEN_AT_ONCE)
        } else {
            (SEND_LEASE, SENT_AT_ONCE)
        };
        let mut done = 0;
        loop {
            let held = self.take(writing, lease, most).await?;
            if held.is_empty() {
                return Ok(done);
            }
            if writing {
                let began = Instant::now();
                done += self.write(held).await?;
                tokio::time::sleep(began.elapsed()).await;
            } else {
                done += self.send(held).await?;
            }
        }
    }

    /// Takes what is due of one lane.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take(
        &self,
        writing: bool,
        lease: TimeDelta,
        most: i64,
    ) -> Result<Vec<Held>, DbError> {
        let kinds: Vec<&'static str> = (self.handlers.iter())
            .filter(|(_, handler)| matches!(handler, Handler::Write(_)) == writing)
            .map(|(kind, _)| *kind)
            .collect();
        let (now, db) = (self.app.clock.now(), &self.app.db);
        let wanted = kinds.clone();
        if !db
            .read(move |conn| timers::has_due(conn, &wanted, now))
            .await?
        {
            return Ok(Vec::new());
        }
        db.write_untraced(move |conn| timers::take(conn, &kinds, now, lease, most))
            .await
    }

    /// Writes the effects of what was taken: together where nothing failed before, otherwise each
    /// in a transaction of its own, so that one that fails keeps no other from happening.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn write(&self, held: Vec<Held>) -> Result<usize, DbError> {
        let fresh = held.iter().all(|one| one.attempts == 1);
        if fresh && held.len() > 1 {
            match self.write_together(held.clone()).await {
                Ok(done) => return Ok(done),
                Err(Failure::Away(error)) => return Err(error),
                Err(Failure::Lost | Failure::Failed(_)) => {}
            }
        }
        let mut done = 0;
        for one in held {
            match self.write_together(vec![one.clone()]).await {
                Ok(some) => done += some,
                Err(Failure::Away(error)) => return Err(error),
                Err(Failure::Lost) => {}
                Err(Failure::Failed(cause)) => self.fail(one, cause).await?,
            }
        }
        Ok(done)
    }

    async fn write_together(&self, held: Vec<Held>) -> Result<usize, Failure> {
        let scheduler = self.clone();
        let origin = Origin::system(self.app.clock.now());
        let write = move |tx: &mut WriteTx<'_>| -> Result<usize, Failure> {
            tx.may_be_idle();
            let mine = timers::list_held(tx.conn(), &held)?;
            for one in &mine {
                scheduler.write_one(tx, one)?;
                // Whoever waits for this core to answer somebody goes first.
                std::thread::yield_now();
            }
            if timers::lock_held(tx.conn(), &mine)?.len() < mine.len() {
                return Err(Failure::Lost);
            }
            timers::delete_done(tx.conn(), &mine)?;
            Ok(mine.len())
        };
        self.app.db.write(origin, write).await
    }

    /// A handler that panics is one that fails.
    fn write_one(&self, tx: &mut WriteTx<'_>, held: &Held) -> ApiResult<()> {
        let Some(Handler::Write(write)) = self.handlers.get(held.kind.as_str()) else {
            return Err(ApiError::internal("a timer of a kind that is not written"));
        };
        catch_unwind(AssertUnwindSafe(|| write(&self.app, tx, held)))
            .unwrap_or_else(|_| Err(ApiError::internal("the handler panicked")))
    }

    async fn send(&self, held: Vec<Held>) -> Result<usize, DbError> {
        let outcomes = held.into_iter().map(|one| async move {
            let Some(Handler::Send(send)) = self.handlers.get(one.kind.as_str()) else {
                return (one, Err("a timer of a kind that is not sent".to_owned()));
            };
            let sending = tokio::spawn(send(self.app.clone(), one.clone()));
            let outcome = sending.await;
            (one, outcome.unwrap_or_else(|error| Err(error.to_string())))
        });
        let mut done = 0;
        for (one, outcome) in join_all(outcomes).await {
            match outcome {
                Ok(()) => {
                    let ended = move |conn: &mut persistence::Conn| -> Result<usize, DbError> {
                        let mine = timers::lock_held(conn, std::slice::from_ref(&one))?;
                        timers::delete_done(conn, &mine)?;
                        Ok(mine.len())
                    };
                    done += self.app.db.write_untraced(ended).await?;
                }
                Err(cause) => self.fail(one, cause).await?,
            }
        }
        Ok(done)
    }

    async fn fail(&self, held: Held, cause: String) -> Result<(), DbError> {
        let now = self.app.clock.now();
        let (kind, attempts) = (held.kind.clone(), held.attempts);
        let told = cause.clone();
        let given_up = self
            .app
            .db
            .write_untraced(move |conn| timers::update_failed(conn, &held, &told, now))
            .await?;
        if given_up {
            tracing::error!(kind, attempts, cause, "a timer was given up");
        } else {
            tracing::warn!(kind, attempts, cause, "a timer failed; trying again later");
        }
        Ok(())
    }
}

/// Why an effect was not written.
enum Failure {
    /// Somebody else has taken the timer or cancelled it: it is theirs.
    Lost,
    /// The database is away: nothing is wrong with the timer.
    Away(DbError),
    Failed(String),
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(_) => Self::Away(error),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        match error.database_error() {
            Some(DbError::Unavailable(told)) => Self::Away(DbError::Unavailable(told.clone())),
            _ => Self::Failed(error.cause_chain().unwrap_or_else(|| error.to_string())),
        }
    }
}

impl Unavailability for Failure {
    fn database_error(&self) -> Option<&DbError> {
        match self {
            Self::Away(error) => Some(error),
            Self::Lost | Self::Failed(_) => None,
        }
    }
}
