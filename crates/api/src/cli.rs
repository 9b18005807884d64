//! The command line: one program, one sub-command per task. Each parses here and works elsewhere.

use std::io::Write;
use std::process::ExitCode;

use actix_web::web;
use clap::{Parser, Subcommand};
use domain::time::Clock;

use crate::config::{ConfigError, LogConfig, Mode, ServerConfig, process_env};
use crate::extract::CursorKey;
use crate::gate::index::ApiIndex;
use crate::spa::Spa;
use crate::state::{App, AppState, Phase};
use crate::{log, openapi, serve};

#[derive(Debug, Parser)]
#[command(
    name = "traverse",
    version,
    about = "Internal talent mobility: people and openings find each other"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the pages
    Serve,
    /// Print the OpenAPI document
    Openapi,
}

#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Log(#[from] log::LogError),
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Runs the command that the arguments name.
pub async fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Serve => run_server(Mode::Serve).await,
        Command::Openapi => print_document(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The log may not be set up yet, and a person is waiting for a reason.
            let told = writeln!(std::io::stderr(), "traverse: {error}");
            if told.is_ok() {
                ExitCode::from(1)
            } else {
                ExitCode::from(2)
            }
        }
    }
}

async fn run_server(mode: Mode) -> Result<(), CommandError> {
    log::install(&LogConfig::from_env(&process_env, mode == Mode::Serve)?)?;
    let config = ServerConfig::from_env(&process_env, mode)?;
    let state = state(mode, &config)?;
    serve::run(state, &config).await?;
    Ok(())
}

fn state(mode: Mode, config: &ServerConfig) -> Result<App, CommandError> {
    let spa = Spa::load(&config.spa_dir)?;
    if !spa.is_built() {
        tracing::warn!(folder = %config.spa_dir.display(), "the pages are not built; only the API is served");
    }
    let document = openapi::document()?;
    Ok(web::Data::new(AppState {
        mode,
        clock: Clock::System,
        proxies: config.proxies.clone(),
        cursors: CursorKey::new(rand::random()),
        spa,
        spec: serde_json::to_vec(&document)?.into(),
        api: ApiIndex::of(&document),
        phase: Phase::default(),
    }))
}

fn print_document() -> Result<(), CommandError> {
    let text = openapi::text(&openapi::document()?)?;
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
