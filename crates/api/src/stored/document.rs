//! The engine's inputs as documents: canonical JSON (fields in the order of declaration, no white
//! space), its SHA-256, deflated. A catalogue is cut into parts at ids, so that a skill more is one
//! new part and not a new catalogue.

use std::io::{Read, Write};
use std::sync::Arc;

use domain::ids::EmployeeId;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use matching::Catalogue;
use persistence::matches::MatchInput;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use persistence::audit::hex;

/// No document is larger; whoever put a larger one there wants to fill the memory.
const LARGEST: u64 = 64 * 1024 * 1024;
/// A part ends at one of so many ids.
const PART: u128 = 128;

/// # Errors
/// When a value cannot be written as JSON.
pub fn bytes<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(value)
}

/// # Errors
/// Never in practice: it is written to memory.
pub fn compressed(bytes: &[u8]) -> Result<Vec<u8>, serde_json::Error> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let done = encoder.write_all(bytes).and_then(|()| encoder.finish());
    done.map_err(serde_json::Error::io)
}

/// The bytes again, if they are those of the digest.
#[must_use]
pub fn intact(compressed: &[u8], digest: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut decoder = DeflateDecoder::new(compressed).take(LARGEST);
    decoder.read_to_end(&mut bytes).ok()?;
    (Sha256::digest(&bytes).as_slice() == digest).then_some(bytes)
}

/// # Errors
/// When the value cannot be written.
pub fn document<T: Serialize + ?Sized>(
    kind: &'static str,
    employee_id: Option<EmployeeId>,
    value: &T,
) -> Result<MatchInput, serde_json::Error> {
    let bytes = bytes(value)?;
    Ok(MatchInput {
        digest: Sha256::digest(&bytes).to_vec(),
        kind,
        employee_id,
        document: compressed(&bytes)?,
        parts: Arc::default(),
    })
}

/// Digests of the parts, in hexadecimal.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    skills: Vec<String>,
    relations: Vec<String>,
    job_profiles: Vec<String>,
    career_steps: Vec<String>,
    observed_moves: Vec<String>,
}

/// The catalogue as a document; parts that `before` has are taken over.
///
/// # Errors
/// When it cannot be written.
pub fn catalogue(
    catalogue: &Catalogue,
    before: Option<&MatchInput>,
) -> Result<MatchInput, serde_json::Error> {
    let mut parts = Parts {
        before,
        all: Vec::new(),
    };
    let manifest = Manifest {
        skills: parts.of(&catalogue.skills, |one| one.id.as_uuid().as_u128())?,
        relations: parts.of(&catalogue.relations, |one| {
            one.from.as_uuid().as_u128() ^ one.to.as_uuid().as_u128()
        })?,
        job_profiles: parts.of(&catalogue.job_profiles, |one| one.id.as_uuid().as_u128())?,
        career_steps: parts.of(&catalogue.career_steps, |(from, to)| {
            from.as_uuid().as_u128() ^ to.as_uuid().as_u128()
        })?,
        observed_moves: parts.of(&catalogue.observed_moves, |one| {
            one.from.as_uuid().as_u128() ^ one.to.as_uuid().as_u128()
        })?,
    };
    Ok(MatchInput {
        parts: parts.all.into(),
        ..document("catalogue", None, &manifest)?
    })
}

struct Parts<'a> {
    before: Option<&'a MatchInput>,
    all: Vec<Arc<MatchInput>>,
}

impl Parts<'_> {
    fn of<T: Serialize>(
        &mut self,
        list: &[T],
        key: impl Fn(&T) -> u128,
    ) -> Result<Vec<String>, serde_json::Error> {
        let cut = list.split_inclusive(|one| key(one).is_multiple_of(PART));
        cut.map(|some| self.add(some)).collect()
    }

    fn add<T: Serialize>(&mut self, some: &[T]) -> Result<String, serde_json::Error> {
        let bytes = bytes(some)?;
        let digest = Sha256::digest(&bytes).to_vec();
        let known = self.before.into_iter().flat_map(|one| one.parts.iter());
        let known = known.into_iter().find(|one| one.digest == digest).cloned();
        let name = hex(&digest);
        let part = match known {
            Some(part) => part,
            None => Arc::new(MatchInput {
                digest,
                kind: "catalogue_part",
                employee_id: None,
                document: compressed(&bytes)?,
                parts: Arc::default(),
            }),
        };
        if self.all.iter().all(|one| one.digest != part.digest) {
            self.all.push(part);
        }
        Ok(name)
    }
}

/// The digests that a catalogue's document refers to; `None` when it is none.
#[must_use]
pub fn parts_of(document: &[u8]) -> Option<Vec<Vec<u8>>> {
    let manifest: Manifest = serde_json::from_slice(document).ok()?;
    let Manifest {
        skills,
        relations,
        job_profiles,
        career_steps,
        observed_moves,
    } = manifest;
    let all = [
        skills,
        relations,
        job_profiles,
        career_steps,
        observed_moves,
    ];
    all.iter().flatten().map(|name| unhex(name)).collect()
}

/// The catalogue again; `None` when a part is missing or is not what it was.
#[must_use]
pub fn read_catalogue(
    document: &[u8],
    part: &dyn Fn(&[u8]) -> Option<Vec<u8>>,
) -> Option<Catalogue> {
    let manifest: Manifest = serde_json::from_slice(document).ok()?;
    Some(Catalogue {
        skills: joined(&manifest.skills, part)?,
        relations: joined(&manifest.relations, part)?,
        job_profiles: joined(&manifest.job_profiles, part)?,
        career_steps: joined(&manifest.career_steps, part)?,
        observed_moves: joined(&manifest.observed_moves, part)?,
    })
}

fn joined<T: DeserializeOwned>(
    names: &[String],
    part: &dyn Fn(&[u8]) -> Option<Vec<u8>>,
) -> Option<Vec<T>> {
    let mut all = Vec::new();
    for name in names {
        let some: Vec<T> = serde_json::from_slice(&part(&unhex(name)?)?).ok()?;
        all.extend(some);
    }
    Some(all)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = |at: usize| text.get(at..at + 2);
    let byte = |at| u8::from_str_radix(digits(at)?, 16).ok();
    (0..text.len()).step_by(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use domain::ids::SkillId;
    use domain::terms::SkillKind;
    use matching::CatalogueSkill;
    use uuid::Uuid;

    use super::*;

    fn skills(count: u128) -> Catalogue {
        // Spread like random ids, always the same.
        let id = |n: u128| Uuid::from_u128((n << 64) | n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Catalogue {
            skills: (1..=count)
                .map(|n| CatalogueSkill {
                    id: SkillId::from_uuid(id(n)),
                    kind: SkillKind::Tool,
                })
                .collect(),
            ..Catalogue::default()
        }
    }

    #[test]
    fn a_skill_more_is_one_new_part_and_the_catalogue_reads_back() {
        let one = catalogue(&skills(5_000), None).unwrap();
        let two = catalogue(&skills(5_001), Some(&one)).unwrap();
        assert!(one.parts.len() > 10, "{}", one.parts.len());
        let new = two.parts.iter().filter(|part| !one.parts.contains(part));
        assert_eq!(new.count(), 1);
        let manifest = intact(&two.document, &two.digest).unwrap();
        assert_eq!(parts_of(&manifest).unwrap().len(), two.parts.len());
        let part = |digest: &[u8]| {
            let part = two.parts.iter().find(|one| one.digest == digest)?;
            intact(&part.document, digest)
        };
        assert_eq!(read_catalogue(&manifest, &part), Some(skills(5_001)));
        assert_eq!(read_catalogue(&manifest, &|_| None), None);
    }

    #[test]
    fn what_was_changed_is_not_intact() {
        let kept = document("weights", None, "some words").unwrap();
        assert!(intact(&kept.document, &kept.digest).is_some());
        let other = compressed(b"\"other words\"").unwrap();
        assert_eq!(intact(&other, &kept.digest), None);
        assert_eq!(intact(b"no deflate", &kept.digest), None);
    }
}
