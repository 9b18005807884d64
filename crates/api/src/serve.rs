//! Runs the HTTP server from start to stop. It listens at once, and serves when the database is
//! there: one that is away is waited for, one that is unusable ends the program with the reason.
//! On SIGTERM or SIGINT it first says that it is not ready, then stops accepting, lets running
//! requests finish and returns (REL-07).

use std::time::Duration;

use actix_web::{HttpServer, web};
use chrono::TimeDelta;
use persistence::{Backend, DbError, accounts};
use tokio::signal::unix::{SignalKind, signal};

use crate::auth::token;
use crate::config::{Mode, ServerConfig};
use crate::error::ApiError;
use crate::state::{App, AppState};

/// How long running requests may take to finish after the server stopped accepting.
const SHUTDOWN_SECONDS: u64 = 15;
/// A client that takes longer to send its headers is dropped (SEC-24).
const HEADER_TIMEOUT: Duration = Duration::from_secs(5);
const KEEP_ALIVE: Duration = Duration::from_secs(75);
const RETRY_DATABASE: Duration = Duration::from_secs(1);
/// How long a set-up token works.
pub const SETUP_TOKEN_LIFETIME: TimeDelta = TimeDelta::hours(24);

#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        address: String,
        cause: std::io::Error,
    },
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error("{}", .0.cause_chain().unwrap_or_else(|| .0.to_string()))]
    Load(#[from] ApiError),
}

pub async fn run(state: App, config: &ServerConfig) -> Result<(), ServeError> {
    let for_workers = state.clone();
    let server = HttpServer::new(move || crate::app::build(for_workers.clone()))
        .client_request_timeout(HEADER_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals()
        .bind((config.host, config.port))
        .map_err(|cause| ServeError::Listen {
            address: format!("{}:{}", config.host, config.port),
            cause,
        })?;
    for address in server.addrs() {
        tracing::info!("listening on http://{address}");
    }
    let mut server = std::pin::pin!(server.run());
    let handle = server.handle();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut starting = std::pin::pin!(start(state.clone()));
    let mut started = false;
    loop {
        tokio::select! {
            result = &mut server => return result.map_err(ServeError::Io),
            result = &mut starting, if !started => {
                started = true;
                if let Err(error) = result {
                    // Stopping takes the server's own cooperation.
                    let ((), _stopped) = tokio::join!(handle.stop(false), server);
                    return Err(error);
                }
            }
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
        }
    }
    tracing::info!("stopping");
    state.phase.set_draining();
    tokio::time::sleep(config.drain).await;
    let ((), result) = tokio::join!(handle.stop(true), server);
    state.finish().await;
    result.map_err(ServeError::Io)
}

/// Makes the state ready, then looks after it now and then. Returns only when all is ready or hopeless.
async fn start(state: App) -> Result<(), ServeError> {
    loop {
        let app = state.clone();
        let attempt = web::block(move || prepare(&app)).await;
        match attempt.map_err(|error| ServeError::Load(ApiError::internal(error)))? {
            Ok(()) => break,
            // A server may come back, and a lock go; a file that cannot be used now for any other
            // reason will not be usable later.
            Err(ServeError::Database(error @ DbError::Unavailable(_)))
                if state.db.backend() == Backend::Postgres || error.is_transient() =>
            {
                tracing::warn!(%error, "waiting for the database");
                tokio::time::sleep(RETRY_DATABASE).await;
            }
            Err(error) => return Err(error),
        }
    }
    state.phase.set_started();
    tracing::info!("ready");
    actix_web::rt::spawn(crate::scheduler::standard(state.clone()).run());
    actix_web::rt::spawn(crate::upkeep::run(state));
    Ok(())
}

fn prepare(state: &AppState) -> Result<(), ServeError> {
    state.db.migrate()?;
    state.load()?;
    if state.mode == Mode::Serve && !state.db.read_blocking(accounts::has_admin)? {
        let token = issue_setup_token(state)?;
        tracing::warn!(
            "there is no administrator yet: open /setup and enter the token {token} within a day"
        );
    }
    Ok(())
}

/// Stores the digest of a new set-up token and returns the token, which is known nowhere else.
pub fn issue_setup_token(state: &AppState) -> Result<String, DbError> {
    let token = token::generate();
    let hash = token::hash(&token);
    let expires_at = state.clock.now().plus(SETUP_TOKEN_LIFETIME);
    state.db.write_untraced_blocking(move |conn| {
        accounts::update_setup_token(conn, &hash, expires_at)
    })?;
    Ok(token)
}
