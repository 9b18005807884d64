//! Everybody as bytes, for a start that does not read the database: what was told of each person,
//! with the ids of the outside. Nothing that follows from the catalogue or the weights is in it, so
//! that it can be read under others.
//!
//! `magic, version, data version, tables of ids, people…, end mark, checksum`; whole numbers are
//! little-endian, ids are numbered by their table.

use std::io::{self, Read, Write};
use std::str::FromStr;
use std::sync::Arc;

use domain::ids::{EmployeeId, JobProfileId, LocationId, OrgUnitId, SkillId};
use domain::terms::{EmployeeStatus, OpportunityKind, WorkMode};
use uuid::Uuid;

use super::{People, Place};
use crate::catalogue::CompiledCatalogue;
use crate::input::{PreferenceMode, PreferenceModes};
use crate::intern::NONE;
use crate::person::{CompiledPreferences, Owned, PersonRecord, PersonView, Places, Private};
use crate::units::{Divisor, handle, index};
use crate::weights::Weights;

const MAGIC: [u8; 8] = *b"TRVPEOPL";

/// Raised with every change of the format; other versions are refused, never guessed at.
const VERSION: u32 = 1;

/// Why a snapshot was not read. Whoever gets one reads the database instead.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("the snapshot could not be read: {0}")]
    Io(#[from] io::Error),
    #[error("this is no snapshot of people")]
    Stranger,
    #[error("the snapshot is of version {found}, not {VERSION}")]
    OtherVersion { found: u32 },
    #[error("the snapshot is broken")]
    Broken,
}

/// Writes and counts into the checksum.
struct Out<'a> {
    to: &'a mut dyn Write,
    sum: crc32fast::Hasher,
}

impl Out<'_> {
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.to.write_all(bytes)
    }

    fn byte(&mut self, value: u8) -> io::Result<()> {
        self.bytes(&[value])
    }

    fn short(&mut self, value: u16) -> io::Result<()> {
        self.bytes(&value.to_le_bytes())
    }

    fn word(&mut self, value: u32) -> io::Result<()> {
        self.bytes(&value.to_le_bytes())
    }

    fn long(&mut self, value: u64) -> io::Result<()> {
        self.bytes(&value.to_le_bytes())
    }

    fn words(&mut self, values: &[u32]) -> io::Result<()> {
        self.word(handle(values.len()))?;
        values.iter().try_for_each(|value| self.word(*value))
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        self.word(handle(text.len()))?;
        self.bytes(text.as_bytes())
    }

    fn ids(&mut self, ids: impl ExactSizeIterator<Item = Uuid>) -> io::Result<()> {
        self.word(handle(ids.len()))?;
        ids.into_iter().try_for_each(|id| self.bytes(id.as_bytes()))
    }

    fn terms<T: Copy>(&mut self, terms: &[T], name: fn(T) -> &'static str) -> io::Result<()> {
        self.word(handle(terms.len()))?;
        terms.iter().try_for_each(|term| self.text(name(*term)))
    }

    fn person(&mut self, person: &PersonView<'_>, private: Option<&Private>) -> io::Result<()> {
        self.bytes(person.id.as_uuid().as_bytes())?;
        self.word(person.unit)?;
        self.word(person.location)?;
        self.word(person.profile)?;
        let status = EmployeeStatus::ALL.iter().position(|s| *s == person.status);
        self.word(handle(status.unwrap_or(usize::MAX)))?;
        self.byte(u8::from(person.open_to_moves))?;
        self.word(handle(person.skills.len()))?;
        for owned in person.skills {
            let [s0, s1, s2, s3] = owned.skill.to_le_bytes();
            let [l0, l1] = owned.told_milli().to_le_bytes();
            let [e0, e1] = owned.evidence().to_le_bytes();
            self.bytes(&[s0, s1, s2, s3, l0, l1, e0, e1])?;
        }
        self.byte(u8::from(private.is_some()))?;
        private.map_or(Ok(()), |private| self.private(private))
    }

    fn private(&mut self, private: &Private) -> io::Result<()> {
        self.word(handle(private.interests.len()))?;
        for (skill, wanted) in &private.interests {
            self.word(*skill)?;
            self.byte(u8::from(*wanted))?;
        }
        self.words(&private.targets)?;
        self.byte(u8::from(private.preferences.is_some()))?;
        let Some(told) = &private.preferences else {
            return Ok(());
        };
        self.terms(&told.kinds, OpportunityKind::as_str)?;
        self.words(&told.locations)?;
        self.terms(&told.work_modes, WorkMode::as_str)?;
        for hours in [told.hours_min, told.hours_max] {
            self.byte(u8::from(hours.is_some()))?;
            self.short(hours.unwrap_or(0))?;
        }
        self.word(handle(told.languages.len()))?;
        (told.languages.iter()).try_for_each(|language| self.text(language))?;
        let m = &told.modes;
        for mode in [m.kind, m.location, m.work_mode, m.hours, m.language] {
            self.byte(u8::from(mode == PreferenceMode::Filter))?;
        }
        Ok(())
    }
}

/// Reads and counts into the checksum.
struct In<'a> {
    from: &'a mut dyn Read,
    sum: crc32fast::Hasher,
}

impl In<'_> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], SnapshotError> {
        let mut bytes = [0; N];
        self.from.read_exact(&mut bytes)?;
        self.sum.update(&bytes);
        Ok(bytes)
    }

    fn flag(&mut self) -> Result<bool, SnapshotError> {
        match self.array()? {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(SnapshotError::Broken),
        }
    }

    fn short(&mut self) -> Result<u16, SnapshotError> {
        self.array().map(u16::from_le_bytes)
    }

    fn word(&mut self) -> Result<u32, SnapshotError> {
        self.array().map(u32::from_le_bytes)
    }

    fn long(&mut self) -> Result<u64, SnapshotError> {
        self.array().map(u64::from_le_bytes)
    }

    fn id(&mut self) -> Result<Uuid, SnapshotError> {
        self.array().map(Uuid::from_bytes)
    }

    /// A number, then so many items. It may be wrong: no space is set aside for it.
    fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, SnapshotError>,
    ) -> Result<Vec<T>, SnapshotError> {
        let count = self.word()?;
        (0..count).map(|_| item(self)).collect()
    }

    fn text(&mut self) -> Result<String, SnapshotError> {
        let bytes = self.list(|from| from.array::<1>().map(|[byte]| byte))?;
        String::from_utf8(bytes).map_err(|_| SnapshotError::Broken)
    }

    fn term<T: FromStr>(&mut self) -> Result<T, SnapshotError> {
        self.text()?.parse().map_err(|_| SnapshotError::Broken)
    }

    /// The engine's handle of what the snapshot has by a number.
    fn known(&mut self, table: &[u32]) -> Result<u32, SnapshotError> {
        let told = table.get(index(self.word()?)).copied();
        told.ok_or(SnapshotError::Broken)
    }

    fn known_or_none(&mut self, table: &[u32]) -> Result<u32, SnapshotError> {
        match self.word()? {
            NONE => Ok(NONE),
            number => table
                .get(index(number))
                .copied()
                .ok_or(SnapshotError::Broken),
        }
    }

    fn person(&mut self, tables: &Tables) -> Result<PersonRecord, SnapshotError> {
        let id = EmployeeId::from_uuid(self.id()?);
        let unit = self.known_or_none(&tables.units)?;
        let location = self.known_or_none(&tables.locations)?;
        let profile = self.known_or_none(&tables.profiles)?;
        let status = tables.statuses.get(index(self.word()?)).copied();
        let open_to_moves = self.flag()?;
        let skills = self.list(|from| {
            let [s0, s1, s2, s3, l0, l1, e0, e1] = from.array()?;
            let skill = tables
                .skills
                .get(index(u32::from_le_bytes([s0, s1, s2, s3])));
            let (level, evidence) = (u16::from_le_bytes([l0, l1]), u16::from_le_bytes([e0, e1]));
            Ok(Owned::new(
                *skill.ok_or(SnapshotError::Broken)?,
                level,
                evidence,
            ))
        })?;
        let private = self.flag()?.then(|| self.private(tables)).transpose()?;
        Ok(PersonRecord {
            id,
            unit,
            location,
            profile,
            status: status.ok_or(SnapshotError::Broken)?,
            open_to_moves,
            skills: skills.into(),
            strength: Divisor::default(),
            strongest: 0,
            private: private.map(Arc::new),
        })
    }

    fn private(&mut self, tables: &Tables) -> Result<Private, SnapshotError> {
        let interests = self.list(|from| Ok((from.known(&tables.skills)?, from.flag()?)))?;
        let targets = self.list(|from| from.known(&tables.profiles))?;
        let preferences = self.flag()?.then(|| self.preferences(tables)).transpose()?;
        Ok(Private {
            interests: interests.into(),
            targets: targets.into(),
            preferences,
        })
    }

    fn preferences(&mut self, tables: &Tables) -> Result<CompiledPreferences, SnapshotError> {
        let hours = |from: &mut Self| {
            let is_told = from.flag()?;
            let hours = from.short()?;
            Ok::<_, SnapshotError>(is_told.then_some(hours))
        };
        let mode = |from: &mut Self| {
            Ok::<_, SnapshotError>(if from.flag()? {
                PreferenceMode::Filter
            } else {
                PreferenceMode::Penalty
            })
        };
        Ok(CompiledPreferences {
            kinds: self.list(Self::term)?,
            locations: self.list(|from| from.known(&tables.locations))?,
            work_modes: self.list(Self::term)?,
            hours_min: hours(self)?,
            hours_max: hours(self)?,
            languages: self.list(Self::text)?,
            modes: PreferenceModes {
                kind: mode(self)?,
                location: mode(self)?,
                work_mode: mode(self)?,
                hours: mode(self)?,
                language: mode(self)?,
            },
        })
    }
}

/// The engine's handles by the snapshot's numbers.
struct Tables {
    units: Vec<u32>,
    locations: Vec<u32>,
    skills: Vec<u32>,
    profiles: Vec<u32>,
    statuses: Vec<EmployeeStatus>,
}

impl People {
    pub(crate) fn write(
        &self,
        data_version: u64,
        catalogue: &CompiledCatalogue,
        places: &Places,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        let sum = crc32fast::Hasher::new();
        let mut out = Out { to, sum };
        out.bytes(&MAGIC)?;
        out.word(VERSION)?;
        out.long(data_version)?;
        out.ids(places.units.ids().iter().map(|id| *id.as_uuid()))?;
        out.ids(places.locations.ids().iter().map(|id| *id.as_uuid()))?;
        out.ids(catalogue.skills.ids().iter().map(|id| *id.as_uuid()))?;
        out.ids(catalogue.profiles.ids().iter().map(|id| *id.as_uuid()))?;
        out.terms(EmployeeStatus::ALL, EmployeeStatus::as_str)?;
        for (place, person) in self.iter() {
            out.byte(1)?;
            out.person(&person, self.private(place).as_deref())?;
        }
        out.byte(0)?;
        let sum = out.sum.finalize();
        out.to.write_all(&sum.to_le_bytes())
    }

    fn private(&self, place: Place) -> Option<Arc<Private>> {
        match place.segment() {
            Some((segment, place)) => self.segments.get(segment)?.segment.private(place),
            None => self.record(place)?.private.clone(),
        }
    }

    /// The people of a snapshot, and the data version they are of. Ids that are new are interned.
    pub(crate) fn read(
        from: &mut dyn Read,
        capacity: usize,
        weights: &Weights,
        catalogue: &mut CompiledCatalogue,
        places: &mut Places,
    ) -> Result<(Self, u64), SnapshotError> {
        let sum = crc32fast::Hasher::new();
        let mut from = In { from, sum };
        if from.array()? != MAGIC {
            return Err(SnapshotError::Stranger);
        }
        let found = from.word()?;
        if found != VERSION {
            return Err(SnapshotError::OtherVersion { found });
        }
        let data_version = from.long()?;
        let units = from.list(In::id)?.into_iter();
        let locations = from.list(In::id)?.into_iter();
        let skills = from.list(In::id)?.into_iter();
        let profiles = from.list(In::id)?.into_iter();
        let tables = Tables {
            units: units
                .map(|id| places.units.intern(OrgUnitId::from_uuid(id)))
                .collect(),
            locations: locations
                .map(|id| places.locations.intern(LocationId::from_uuid(id)))
                .collect(),
            skills: skills
                .map(|id| catalogue.skills.intern(SkillId::from_uuid(id)))
                .collect(),
            profiles: profiles
                .map(|id| catalogue.profiles.intern(JobProfileId::from_uuid(id)))
                .collect(),
            statuses: from.list(In::term)?,
        };
        let mut people = Self::default();
        let mut together = Vec::new();
        while from.flag()? {
            together.push(from.person(&tables)?);
            if together.len() >= capacity {
                people.add(std::mem::take(&mut together), catalogue, weights);
            }
        }
        people.add(together, catalogue, weights);
        let sum = from.sum.clone().finalize();
        if from.array()? != sum.to_le_bytes() {
            return Err(SnapshotError::Broken);
        }
        Ok((people, data_version))
    }
}
