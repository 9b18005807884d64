//! From free text to the official skill or role that is meant, by `matching::labels`: always a
//! suggestion to confirm. The names are the directory's. An index of a small vocabulary is made anew
//! when it is asked after a change; that of a large one beside the requests, which are answered from
//! the index before for the second that it takes. Not here: search as one types (`search`), which
//! finds beginnings of words.

mod meaning;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwapOption;
use matching::labels::{LabelIndex, Match};
use matching::meaning::{self as meanings, Embed};
use persistence::changes::{Change, ObjectType};
use persistence::{Conn, DbError};

use crate::directory::{Directory, Entry, Profile, Skill, Sorted};
use crate::follower::{Follower, Touched};

use meaning::Meaning;

/// Labels up to which a question waits for an index: about 30 milliseconds.
const AT_ONCE: usize = 2_000;

/// What may be meant.
pub struct Meant<T> {
    pub thing: Arc<T>,
    /// The label that is closest to the text, in whichever language.
    pub label: String,
    pub how: Match,
    /// Parts per million; 1,000,000 for the label itself, otherwise comparable within one answer.
    pub score_ppm: i64,
}

/// An index of one vocabulary as it was.
struct Index<T: Entry> {
    of: Arc<Sorted<T>>,
    labels: LabelIndex,
    /// Labels in it.
    size: usize,
}

/// All labels of one thing.
type Labels<T> = fn(&T) -> Vec<String>;

/// The index in use.
struct Names<T: Entry> {
    labels: Labels<T>,
    index: ArcSwapOption<Index<T>>,
    /// Held by who makes one.
    making: Mutex<()>,
    /// With a language model.
    meaning: Option<Arc<Meaning<T>>>,
}

pub struct Naming {
    directory: Arc<Directory>,
    skills: Arc<Names<Skill>>,
    profiles: Arc<Names<Profile>>,
}

fn skill_labels(skill: &Skill) -> Vec<String> {
    let names = std::iter::once(skill.name.to_string()).chain(skill.aliases.iter().cloned());
    if skill.is_in_use() {
        names.collect()
    } else {
        Vec::new()
    }
}

fn profile_labels(profile: &Profile) -> Vec<String> {
    vec![profile.title.to_string()]
}

/// The labels of a vocabulary, each with the place of its thing in it.
fn numbered<T: Entry>(things: &Sorted<T>, labels: Labels<T>) -> Vec<(u32, String)> {
    (0..)
        .zip(things.all())
        .flat_map(|(number, thing)| {
            let labels = labels(thing).into_iter();
            labels.map(move |label| (number, label))
        })
        .collect()
}

impl Naming {
    /// By how names are written and, with a language model, by what they mean.
    #[must_use]
    pub fn new(directory: Arc<Directory>, model: Option<&Arc<dyn Embed>>) -> Self {
        Self {
            directory,
            skills: Names::new(skill_labels, model),
            profiles: Names::new(profile_labels, model),
        }
    }

    /// Skills in use that the text may mean, the most likely first. Blocks.
    #[must_use]
    pub fn skills(&self, text: &str, limit: usize) -> Vec<Meant<Skill>> {
        let current = Arc::clone(&self.directory.catalogue().skills);
        let mut found = self.skills.find(&current, text, limit);
        found.retain(|meant| meant.thing.is_in_use());
        found
    }

    /// Job profiles that the text may mean, the most likely first. Blocks.
    #[must_use]
    pub fn profiles(&self, text: &str, limit: usize) -> Vec<Meant<Profile>> {
        let current = Arc::clone(&self.directory.catalogue().profiles);
        self.profiles.find(&current, text, limit)
    }
}

/// The directory comes before it in the list of followers.
impl Follower for Naming {
    fn name(&self) -> &'static str {
        "naming"
    }

    fn load(&self, _: &mut Conn) -> Result<(), DbError> {
        let names = self.directory.catalogue();
        self.skills.make(&names.skills, &self.skills.alone());
        self.profiles.make(&names.profiles, &self.profiles.alone());
        self.skills.mean_beside(&names.skills);
        self.profiles.mean_beside(&names.profiles);
        Ok(())
    }

    fn apply(&self, _: &mut Conn, changes: &[Change]) -> Result<(), DbError> {
        let names = self.directory.catalogue();
        if Touched::by(changes, ObjectType::Skill) != Touched::None {
            self.skills.make_beside(&names.skills);
            self.skills.mean_beside(&names.skills);
        }
        if Touched::by(changes, ObjectType::JobProfile) != Touched::None {
            self.profiles.make_beside(&names.profiles);
            self.profiles.mean_beside(&names.profiles);
        }
        Ok(())
    }
}

impl<T: Entry + Send + Sync + 'static> Names<T> {
    fn new(labels: Labels<T>, model: Option<&Arc<dyn Embed>>) -> Arc<Self> {
        Arc::new(Self {
            labels,
            index: ArcSwapOption::empty(),
            making: Mutex::new(()),
            meaning: model.map(|model| Meaning::new(Arc::clone(model), labels)),
        })
    }

    /// Things that are still there; their labels may be a moment old.
    fn find(self: &Arc<Self>, current: &Arc<Sorted<T>>, text: &str, limit: usize) -> Vec<Meant<T>> {
        let index = self.answering(current);
        let things = index.of.all();
        let vectors = (self.meaning.as_ref()).and_then(|meaning| meaning.of(&index.of));
        let found = match &vectors {
            None => index.labels.find(text, limit),
            Some(vectors) => {
                let written = index.labels.find(text, limit.max(meanings::DEPTH));
                meanings::merge(written, &vectors.near(text), limit)
            }
        };
        found
            .into_iter()
            .filter_map(|named| {
                let thing = things.get(usize::try_from(named.entry).ok()?)?;
                Some(Meant {
                    thing: Arc::clone(current.find(thing.id())?),
                    label: named.label.to_owned(),
                    how: named.how,
                    score_ppm: named.score_ppm,
                })
            })
            .collect()
    }

    /// The present index, or, of a large vocabulary, the one before, while it is being made.
    fn answering(self: &Arc<Self>, current: &Arc<Sorted<T>>) -> Arc<Index<T>> {
        match self.index.load_full() {
            Some(index) if Arc::ptr_eq(&index.of, current) => index,
            Some(index) if index.size > AT_ONCE => {
                self.make_beside(current);
                index
            }
            // Whoever comes while it is being made waits for it.
            Some(_) | None => self.make(current, &self.alone()),
        }
    }

    /// A panic leaves the older index, which is told to be old by the vocabulary it is of.
    fn alone(&self) -> MutexGuard<'_, ()> {
        self.making.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn make(&self, current: &Arc<Sorted<T>>, _alone: &MutexGuard<'_, ()>) -> Arc<Index<T>> {
        if let Some(index) = self.index.load_full()
            && Arc::ptr_eq(&index.of, current)
        {
            return index;
        }
        let all = numbered(current, self.labels);
        let index = Arc::new(Index {
            of: Arc::clone(current),
            size: all.len(),
            labels: LabelIndex::new(all.iter().map(|(number, label)| (*number, label.as_str()))),
        });
        self.index.store(Some(Arc::clone(&index)));
        index
    }

    fn mean_beside(&self, current: &Arc<Sorted<T>>) {
        if let Some(meaning) = &self.meaning {
            meaning.make_beside(current);
        }
    }

    /// Makes it on another thread, unless that is under way: whoever asks next looks again. A small
    /// one is left to whoever asks.
    fn make_beside(self: &Arc<Self>, current: &Arc<Sorted<T>>) {
        let size = self.index.load().as_ref().map_or(0, |index| index.size);
        if size <= AT_ONCE {
            return;
        }
        let (this, current) = (Arc::clone(self), Arc::clone(current));
        std::thread::spawn(move || {
            if let Ok(alone) = this.making.try_lock() {
                this.make(&current, &alone);
            }
        });
    }
}
