//! Passwords: what is accepted as one (SEC-02), and how it is hashed (SEC-01). Hashing is slow on
//! purpose and takes 19 MiB, so it happens on the blocking pool and only a few at a time; whoever
//! waits too long is told to come back.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::error::{ApiError, ApiResult, Code, FieldError};

pub const MIN_CHARS: usize = 12;
pub const MAX_CHARS: usize = 256;
/// How much of a password must be left when all that anybody would guess is taken out of it.
const MIN_REMAINDER: usize = 4;
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// Words of the product that people would put into their password for it.
const CONTEXT: [&str; 4] = ["traverse", "talent", "mobility", "career"];

/// Hashes and verifies, a few at a time.
#[derive(Clone)]
pub struct Hasher {
    turns: Arc<Semaphore>,
    /// Verified when there is no account, so that this takes as long as when there is (SEC-03).
    dummy: Arc<OnceLock<String>>,
    work: Arc<Work>,
}

/// How often something slow was done: what the time of an answer is made of.
#[derive(Debug, Default)]
struct Work {
    hashed: AtomicU64,
    verified: AtomicU64,
}

impl Default for Hasher {
    fn default() -> Self {
        // Half of the cores may hash; the others keep answering.
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            turns: Arc::new(Semaphore::new((cores / 2).max(1))),
            dummy: Arc::new(OnceLock::new()),
            work: Arc::default(),
        }
    }
}

/// OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn hash_now(password: &str) -> ApiResult<String> {
    argon2()
        .hash_password(password.as_bytes())
        .map(|hash: PasswordHash| hash.to_string())
        .map_err(|error| ApiError::internal(error.to_string()))
}

/// Whether the stored hash was made with less than today's parameters.
fn is_weak(hash: &PasswordHash) -> bool {
    let cost = |name: &str| hash.params.get_decimal(name).unwrap_or(0);
    hash.algorithm.as_str() != "argon2id"
        || cost("m") < Params::DEFAULT_M_COST
        || cost("t") < Params::DEFAULT_T_COST
}

/// What verifying found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, and the hash should be made anew.
    RightButWeak,
}

impl Hasher {
    async fn turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> ApiResult<T> + Send + 'static,
    ) -> ApiResult<T> {
        let turn = tokio::time::timeout(LONGEST_WAIT, self.turns.clone().acquire_owned())
            .await
            .map_err(|_| ApiError::new(Code::Unavailable).retry_after(5))?
            .map_err(ApiError::internal)?;
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        })
        .await
        .map_err(ApiError::internal)?
    }

    /// A PHC string to store.
    pub async fn hash(&self, password: String) -> ApiResult<String> {
        self.work.hashed.fetch_add(1, Ordering::Relaxed);
        self.turn(move || hash_now(&password)).await
    }

    /// Compares with the stored hash; without one, takes as long and finds it wrong.
    pub async fn verify(&self, password: String, stored: Option<String>) -> ApiResult<Verdict> {
        let (dummy, work) = (self.dummy.clone(), self.work.clone());
        self.turn(move || {
            let known = stored.is_some();
            let stored = match stored {
                Some(stored) => stored,
                None => dummy_hash(&dummy)?,
            };
            let hash = PasswordHash::new(&stored)
                .map_err(|error| ApiError::internal(error.to_string()))?;
            work.verified.fetch_add(1, Ordering::Relaxed);
            let right = argon2().verify_password(password.as_bytes(), &hash).is_ok();
            Ok(match (known && right, is_weak(&hash)) {
                (false, _) => Verdict::Wrong,
                (true, false) => Verdict::Right,
                (true, true) => Verdict::RightButWeak,
            })
        })
        .await
    }

    /// How many passwords were hashed and how many verified since the start. Tests count these
    /// instead of milliseconds.
    #[must_use]
    pub fn work_done(&self) -> (u64, u64) {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        (count(&self.work.hashed), count(&self.work.verified))
    }

    /// Makes the dummy hash before the first stranger needs it.
    pub fn prepare(&self) -> ApiResult<()> {
        dummy_hash(&self.dummy).map(drop)
    }
}

fn dummy_hash(dummy: &OnceLock<String>) -> ApiResult<String> {
    if let Some(hash) = dummy.get() {
        return Ok(hash.clone());
    }
    let hash = hash_now(&super::token::generate())?;
    Ok(dummy.get_or_init(|| hash).clone())
}

/// Refuses passwords that are short or easily guessed. `personal` are the words that somebody who
/// knows the person would try: name, address.
pub fn check(password: &str, personal: &[&str], pointer: &str) -> Result<(), FieldError> {
    let chars = password.chars().count();
    if chars < MIN_CHARS {
        let error = FieldError::new(
            pointer,
            "too_short",
            format!("at least {MIN_CHARS} characters"),
        );
        return Err(error.param("min", MIN_CHARS));
    }
    if chars > MAX_CHARS {
        let error = FieldError::new(
            pointer,
            "too_long",
            format!("at most {MAX_CHARS} characters"),
        );
        return Err(error.param("max", MAX_CHARS));
    }
    if remainder(password, personal) < MIN_REMAINDER {
        return Err(FieldError::new(
            pointer,
            "password_too_common",
            "made of words, names or sequences that are tried first",
        ));
    }
    Ok(())
}

/// How many letters are left without common words, the person's own, sequences and repeats.
fn remainder(password: &str, personal: &[&str]) -> usize {
    let letters: Vec<char> = password.to_lowercase().chars().collect();
    let plain: Vec<char> = letters.iter().copied().map(unleet).collect();
    let mut words: Vec<String> = include_str!("common_passwords.txt")
        .split_whitespace()
        .chain(CONTEXT)
        .map(str::to_owned)
        .collect();
    for text in personal {
        let parts = text.split(|c: char| !c.is_alphanumeric());
        words.extend(
            parts
                .filter(|part| part.chars().count() > 2)
                .map(str::to_lowercase),
        );
    }
    let mut covered = vec![false; letters.len()];
    for word in &words {
        let word: Vec<char> = word.chars().map(unleet).collect();
        for (at, window) in plain.windows(word.len()).enumerate() {
            if window == word {
                covered
                    .iter_mut()
                    .skip(at)
                    .take(word.len())
                    .for_each(|flag| *flag = true);
            }
        }
    }
    let left = letters
        .iter()
        .zip(&covered)
        .filter(|(_, covered)| !**covered);
    without_runs(left.map(|(letter, _)| *letter))
}

/// Reads the usual substitutions as the letters they stand for.
const fn unleet(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Counts letters that neither repeat nor continue their predecessors. Digits and punctuation,
/// mostly years, counters and a final exclamation mark, count for nothing.
fn without_runs(letters: impl Iterator<Item = char>) -> usize {
    let mut kept: Vec<char> = Vec::new();
    let mut before: Option<char> = None;
    for c in letters.filter(|c| c.is_alphabetic()) {
        let continues = before.is_some_and(|before| u32::from(before).abs_diff(c.into()) <= 1);
        if !continues && !kept.contains(&c) {
            kept.push(c);
        }
        before = Some(c);
    }
    kept.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(password: &str) -> Option<String> {
        let personal = ["Ada Lovelace", "ada.lovelace@analytical.example"];
        let error = check(password, &personal, "/password").err()?;
        Some(error.code.into_owned())
    }

    #[test]
    fn sec_02_guessable_passwords_are_refused() {
        for common in [
            "password1234",
            "P@ssw0rd2024!",
            "qwertyuiop12",
            "123456789012",
            "aaaaaaaaaaaaaaa",
            "abcdefghijklmnop",
            "AdaLovelace1815",
            "Traverse-2026!",
            "motdepasse2026",
            "Welcome-Monday-1",
            "abababababababab",
            "iloveyou-princess",
            "analytical2026",
        ] {
            assert_eq!(
                refused(common).as_deref(),
                Some("password_too_common"),
                "{common}"
            );
        }
    }

    #[test]
    fn sec_02_length_counts_and_composition_does_not() {
        assert_eq!(refused("short-1A!").as_deref(), Some("too_short"));
        assert_eq!(refused(&"xk".repeat(129)).as_deref(), Some("too_long"));
        for good in [
            "correct horse battery staple",
            "nous partons vers le nord",
            "vjxkqmzrwpltb",
            "日本語のパスワードを使います",
        ] {
            assert_eq!(refused(good), None, "{good}");
        }
        let long = "wordless granite ".repeat(8);
        assert_eq!(refused(&long), None);
    }

    #[actix_web::test]
    async fn sec_01_hashes_are_argon2id_and_use_every_byte() {
        let hasher = Hasher::default();
        let long = "x".repeat(72);
        let hash = hasher.hash(format!("{long}a")).await.unwrap();
        let parsed = PasswordHash::new(&hash).unwrap();
        assert_eq!(parsed.algorithm.as_str(), "argon2id");
        let cost = |name: &str| parsed.params.get_decimal(name).unwrap();
        assert!(cost("m") >= 19456 && cost("t") >= 2 && cost("p") == 1);
        let verdict = |password: String, stored: &str| {
            let (hasher, stored) = (hasher.clone(), stored.to_owned());
            async move { hasher.verify(password, Some(stored)).await.unwrap() }
        };
        assert_eq!(verdict(format!("{long}a"), &hash).await, Verdict::Right);
        assert_eq!(verdict(format!("{long}b"), &hash).await, Verdict::Wrong);
        assert_eq!(
            hasher.verify("x".to_owned(), None).await.unwrap(),
            Verdict::Wrong
        );
    }

    #[actix_web::test]
    async fn sec_01_weaker_hashes_are_recognised() {
        let weak = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(8 * 1024, 1, 1, None).unwrap(),
        );
        let hash: PasswordHash = weak.hash_password(b"some old password").unwrap();
        let verdict = Hasher::default()
            .verify("some old password".to_owned(), Some(hash.to_string()))
            .await
            .unwrap();
        assert_eq!(verdict, Verdict::RightButWeak);
    }
}
