//! Names by what they mean, where the operator has given a language model: the vectors of one
//! vocabulary's labels, made beside the requests. Until they are there, and while they are made anew
//! after a change, names are found by how they are written alone. Not here: the model
//! (`semantics`), and how the two lists become one (`matching::meaning`).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use arc_swap::ArcSwapOption;
use matching::meaning::{Embed, MeaningIndex, Near};

use crate::directory::{Entry, Sorted};

use super::Labels;

/// The vectors of a vocabulary as it was.
pub(super) struct Vectors<T: Entry> {
    of: Arc<Sorted<T>>,
    index: MeaningIndex,
    model: Arc<dyn Embed>,
}

pub(super) struct Meaning<T: Entry> {
    model: Arc<dyn Embed>,
    labels: Labels<T>,
    vectors: ArcSwapOption<Vectors<T>>,
    /// Stays set after a panic of the model: names are then found as without one.
    making: AtomicBool,
}

impl<T: Entry> Vectors<T> {
    /// The entries, by their number, that are close to the text. Blocks.
    pub(super) fn near(&self, text: &str) -> Vec<Near<'_>> {
        if self.index.is_empty() {
            return Vec::new();
        }
        let near = self.index.find(text, self.model.as_ref());
        near.unwrap_or_else(|error| {
            tracing::warn!(%error, "the language model failed on a text");
            Vec::new()
        })
    }
}

impl<T: Entry + Send + Sync + 'static> Meaning<T> {
    pub(super) fn new(model: Arc<dyn Embed>, labels: Labels<T>) -> Arc<Self> {
        Arc::new(Self {
            model,
            labels,
            vectors: ArcSwapOption::empty(),
            making: AtomicBool::new(false),
        })
    }

    /// Those of this very vocabulary, if they are there; if not, they will be.
    pub(super) fn of(self: &Arc<Self>, current: &Arc<Sorted<T>>) -> Option<Arc<Vectors<T>>> {
        let vectors = self.vectors.load_full();
        if let Some(vectors) = vectors
            && Arc::ptr_eq(&vectors.of, current)
        {
            return Some(vectors);
        }
        self.make_beside(current);
        None
    }

    /// Makes them on another thread, unless that is under way: whoever asks next looks again.
    pub(super) fn make_beside(self: &Arc<Self>, current: &Arc<Sorted<T>>) {
        if self.making.swap(true, Ordering::AcqRel) {
            return;
        }
        let (this, current) = (Arc::clone(self), Arc::clone(current));
        std::thread::spawn(move || {
            this.make(current);
            this.making.store(false, Ordering::Release);
        });
    }

    fn make(&self, current: Arc<Sorted<T>>) {
        let all = super::numbered(&current, self.labels);
        let before = self.vectors.load();
        let none = MeaningIndex::default();
        let before = before.as_ref().map_or(&none, |vectors| &vectors.index);
        let start = Instant::now();
        let labels = all.iter().map(|(number, label)| (*number, label.as_str()));
        let index = MeaningIndex::new(labels, self.model.as_ref(), before);
        let index = index.unwrap_or_else(|error| {
            tracing::error!(%error, "the language model failed on the vocabulary; it is not used");
            MeaningIndex::default()
        });
        let seconds = start.elapsed().as_secs_f64();
        tracing::info!(labels = index.len(), seconds, "meanings of labels");
        self.vectors.store(Some(Arc::new(Vectors {
            of: current,
            index,
            model: Arc::clone(&self.model),
        })));
    }
}
