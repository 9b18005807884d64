//! Runs the HTTP server until it is told to stop (REL-07): on SIGTERM or SIGINT it first says that
//! it is not ready, then stops accepting, lets running requests finish and returns.

use std::io;
use std::time::Duration;

use actix_web::HttpServer;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::ServerConfig;
use crate::state::App;

/// How long running requests may take to finish after the server stopped accepting.
const SHUTDOWN_SECONDS: u64 = 15;
/// A client that takes longer to send its headers is dropped (SEC-24).
const HEADER_TIMEOUT: Duration = Duration::from_secs(5);
const KEEP_ALIVE: Duration = Duration::from_secs(75);

pub async fn run(state: App, config: &ServerConfig) -> io::Result<()> {
    let for_workers = state.clone();
    let server = HttpServer::new(move || crate::app::build(for_workers.clone()))
        .client_request_timeout(HEADER_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals()
        .bind((config.host, config.port))?;
    for address in server.addrs() {
        tracing::info!(%address, "listening on http://{address}");
    }
    let server = server.run();
    let handle = server.handle();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let drain = config.drain;
    state.phase.set_started();
    actix_web::rt::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        state.phase.set_draining();
        tokio::time::sleep(drain).await;
        handle.stop(true).await;
    });
    server.await
}
