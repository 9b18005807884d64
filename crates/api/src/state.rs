//! What every handler can reach. Built once by the command, shared by all worker threads.

use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web;
use domain::time::Clock;

use crate::config::Mode;
use crate::extract::CursorKey;
use crate::gate::index::ApiIndex;
use crate::gate::origin::TrustedProxies;
use crate::spa::Spa;

/// The argument through which handlers reach the state.
pub type App = web::Data<AppState>;

pub struct AppState {
    pub mode: Mode,
    pub clock: Clock,
    pub proxies: TrustedProxies,
    pub cursors: CursorKey,
    pub spa: Spa,
    /// The OpenAPI document as text, and its paths for the gate.
    pub spec: web::Bytes,
    pub api: ApiIndex,
    /// Whether the server is ready, still starting, or already leaving.
    pub phase: Phase,
}

/// Where the process is in its life (REL-06, REL-07).
#[derive(Debug, Default)]
pub struct Phase {
    started: AtomicBool,
    draining: AtomicBool,
}

impl Phase {
    pub fn set_started(&self) {
        self.started.store(true, Ordering::SeqCst);
    }

    pub fn set_draining(&self) {
        self.draining.store(true, Ordering::SeqCst);
    }

    #[must_use]
    pub fn is_started(&self) -> bool {
        self.started.load(Ordering::SeqCst)
    }

    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::SeqCst)
    }
}
