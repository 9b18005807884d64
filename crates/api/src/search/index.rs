//! An index of documents of one kind: a large segment, a small one with what changed since, and
//! the ranking over both.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use super::Document;
use super::segment::{Points, Segment};
use super::words::query_words;
use domain::text::fold;

/// Changed documents from which on everything is built anew.
const REBUILD_AT: usize = 512;
/// A word of the query that so many documents have needs no forgiveness.
const ENOUGH: usize = 8;

/// Points of a label that is the query, and of one that begins with it.
const SAME_LABEL: u32 = 200;
const LABEL_BEGINS: u32 = 30;

/// A document that matches, with its points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub id: Uuid,
    pub points: u32,
}

pub struct Index {
    documents: HashMap<Uuid, Arc<Document>>,
    large: Segment,
    small: Segment,
    /// What changed since the large segment was built: there it no longer counts.
    changed: HashSet<Uuid>,
}

impl Default for Index {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Index {
    #[must_use]
    pub fn new(documents: Vec<Document>) -> Self {
        let documents: HashMap<Uuid, Arc<Document>> = documents
            .into_iter()
            .map(|document| (document.id, Arc::new(document)))
            .collect();
        Self {
            large: Segment::build(documents.values().cloned().collect()),
            small: Segment::build(Vec::new()),
            changed: HashSet::new(),
            documents,
        }
    }

    /// Takes over `documents` in place of what was known of `ids`.
    pub fn update(&mut self, ids: &[Uuid], documents: Vec<Document>) {
        let before: Vec<Option<Arc<Document>>> =
            ids.iter().map(|id| self.documents.remove(id)).collect();
        for document in documents {
            self.documents.insert(document.id, Arc::new(document));
        }
        let mut changed = false;
        for (id, old) in ids.iter().zip(before) {
            // Most changes of a person are of skills and wishes, which are not searched for.
            if self.documents.get(id).map(Arc::as_ref) != old.as_deref() {
                changed |=
                    self.changed.insert(*id) || self.documents.contains_key(id) || old.is_some();
            }
        }
        if !changed {
            return;
        }
        if self.changed.len() >= REBUILD_AT {
            self.large = Segment::build(self.documents.values().cloned().collect());
            self.changed.clear();
        }
        let fresh = self.changed.iter();
        let fresh = fresh.filter_map(|id| self.documents.get(id).cloned());
        self.small = Segment::build(fresh.collect());
    }

    /// All that match, best first; those with equal points by label and id.
    #[must_use]
    pub fn find(&self, query: &str) -> Vec<Hit> {
        self.find_where(query, &|_| true)
    }

    /// All that match and that `counts` accepts. What it does not accept has no influence on the
    /// rest, not even on whether mistakes are forgiven.
    #[must_use]
    pub fn find_where(&self, query: &str, counts: &dyn Fn(Uuid) -> bool) -> Vec<Hit> {
        let label = fold(query);
        let mut hits: Vec<(Hit, &Arc<Document>)> = Vec::new();
        for ((part, number), points) in self.matches(&query_words(query), counts) {
            let Some(document) = self.document(part, number) else {
                continue;
            };
            let hit = Hit {
                id: document.id,
                points: points + bonus(&document.label, &label),
            };
            hits.push((hit, document));
        }
        hits.sort_by(|(a, a_doc), (b, b_doc)| {
            let order = |hit: &Hit| std::cmp::Reverse(hit.points);
            (order(a), &a_doc.label, a.id).cmp(&(order(b), &b_doc.label, b.id))
        });
        hits.into_iter().map(|(hit, _)| hit).collect()
    }

    /// The document with this number in a part, unless the small part has it anew.
    fn document(&self, part: Part, number: u32) -> Option<&Arc<Document>> {
        let number = usize::try_from(number).ok()?;
        match part {
            Part::Large => (self.large.documents.get(number))
                .filter(|document| !self.changed.contains(&document.id)),
            Part::Small => self.small.documents.get(number),
        }
    }

    /// Documents that have every word asked for, with the sum of their points.
    fn matches(&self, asked: &[String], counts: &dyn Fn(Uuid) -> bool) -> Found {
        let mut all: Option<Found> = None;
        for word in asked {
            let mut found = self.of_word(counts, |part, points| part.find(word, points));
            if found.len() < ENOUGH {
                let near = |part: &Segment, points: &mut Points| part.find_misspelled(word, points);
                for (at, points) in self.of_word(counts, near) {
                    let best = found.entry(at).or_default();
                    *best = points.max(*best);
                }
            }
            all = Some(match all {
                None => found,
                Some(before) => before
                    .into_iter()
                    .filter_map(|(at, points)| Some((at, points + found.get(&at)?)))
                    .collect(),
            });
        }
        all.unwrap_or_default()
    }

    fn of_word(
        &self,
        counts: &dyn Fn(Uuid) -> bool,
        find: impl Fn(&Segment, &mut Points),
    ) -> Found {
        let mut found = Found::new();
        for (part, segment) in [(Part::Large, &self.large), (Part::Small, &self.small)] {
            let mut points = Points::new();
            find(segment, &mut points);
            let counted = points.into_iter().filter(|(number, _)| {
                let document = self.document(part, *number);
                document.is_some_and(|document| counts(document.id))
            });
            found.extend(counted.map(|(number, points)| ((part, number), points)));
        }
        found
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Large,
    Small,
}

/// Points by the place of a document.
type Found = BTreeMap<(Part, u32), u32>;

fn bonus(label: &str, query: &str) -> u32 {
    if label == query {
        SAME_LABEL
    } else if label.starts_with(query) {
        LABEL_BEGINS
    } else {
        0
    }
}
