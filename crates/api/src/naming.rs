//! From free text to the official skill or role that is meant, by `matching::labels`: always a
//! suggestion to confirm. The names are the directory's, so they are as current as it is; an index
//! is made anew when it is asked after the vocabulary has changed. Not here: search as one types
//! (`search`), which finds beginnings of words.

use std::sync::{Arc, Mutex, PoisonError};

use matching::labels::{LabelIndex, Match};

use crate::directory::{Directory, Entry, Profile, Skill, Sorted};

/// What may be meant.
pub struct Meant<T> {
    pub thing: Arc<T>,
    /// The label that is closest to the text, in whichever language.
    pub label: String,
    pub how: Match,
    /// Parts per million; 1,000,000 for the label itself.
    pub score_ppm: i64,
}

/// An index of one vocabulary as it was.
struct Index<T: Entry> {
    of: Arc<Sorted<T>>,
    labels: LabelIndex,
}

/// The index in use, made on demand. Whoever comes while it is being made waits for it.
struct Names<T: Entry> {
    index: Mutex<Option<Arc<Index<T>>>>,
}

pub struct Naming {
    directory: Arc<Directory>,
    skills: Names<Skill>,
    profiles: Names<Profile>,
}

impl Naming {
    #[must_use]
    pub fn new(directory: Arc<Directory>) -> Self {
        Self {
            directory,
            skills: Names::default(),
            profiles: Names::default(),
        }
    }

    /// Skills in use that the text may mean, the most likely first. Blocks while an index is made.
    #[must_use]
    pub fn skills(&self, text: &str, limit: usize) -> Vec<Meant<Skill>> {
        let current = Arc::clone(&self.directory.catalogue().skills);
        let labels = |skill: &Skill| -> Vec<String> {
            let names =
                std::iter::once(skill.name.to_string()).chain(skill.aliases.iter().cloned());
            if skill.is_in_use() {
                names.collect()
            } else {
                Vec::new()
            }
        };
        self.skills.find(&current, labels, text, limit)
    }

    /// Job profiles that the text may mean, the most likely first. Blocks while an index is made.
    #[must_use]
    pub fn profiles(&self, text: &str, limit: usize) -> Vec<Meant<Profile>> {
        let current = Arc::clone(&self.directory.catalogue().profiles);
        let labels = |profile: &Profile| vec![profile.title.to_string()];
        self.profiles.find(&current, labels, text, limit)
    }
}

impl<T: Entry> Default for Names<T> {
    fn default() -> Self {
        Self {
            index: Mutex::new(None),
        }
    }
}

impl<T: Entry> Names<T> {
    fn find(
        &self,
        current: &Arc<Sorted<T>>,
        labels: impl Fn(&T) -> Vec<String>,
        text: &str,
        limit: usize,
    ) -> Vec<Meant<T>> {
        let index = self.current(current, labels);
        let things = index.of.all();
        let found = index.labels.find(text, limit).into_iter();
        found
            .filter_map(|named| {
                Some(Meant {
                    thing: Arc::clone(things.get(usize::try_from(named.entry).ok()?)?),
                    label: named.label.to_owned(),
                    how: named.how,
                    score_ppm: named.score_ppm,
                })
            })
            .collect()
    }

    fn current(
        &self,
        current: &Arc<Sorted<T>>,
        labels: impl Fn(&T) -> Vec<String>,
    ) -> Arc<Index<T>> {
        // A panic leaves the older index, which is told to be old by the vocabulary it is of.
        let mut kept = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = kept
            .as_ref()
            .filter(|index| Arc::ptr_eq(&index.of, current))
        {
            return Arc::clone(index);
        }
        let all: Vec<(u32, String)> = (0..)
            .zip(current.all())
            .flat_map(|(number, thing)| labels(thing).into_iter().map(move |label| (number, label)))
            .collect();
        let index = Arc::new(Index {
            of: Arc::clone(current),
            labels: LabelIndex::new(all.iter().map(|(number, label)| (*number, label.as_str()))),
        });
        *kept = Some(Arc::clone(&index));
        index
    }
}
