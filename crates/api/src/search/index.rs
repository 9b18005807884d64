//! An index of documents of one kind: a large segment, a small one with what changed since, and
//! the ranking over both.

use std::collections::{HashMap, HashSet};
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
        let asked = query_words(query);
        if asked.is_empty() {
            return Vec::new();
        }
        let label = fold(query);
        let mut hits: Vec<(Hit, &Arc<Document>)> = Vec::new();
        for (segment, superseded) in [(&self.large, true), (&self.small, false)] {
            let found = matches(segment, &asked);
            for (number, points) in found {
                let document = usize::try_from(number)
                    .ok()
                    .and_then(|number| segment.documents.get(number));
                let Some(document) = document else { continue };
                if superseded && self.changed.contains(&document.id) {
                    continue;
                }
                let hit = Hit {
                    id: document.id,
                    points: points + bonus(&document.label, &label),
                };
                hits.push((hit, document));
            }
        }
        hits.sort_by(|(a, a_doc), (b, b_doc)| {
            let order = |hit: &Hit| std::cmp::Reverse(hit.points);
            (order(a), &a_doc.label, a.id).cmp(&(order(b), &b_doc.label, b.id))
        });
        hits.into_iter().map(|(hit, _)| hit).collect()
    }
}

/// Documents that have every word asked for, with the sum of their points.
fn matches(segment: &Segment, asked: &[String]) -> Points {
    let mut all: Option<Points> = None;
    for word in asked {
        let mut found = Points::new();
        segment.find(word, &mut found);
        if found.len() < ENOUGH {
            segment.find_misspelled(word, &mut found);
        }
        all = Some(match all {
            None => found,
            Some(before) => before
                .into_iter()
                .filter_map(|(number, points)| Some((number, points + found.get(&number)?)))
                .collect(),
        });
    }
    all.unwrap_or_default()
}

fn bonus(label: &str, query: &str) -> u32 {
    if label == query {
        SAME_LABEL
    } else if label.starts_with(query) {
        LABEL_BEGINS
    } else {
        0
    }
}
