//! Configuration: one small struct per concern, read from the environment once at start and
//! handed to who needs it. Nothing else in the program reads the environment.
//!
//! A variable `X` may instead be given as `X_FILE`, the path of a file that holds the value, so
//! that secrets need not stand in the environment (SEC-31).

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use chrono::TimeDelta;
use lettre::message::Mailbox;
use persistence::DatabaseConfig;

use crate::gate::origin::TrustedProxies;

/// Reads variables; tests bring their own.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{name}={value:?} is not valid: {reason}")]
    Invalid {
        name: &'static str,
        value: String,
        reason: String,
    },
    #[error("{name}_FILE={path:?} cannot be read: {cause}")]
    Unreadable {
        name: &'static str,
        path: String,
        cause: std::io::Error,
    },
}

/// The process's own environment.
#[must_use]
pub fn process_env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn text(env: Env<'_>, name: &'static str) -> Result<Option<String>, ConfigError> {
    if let Some(value) = env(name) {
        return Ok(Some(value));
    }
    let Some(path) = env(&format!("{name}_FILE")) else {
        return Ok(None);
    };
    match std::fs::read_to_string(&path) {
        Ok(content) => Ok(Some(content.trim_end().to_owned())),
        Err(cause) => Err(ConfigError::Unreadable { name, path, cause }),
    }
}

fn parsed<T: FromStr<Err: std::fmt::Display>>(
    env: Env<'_>,
    name: &'static str,
    default: T,
) -> Result<T, ConfigError> {
    let Some(value) = text(env, name)? else {
        return Ok(default);
    };
    value.parse().map_err(|error: T::Err| ConfigError::Invalid {
        name,
        reason: error.to_string(),
        value,
    })
}

/// What a command serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// For an organisation: listens on all interfaces, behind whatever terminates TLS.
    Serve,
    /// The filled demo company: listens on this machine only, and anybody may sign in.
    Demo,
}

/// Where and how the server listens.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// `HOST`: 0.0.0.0 for `serve`, 127.0.0.1 for `demo`.
    pub host: IpAddr,
    /// `PORT`: 8080.
    pub port: u16,
    /// `TRUSTED_PROXIES`: addresses or networks, separated by commas, whose `X-Forwarded-For` and
    /// `X-Forwarded-Host` are believed. None.
    pub proxies: TrustedProxies,
    /// `SPA_DIR`: the built pages, ./frontend/dist.
    pub spa_dir: PathBuf,
    /// `DRAIN_SECONDS`: how long after SIGTERM the server still accepts requests while it says
    /// that it is not ready, for load balancers to notice. 2 for `serve`, 0 for `demo`, at most 10.
    pub drain: Duration,
}

impl ServerConfig {
    pub fn from_env(env: Env<'_>, mode: Mode) -> Result<Self, ConfigError> {
        let (host, drain) = match mode {
            Mode::Serve => ([0, 0, 0, 0], 2),
            Mode::Demo => ([127, 0, 0, 1], 0),
        };
        Ok(Self {
            host: parsed(env, "HOST", IpAddr::from(host))?,
            port: parsed(env, "PORT", 8080)?,
            proxies: parsed(env, "TRUSTED_PROXIES", TrustedProxies::default())?,
            spa_dir: parsed(env, "SPA_DIR", PathBuf::from("frontend/dist"))?,
            drain: Duration::from_secs(parsed(env, "DRAIN_SECONDS", drain)?.min(10)),
        })
    }
}

/// `DATABASE_URL`: `postgres://…` or the path of an SQLite file, ./data/traverse.db.
/// `DATABASE_REPLICA_URL`: a PostgreSQL replica for reads that may lag. `DATABASE_POOL_SIZE`: 8.
pub fn database(env: Env<'_>) -> Result<DatabaseConfig, ConfigError> {
    let url = text(env, "DATABASE_URL")?.unwrap_or_else(|| "data/traverse.db".to_owned());
    let mut config = DatabaseConfig::new(url);
    config.replica_url = text(env, "DATABASE_REPLICA_URL")?;
    config.pool_size = parsed(env, "DATABASE_POOL_SIZE", config.pool_size)?.clamp(1, 200);
    Ok(config)
}

/// `SNAPSHOT_DIR`: the folder of the file from which the next start reads people; beside an SQLite
/// file unless told otherwise, and nowhere for PostgreSQL. `off`: no such file.
pub fn snapshot(env: Env<'_>, database: Option<&Path>) -> Result<Option<PathBuf>, ConfigError> {
    let folder = match text(env, "SNAPSHOT_DIR")? {
        Some(told) if told == "off" => return Ok(None),
        Some(told) => Some(PathBuf::from(told)),
        None => database.and_then(Path::parent).map(Path::to_path_buf),
    };
    let name = database.and_then(Path::file_name).map(OsString::from);
    let mut name = name.unwrap_or_else(|| OsString::from("traverse"));
    name.push(".people");
    Ok(folder.map(|folder| folder.join(name)))
}

/// `SEMANTIC_MODEL_DIR`: the folder of a sentence-embedding model, for programs that are built with
/// the feature `semantic`. None.
pub fn language_model(env: Env<'_>) -> Result<Option<PathBuf>, ConfigError> {
    Ok(text(env, "SEMANTIC_MODEL_DIR")?.map(PathBuf::from))
}

/// How long somebody stays signed in.
#[derive(Clone, Copy, Debug)]
pub struct SessionConfig {
    /// `SESSION_IDLE_HOURS`: without any request, 12.
    pub idle: TimeDelta,
    /// `SESSION_MAX_HOURS`: in any case, 168 (a week).
    pub absolute: TimeDelta,
}

impl SessionConfig {
    pub fn from_env(env: Env<'_>) -> Result<Self, ConfigError> {
        let hours = |name, default| -> Result<TimeDelta, ConfigError> {
            let hours: u16 = parsed(env, name, default)?;
            Ok(TimeDelta::hours(i64::from(hours.max(1))))
        };
        Ok(Self {
            idle: hours("SESSION_IDLE_HOURS", 12)?,
            absolute: hours("SESSION_MAX_HOURS", 168)?,
        })
    }
}

/// What is known to nobody but the server: it shows itself nowhere.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How the connection to the mail server is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTls {
    /// Begins in the open and goes on under TLS, or not at all.
    Starttls,
    Tls,
    /// For a server on this machine.
    None,
}

impl FromStr for MailTls {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "starttls" => Ok(Self::Starttls),
            "tls" => Ok(Self::Tls),
            "none" => Ok(Self::None),
            _ => Err("starttls, tls or none"),
        }
    }
}

/// How e-mail leaves. Without `SMTP_HOST` none does, and none is queued.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// `SMTP_HOST`.
    pub host: String,
    /// `SMTP_PORT`: 587; with `SMTP_TLS=tls` 465.
    pub port: u16,
    /// `SMTP_TLS`: `starttls`, `tls` or `none`. `starttls`.
    pub tls: MailTls,
    /// `SMTP_USER` and `SMTP_PASSWORD`: none.
    pub credentials: Option<(String, Secret)>,
    /// `SMTP_TIMEOUT_SECONDS`: how long the mail server may take for an answer, 20.
    pub patience: Duration,
    /// `MAIL_FROM`: `Traverse <traverse@example.org>`. Needed.
    pub from: Mailbox,
    /// `PUBLIC_URL`: where people reach this server, `https://traverse.example.org`. Needed.
    pub public_url: String,
}

impl MailConfig {
    pub fn from_env(env: Env<'_>) -> Result<Option<Self>, ConfigError> {
        let Some(host) = text(env, "SMTP_HOST")? else {
            return Ok(None);
        };
        let tls = parsed(env, "SMTP_TLS", MailTls::Starttls)?;
        let port = if tls == MailTls::Tls { 465 } else { 587 };
        let needed = |name: &'static str| {
            let missing = |reason: &str| ConfigError::Invalid {
                name,
                value: String::new(),
                reason: reason.to_owned(),
            };
            text(env, name)?.ok_or_else(|| missing("needed beside SMTP_HOST"))
        };
        let from = needed("MAIL_FROM")?;
        let from = from.parse().map_err(|error| ConfigError::Invalid {
            name: "MAIL_FROM",
            value: from,
            reason: format!("{error}"),
        })?;
        let public_url = needed("PUBLIC_URL")?;
        if !(public_url.starts_with("https://") || public_url.starts_with("http://")) {
            return Err(ConfigError::Invalid {
                name: "PUBLIC_URL",
                value: public_url,
                reason: "begins with https://".to_owned(),
            });
        }
        let credentials = match (text(env, "SMTP_USER")?, text(env, "SMTP_PASSWORD")?) {
            (Some(user), password) => Some((user, Secret(password.unwrap_or_default()))),
            (None, _) => None,
        };
        Ok(Some(Self {
            host,
            port: parsed(env, "SMTP_PORT", port)?,
            tls,
            credentials,
            patience: Duration::from_secs(parsed(env, "SMTP_TIMEOUT_SECONDS", 20)?.clamp(1, 60)),
            from,
            public_url: public_url.trim_end_matches('/').to_owned(),
        }))
    }
}

/// How the log is written.
#[derive(Clone, Debug)]
pub struct LogConfig {
    /// `LOG_FORMAT`: `json` for `serve`, `pretty` for all other commands.
    pub json: bool,
    /// `LOG`: a level or a filter such as `info,traverse=debug`. `info`.
    pub filter: String,
}

impl LogConfig {
    pub fn from_env(env: Env<'_>, json_by_default: bool) -> Result<Self, ConfigError> {
        let default = if json_by_default { "json" } else { "pretty" };
        let format = parsed(env, "LOG_FORMAT", default.to_owned())?;
        let json = match format.as_str() {
            "json" => true,
            "pretty" => false,
            _ => {
                return Err(ConfigError::Invalid {
                    name: "LOG_FORMAT",
                    value: format,
                    reason: "json or pretty".to_owned(),
                });
            }
        };
        Ok(Self {
            json,
            filter: parsed(env, "LOG", "info".to_owned())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_has_its_own_defaults() {
        let nothing = |_: &str| None;
        let serve = ServerConfig::from_env(&nothing, Mode::Serve).unwrap();
        let demo = ServerConfig::from_env(&nothing, Mode::Demo).unwrap();
        assert_eq!(
            (serve.host.to_string().as_str(), serve.port),
            ("0.0.0.0", 8080)
        );
        assert_eq!(demo.host.to_string(), "127.0.0.1");
        assert!(LogConfig::from_env(&nothing, true).unwrap().json);
    }

    #[test]
    fn the_snapshot_lies_beside_the_database_unless_told_otherwise() {
        let nothing = |_: &str| None;
        let sqlite = Some(Path::new("data/traverse.db"));
        let told = |env: Env<'_>, database| snapshot(env, database).unwrap();
        let beside = Some(PathBuf::from("data/traverse.db.people"));
        assert_eq!(told(&nothing, sqlite), beside);
        assert_eq!(told(&nothing, None), None);
        let env = |name: &str| (name == "SNAPSHOT_DIR").then(|| "/var/cache".to_owned());
        let elsewhere = Some(PathBuf::from("/var/cache/traverse.people"));
        assert_eq!(told(&env, None), elsewhere);
        let off = |name: &str| (name == "SNAPSHOT_DIR").then(|| "off".to_owned());
        assert_eq!(told(&off, sqlite), None);
    }

    #[test]
    fn a_wrong_value_is_named() {
        let env = |name: &str| (name == "PORT").then(|| "80x".to_owned());
        let error = ServerConfig::from_env(&env, Mode::Serve).unwrap_err();
        insta::assert_snapshot!(error, @r#"PORT="80x" is not valid: invalid digit found in string"#);
        let env = |name: &str| (name == "LOG_FORMAT").then(|| "xml".to_owned());
        insta::assert_snapshot!(LogConfig::from_env(&env, true).unwrap_err(), @r#"LOG_FORMAT="xml" is not valid: json or pretty"#);
    }

    #[test]
    fn sec_31_values_may_come_from_files() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "9000\n").unwrap();
        let path = file.path().to_string_lossy().into_owned();
        let env = move |name: &str| (name == "PORT_FILE").then(|| path.clone());
        assert_eq!(
            ServerConfig::from_env(&env, Mode::Serve).unwrap().port,
            9000
        );
        let env = |name: &str| (name == "PORT_FILE").then(|| "/no/such/file".to_owned());
        let error = ServerConfig::from_env(&env, Mode::Serve).unwrap_err();
        assert!(error.to_string().starts_with("PORT_FILE="));
    }
}
