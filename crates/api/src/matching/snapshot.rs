//! What the engine knows of people, kept in a file, so that a start need not read all of them from
//! the database. Not here: whether it fits, and what is read after it (`restart`); how the engine
//! writes people down (`matching`).
//!
//! `magic, length of the head, head (JSON), times of each person, the engine's people, SHA-256 of
//! all before`; whole numbers are little-endian.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use domain::eligibility::Tenure;
use domain::ids::EmployeeId;
use domain::terms::EmployeeStatus;
use matching::SnapshotError;
use persistence::DbError;
use persistence::audit::Link;
use persistence::changes::Position;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::known::Known;

/// Raised with every change of the format or of how levels follow from claims.
const MAGIC: [u8; 8] = *b"TRVMTCH1";
const DIGEST: u64 = 32;
/// A longer head is none.
const LONGEST_HEAD: u32 = 1 << 16;
const BUFFER: usize = 1 << 18;
const NO_DAY: i32 = i32::MIN;

/// Why a snapshot is of no use. The database is read instead.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unfit {
    #[error("there is none")]
    Missing,
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("it is damaged or of another version")]
    Broken,
    #[error(transparent)]
    People(#[from] SnapshotError),
    #[error("it cannot be compared with the database: {0}")]
    Database(#[from] DbError),
    #[error("it is of another day, and levels have faded since")]
    OtherDay,
    #[error("kinds of skills are others now")]
    OtherKinds,
    #[error("it is of another database, of a later state of it, or of another schema")]
    OtherHistory,
    #[error("too much has changed since")]
    TooOld,
}

/// What a snapshot was made of.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    schema: String,
    change_seq: i64,
    audit_seq: i64,
    audit_hash: Vec<u8>,
    /// The day for which levels were computed.
    pub(super) day: NaiveDate,
    /// Of the skills' kinds, which levels depend on.
    pub(super) kinds: Vec<u8>,
    /// In the order in which the times of people number them.
    statuses: Vec<String>,
    people: u64,
}

impl Head {
    fn new(known: &Known, position: Position) -> Self {
        Self {
            schema: position.schema,
            change_seq: position.change_seq,
            audit_seq: position.audit.seq,
            audit_hash: position.audit.hash,
            day: known.day,
            kinds: kinds(known),
            statuses: statuses(),
            people: u64::try_from(known.people.iter().count()).unwrap_or(u64::MAX),
        }
    }

    /// Everything up to here is in the snapshot.
    pub(super) fn position(&self) -> Position {
        Position {
            schema: self.schema.clone(),
            change_seq: self.change_seq,
            audit: Link {
                seq: self.audit_seq,
                hash: self.audit_hash.clone(),
            },
        }
    }
}

fn statuses() -> Vec<String> {
    let all = EmployeeStatus::ALL.iter();
    all.map(|status| status.as_str().to_owned()).collect()
}

/// A digest of which skill is of which kind: how a level fades depends on it.
pub(super) fn kinds(known: &Known) -> Vec<u8> {
    let mut all: Vec<_> = known.skills.iter().collect();
    all.sort_unstable_by_key(|(id, _)| **id);
    let mut digest = Sha256::new();
    for (id, (kind, transversal)) in all {
        digest.update(id.as_uuid().as_bytes());
        digest.update(kind.as_str());
        digest.update([u8::from(*transversal)]);
    }
    digest.finalize().to_vec()
}

/// Digests what it passes on.
struct Digesting<W> {
    to: W,
    digest: Sha256,
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.digest.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Writes a snapshot beside the file and puts it in its place when it is whole and on the disk.
/// Only the server's own user can read it.
pub(super) fn write(path: &Path, known: &Known, position: Position) -> io::Result<()> {
    let fresh = beside(path);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&fresh)?;
    let mut to = Digesting {
        to: BufWriter::with_capacity(BUFFER, file),
        digest: Sha256::new(),
    };
    // Small pieces are digested together.
    let mut buffered = BufWriter::with_capacity(BUFFER, &mut to);
    put(&mut buffered, known, position)?;
    buffered.flush()?;
    drop(buffered);
    let Digesting { mut to, digest } = to;
    to.write_all(&digest.finalize())?;
    let file = to.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    fs::rename(&fresh, path)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".new");
    PathBuf::from(name)
}

fn put(to: &mut dyn Write, known: &Known, position: Position) -> io::Result<()> {
    let head = serde_json::to_vec(&Head::new(known, position))?;
    to.write_all(&MAGIC)?;
    let length = u32::try_from(head.len()).map_err(io::Error::other)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&head)?;
    for (id, (tenure, _)) in known.people.iter() {
        to.write_all(id.as_uuid().as_bytes())?;
        let status = EmployeeStatus::ALL.iter().position(|s| *s == tenure.status);
        let status = status.and_then(|at| u8::try_from(at).ok());
        to.write_all(&[status.unwrap_or(u8::MAX)])?;
        for day in [tenure.hire_date, tenure.in_role_since, tenure.moved_on] {
            let day = day.map_or(NO_DAY, |day| day.num_days_from_ce());
            to.write_all(&day.to_le_bytes())?;
        }
    }
    known.engine.write_people(to)
}

/// A snapshot that is whole; what it says of people is yet to be read.
pub(super) struct Whole {
    pub(super) head: Head,
    rest: BufReader<File>,
}

/// Reads the whole file once before anything in it is believed.
pub(super) fn open(path: &Path) -> Result<Whole, Unfit> {
    let mut file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Unfit::Missing,
        _ => Unfit::Io(error),
    })?;
    check(&mut file)?;
    file.seek(SeekFrom::Start(0))?;
    let mut rest = BufReader::with_capacity(BUFFER, file);
    if array(&mut rest)? != MAGIC {
        return Err(Unfit::Broken);
    }
    let length = u32::from_le_bytes(array(&mut rest)?);
    if length > LONGEST_HEAD {
        return Err(Unfit::Broken);
    }
    let mut head = Vec::new();
    (&mut rest).take(length.into()).read_to_end(&mut head)?;
    let head: Head = serde_json::from_slice(&head).map_err(|_| Unfit::Broken)?;
    if head.statuses != statuses() {
        return Err(Unfit::Broken);
    }
    Ok(Whole { head, rest })
}

fn check(file: &mut File) -> Result<(), Unfit> {
    let length = file.metadata()?.len();
    let length = length.checked_sub(DIGEST).ok_or(Unfit::Broken)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    let mut content = file.take(length);
    loop {
        let read = content.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        digest.update(buffer.get(..read).unwrap_or_default());
    }
    let told: [u8; 32] = array(content.into_inner())?;
    if digest.finalize().as_slice() == told {
        Ok(())
    } else {
        Err(Unfit::Broken)
    }
}

fn array<const N: usize>(from: &mut dyn Read) -> Result<[u8; N], Unfit> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn day(from: &mut dyn Read) -> Result<Option<NaiveDate>, Unfit> {
    match i32::from_le_bytes(array(from)?) {
        NO_DAY => Ok(None),
        days => NaiveDate::from_num_days_from_ce_opt(days)
            .map(Some)
            .ok_or(Unfit::Broken),
    }
}

impl Whole {
    /// Puts everybody into `known`, which has the catalogue and the weights already.
    pub(super) fn read_into(mut self, known: &mut Known, stamp: u64) -> Result<Position, Unfit> {
        for _ in 0..self.head.people {
            let id = EmployeeId::from_uuid(Uuid::from_bytes(array(&mut self.rest)?));
            let [status] = array(&mut self.rest)?;
            let status = EmployeeStatus::ALL.get(usize::from(status)).copied();
            let tenure = Tenure {
                status: status.ok_or(Unfit::Broken)?,
                hire_date: day(&mut self.rest)?,
                in_role_since: day(&mut self.rest)?,
                moved_on: day(&mut self.rest)?,
            };
            known.people.insert(id, (tenure, stamp));
        }
        known.engine.read_people(&mut self.rest)?;
        Ok(self.head.position())
    }
}
