//! The command line: one program, one sub-command per task. Each parses here and works elsewhere.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use actix_web::web;
use clap::{Parser, Subcommand};
use domain::time::Clock;
use persistence::audit::{self, Kept, Verdict};
use persistence::{Db, DbError};

use crate::config::{
    self, ConfigError, LogConfig, MailConfig, Mode, ServerConfig, SessionConfig, process_env,
};
use crate::mail::Mailer;
use crate::serve::{self, ServeError};
use crate::spa::Spa;
use crate::state::{App, AppState, Parts};
use crate::{bare, demo, evaluation, import, log, openapi, semantics};

#[derive(Debug, Parser)]
#[command(
    name = "traverse",
    version,
    about = "Internal talent mobility: people and openings find each other",
    after_help = "Settings come from the environment: DATABASE_URL, PORT, HOST, LOG and others, see docs/deploy.md."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the pages
    Serve,
    /// Serve a generated company that one can sign in to with a click
    Demo(demo::command::DemoArgs),
    /// Import a folder of CSV files
    Import(import::command::ImportArgs),
    /// Import a public catalogue of skills and roles
    ImportTaxonomy(import::taxonomy::command::TaxonomyArgs),
    /// Measure the matching models on public data, or rank for somebody else to measure
    Eval(evaluation::EvalArgs),
    /// Bring the database to this version's schema
    Migrate,
    /// Print the OpenAPI document
    Openapi,
    /// Print a token with which /setup makes an administrator, for instance when none is left
    CreateAdminToken,
    /// The audit log
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Answer every request with the bytes of a file: what `make bench` compares with
    #[command(hide = true)]
    BenchBare {
        #[arg(long)]
        body: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Recompute the chain and tell whether anything was altered
    Verify,
}

#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Log(#[from] log::LogError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error("{0}")]
    State(#[from] crate::error::ApiError),
    #[error(transparent)]
    Demo(#[from] demo::DemoLoadError),
    #[error(transparent)]
    Export(#[from] demo::export::ExportError),
    #[error(transparent)]
    Import(#[from] import::command::CommandError),
    #[error(transparent)]
    Eval(#[from] evaluation::CommandError),
    #[error("the mail server's name cannot be used for TLS: {0}")]
    Mail(#[from] lettre::transport::smtp::Error),
    #[error(transparent)]
    Semantics(#[from] semantics::SemanticsError),
    #[error("the audit log was altered: {0}")]
    Altered(String),
}

/// Runs the command that the arguments name.
pub async fn main() -> ExitCode {
    match run(Cli::parse().command).await {
        Ok(code) => code,
        Err(error) => {
            // The log may not be set up yet, and a person is waiting for a reason.
            let told = writeln!(std::io::stderr(), "traverse: {error}");
            ExitCode::from(if told.is_ok() { 1 } else { 2 })
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, CommandError> {
    match command {
        Command::Serve => run_server(Mode::Serve, Clock::System).await,
        Command::Demo(args) => {
            log::install(&LogConfig::from_env(&process_env, false)?)?;
            if let Some(folder) = &args.export_csv {
                return print(&demo::command::export_csv(folder, &args)?)
                    .map(|()| ExitCode::SUCCESS);
            }
            demo::command::load(&database()?, &args)?;
            run_server(Mode::Demo, args.clock()).await
        }
        Command::Import(args) => return Ok(import::command::run(&database()?, &args)?),
        Command::ImportTaxonomy(args) => {
            return Ok(import::taxonomy::command::run(&database()?, &args)?);
        }
        Command::Eval(args) => print(&evaluation::run(args)?),
        Command::Migrate => database()?.migrate().map_err(CommandError::from),
        Command::Openapi => {
            let text = openapi::text(&openapi::document()?)?;
            print(&text)
        }
        Command::CreateAdminToken => {
            let config = ServerConfig::from_env(&process_env, Mode::Serve)?;
            let state = state(Mode::Serve, Clock::System, &config)?;
            state.db.migrate()?;
            print(&format!("{}\n", serve::issue_setup_token(&state)?))
        }
        Command::Audit(AuditCommand::Verify) => verify_audit(),
        Command::BenchBare { body } => {
            let config = ServerConfig::from_env(&process_env, Mode::Demo)?;
            Ok(bare::run(std::fs::read(body)?, &config).await?)
        }
    }
    .map(|()| ExitCode::SUCCESS)
}

fn print(text: &str) -> Result<(), CommandError> {
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

fn database() -> Result<Db, CommandError> {
    Ok(Db::open(&config::database(&process_env)?)?)
}

fn verify_audit() -> Result<(), CommandError> {
    match database()?.read_blocking(audit::verify)? {
        Verdict::Intact(kept) => print(&intact(&kept)),
        Verdict::Broken { seq, reason } => {
            Err(CommandError::Altered(format!("event {seq}: {reason}")))
        }
    }
}

fn intact(Kept { cut, end }: &Kept) -> String {
    let count = end.seq - cut.seq;
    let last = audit::hex(&end.hash);
    let kept = format!("intact: {count} events, the last with hash {last}\n");
    if cut.seq == 0 {
        return kept;
    }
    let (first, last_gone) = (cut.seq + 1, audit::hex(&cut.hash));
    format!(
        "{kept}it begins with event {first}: those up to {} went after their time, the last with hash {last_gone}\n",
        cut.seq
    )
}

async fn run_server(mode: Mode, clock: Clock) -> Result<(), CommandError> {
    if mode == Mode::Serve {
        log::install(&LogConfig::from_env(&process_env, true)?)?;
    }
    let config = ServerConfig::from_env(&process_env, mode)?;
    let state = state(mode, clock, &config)?;
    if !state.spa.is_built() {
        tracing::warn!(folder = %config.spa_dir.display(), "the pages are not built; only the API is served");
    }
    serve::run(state, &config).await?;
    Ok(())
}

fn state(mode: Mode, clock: Clock, config: &ServerConfig) -> Result<App, CommandError> {
    let db = database()?;
    let snapshot = config::snapshot(&process_env, db.file())?;
    let mail = MailConfig::from_env(&process_env)?;
    let mailer = mail.as_ref().map(Mailer::new).transpose()?;
    let model = config::language_model(&process_env)?;
    let model = model.as_deref().map(semantics::load).transpose()?;
    let state = AppState::new(Parts {
        mode,
        clock,
        db,
        sessions: SessionConfig::from_env(&process_env)?,
        proxies: config.proxies.clone(),
        spa: Spa::load(&config.spa_dir)?,
    })?;
    if let Some(path) = snapshot {
        state.matching.keep_snapshots(path);
    }
    let state = state.with_language_model(model.as_ref());
    Ok(web::Data::new(state.with_mailer(mailer)))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use persistence::audit::Link;

    use super::*;

    #[test]
    fn an_intact_log_says_how_many_events_there_are_and_where_it_was_cut() {
        let link = |seq, byte| Link {
            seq,
            hash: vec![byte; 2],
        };
        let whole = Kept {
            cut: link(0, 0),
            end: link(7, 0xab),
        };
        assert_eq!(
            intact(&whole),
            "intact: 7 events, the last with hash abab\n"
        );
        let cut = Kept {
            cut: link(5, 0xcd),
            ..whole
        };
        assert_eq!(
            intact(&cut),
            "intact: 2 events, the last with hash abab\n\
             it begins with event 6: those up to 5 went after their time, the last with hash cdcd\n"
        );
    }

    fn parsed(arguments: &[&str]) -> Result<Command, clap::Error> {
        let words = std::iter::once("traverse").chain(arguments.iter().copied());
        Cli::try_parse_from(words).map(|cli| cli.command)
    }

    fn demo_clock(arguments: &[&str]) -> Clock {
        match parsed(arguments).unwrap() {
            Command::Demo(args) => args.clock(),
            other => panic!("{other:?} is not the demo"),
        }
    }

    #[test]
    fn only_the_demo_is_served_at_a_later_time() {
        assert!(matches!(demo_clock(&["demo"]), Clock::System));
        let Clock::Shifted(by) = demo_clock(&["demo", "--days-later", "90"]) else {
            panic!("the demo's clock is not shifted");
        };
        assert_eq!(by, TimeDelta::days(90));
        assert!(parsed(&["serve", "--days-later", "90"]).is_err());
        assert!(parsed(&["demo", "--export-csv", "x", "--days-later", "90"]).is_err());
    }

    #[test]
    fn how_much_later_is_bounded_and_says_so() {
        assert!(parsed(&["demo", "--days-later", "3650"]).is_ok());
        for wrong in ["3651", "-1", "soon"] {
            let error = parsed(&["demo", &format!("--days-later={wrong}")]).unwrap_err();
            let told = error.to_string();
            assert!(told.contains("--days-later <DAYS>"), "{told}");
        }
        let error = parsed(&["demo", "--days-later", "3651"]).unwrap_err();
        assert!(error.to_string().contains("0..=3650"), "{error}");
    }
}
