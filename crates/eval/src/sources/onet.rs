//! O*NET: occupations by tasks, activities, titles, description, and ratings of knowledge, skills and
//! interests.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use matching::related::Signal;
use matching::terms::{Bag, beginnings, grams_within};
use serde::Deserialize;

use crate::error::EvalError;
use crate::folder::Folder;
use crate::judge::numbered;

#[derive(Deserialize)]
struct OccupationRow {
    #[serde(rename = "O*NET-SOC Code")]
    code: String,
    #[serde(rename = "Title")]
    title: String,
    #[serde(rename = "Description")]
    description: String,
}

#[derive(Deserialize)]
struct TitleRow {
    #[serde(rename = "O*NET-SOC Code")]
    code: String,
    #[serde(rename = "Alternate Title")]
    title: String,
}

#[derive(Deserialize)]
struct TaskRow {
    #[serde(rename = "O*NET-SOC Code")]
    code: String,
    #[serde(rename = "Task")]
    task: String,
}

#[derive(Deserialize)]
struct ActivityRow {
    #[serde(rename = "O*NET-SOC Code")]
    code: String,
    #[serde(rename = "DWA ID")]
    id: String,
    #[serde(rename = "DWA Title")]
    title: String,
}

#[derive(Deserialize)]
struct RatingRow {
    #[serde(rename = "O*NET-SOC Code")]
    code: String,
    #[serde(rename = "Element ID")]
    element: String,
    #[serde(rename = "Scale ID")]
    scale: String,
    #[serde(rename = "Data Value")]
    value: f64,
}

#[derive(Deserialize)]
struct RelatedRow {
    #[serde(rename = "O*NET-SOC Code")]
    code: String,
    #[serde(rename = "Related O*NET-SOC Code")]
    related: String,
    #[serde(rename = "Relatedness Tier")]
    tier: String,
}

/// How often an occupation's own title counts beside each alternative one.
const OWN_TITLE: usize = 3;

pub(crate) struct Onet {
    folder: Folder,
    pub(crate) codes: Vec<String>,
    /// Whether anything is known of an occupation besides its name; nobody was asked about those
    /// that gather what is left of a group.
    pub(crate) described: Vec<bool>,
    tasks: Vec<Vec<u64>>,
    titles: Vec<Vec<u64>>,
    descriptions: Vec<Vec<u64>>,
    activities: Vec<Vec<u64>>,
    activity_ids: Vec<Vec<u64>>,
}

impl Onet {
    pub(crate) fn read(path: &Path) -> Result<Self, EvalError> {
        let folder = Folder::new(path);
        let occupations: Vec<OccupationRow> = folder.rows("occupation_data.csv")?;
        let codes: Vec<String> = occupations.iter().map(|row| row.code.clone()).collect();
        let at = numbered(&codes);
        let empty = vec![Vec::new(); codes.len()];
        let mut titles = empty.clone();
        let mut descriptions = empty.clone();
        for ((row, titles), description) in
            occupations.iter().zip(&mut titles).zip(&mut descriptions)
        {
            let own = grams_within(&row.title, 3..=5);
            titles.extend(std::iter::repeat_n(own, OWN_TITLE).flatten());
            description.extend(beginnings(&row.description));
        }
        for row in folder.rows::<TitleRow>("alternate_titles.csv")? {
            extend(&at, &mut titles, &row.code, grams_within(&row.title, 3..=5));
        }
        let mut tasks = empty.clone();
        for row in folder.rows::<TaskRow>("task_statements.csv")? {
            extend(&at, &mut tasks, &row.code, beginnings(&row.task));
        }
        let (mut activities, mut activity_ids) = (empty.clone(), empty);
        for row in folder.rows::<ActivityRow>("tasks_to_dwas.csv")? {
            extend(&at, &mut activities, &row.code, beginnings(&row.title));
            extend(
                &at,
                &mut activity_ids,
                &row.code,
                [matching::terms::term(&row.id)],
            );
        }
        drop(at);
        Ok(Self {
            described: tasks.iter().map(|tasks| !tasks.is_empty()).collect(),
            folder,
            codes,
            tasks,
            titles,
            descriptions,
            activities,
            activity_ids,
        })
    }

    /// The signals of the model, in their weights. The weights were chosen on the tuning part of the
    /// related occupations, in whole numbers, and differ little in effect nearby.
    pub(crate) fn signals(&self) -> Result<Vec<Signal>, EvalError> {
        Ok(vec![
            Signal::of_terms("tasks", 2.0, bags(&self.tasks)),
            Signal::of_terms("titles", 2.0, bags(&self.titles)),
            Signal::of_terms("activities", 1.0, bags(&self.activities)),
            Signal::of_terms("description", 1.0, bags(&self.descriptions)),
            Signal::of_ratings("knowledge", 1.0, &self.ratings("knowledge.csv", &["IM"])?),
            Signal::of_ratings("skills", 1.0, &self.ratings("skills.csv", &["IM"])?),
            Signal::of_ratings("interests", 1.0, &self.ratings("interests.csv", &["OI"])?),
        ])
    }

    /// One signal each, as the plain methods to compare with.
    pub(crate) fn plain(&self) -> Result<Vec<(&'static str, Signal)>, EvalError> {
        let one = |signal: Signal| (signal.name(), signal);
        Ok(vec![
            one(Signal::of_ratings(
                "skills, cosine",
                1.0,
                &self.ratings("skills.csv", &["IM"])?,
            )),
            one(Signal::of_ratings(
                "knowledge, cosine",
                1.0,
                &self.ratings("knowledge.csv", &["IM"])?,
            )),
            one(Signal::of_terms(
                "activities, TF-IDF",
                1.0,
                bags(&self.activity_ids),
            )),
            one(Signal::of_terms("titles, TF-IDF", 1.0, bags(&self.titles))),
        ])
    }

    /// By occupation: the ratings on these scales of all elements; none where one is missing.
    fn ratings(&self, name: &str, scales: &[&str]) -> Result<Vec<Option<Vec<f64>>>, EvalError> {
        let mut rows: Vec<RatingRow> = self.folder.rows(name)?;
        rows.retain(|row| scales.contains(&row.scale.as_str()));
        let elements: BTreeSet<&str> = rows.iter().map(|row| row.element.as_str()).collect();
        let mut rated: HashMap<&str, BTreeMap<&str, f64>> = HashMap::new();
        for row in &rows {
            rated
                .entry(&row.code)
                .or_default()
                .insert(&row.element, row.value);
        }
        let ratings = self.codes.iter().map(|code| {
            let rated = rated
                .get(code.as_str())
                .filter(|rated| rated.len() == elements.len())?;
            Some(rated.values().copied().collect())
        });
        Ok(ratings.collect())
    }

    /// The tuning part: by occupation, those that experts call closely related to it.
    pub(crate) fn truth(&self) -> Result<BTreeMap<usize, BTreeSet<usize>>, EvalError> {
        let at = numbered(&self.codes);
        let mut truth: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        let rows = self
            .folder
            .rows_if_there::<RelatedRow>("related_occupations_tuning.csv")?;
        for row in rows
            .into_iter()
            .flatten()
            .filter(|row| row.tier.starts_with("Primary"))
        {
            let pair = at.get(row.code.as_str()).zip(at.get(row.related.as_str()));
            if let Some((from, to)) = pair {
                truth.entry(*from).or_default().insert(*to);
            }
        }
        Ok(truth)
    }
}

/// Adds terms to an occupation's; rows of unknown occupations say nothing.
pub(crate) fn extend(
    at: &HashMap<&str, usize>,
    lists: &mut [Vec<u64>],
    code: &str,
    terms: impl IntoIterator<Item = u64>,
) {
    if let Some(list) = at.get(code).and_then(|at| lists.get_mut(*at)) {
        list.extend(terms);
    }
}

pub(crate) fn bags(lists: &[Vec<u64>]) -> Vec<Bag> {
    lists
        .iter()
        .map(|list| list.iter().copied().collect())
        .collect()
}
