//! ROME: jobs by their items of skill and activity, what these say, and job titles.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use matching::related::Signal;
use matching::terms::{Bag, beginnings, term};
use serde::Deserialize;

use crate::error::EvalError;
use crate::folder::Folder;
use crate::judge::numbered;
use crate::sources::onet::{bags, extend};

#[derive(Deserialize)]
struct JobRow {
    code_rome: String,
    libelle_rome: String,
}

#[derive(Deserialize)]
struct NeedRow {
    code_rome: String,
    code_ogr: String,
}

#[derive(Deserialize)]
struct ItemRow {
    code_ogr: String,
    libelle: String,
}

#[derive(Deserialize)]
struct TitleRow {
    libelle_appellation_long: String,
    code_rome: String,
}

#[derive(Deserialize)]
struct MoveRow {
    code_rome: String,
    code_rome_cible: String,
    code_type_mobilite: u8,
}

const OWN_TITLE: usize = 3;

/// Moves by origin and destination.
pub(crate) type Moves = BTreeMap<usize, BTreeSet<usize>>;

pub(crate) struct Rome {
    folder: Folder,
    pub(crate) codes: Vec<String>,
    /// The words of each job's name.
    pub(crate) names: Vec<Bag>,
    /// The items of each job.
    pub(crate) items: Vec<BTreeSet<u64>>,
    texts: Vec<Vec<u64>>,
    titles: Vec<Vec<u64>>,
}

impl Rome {
    pub(crate) fn read(path: &Path) -> Result<Self, EvalError> {
        let folder = Folder::new(path);
        let mut jobs: BTreeMap<String, String> = (folder
            .rows::<JobRow>("referentiel_code_rome.csv")?)
        .into_iter()
        .map(|row| (row.code_rome, row.libelle_rome))
        .collect();
        // One job is known by its items only.
        let needs: Vec<NeedRow> = folder.rows("coherence_item.csv")?;
        for row in &needs {
            jobs.entry(row.code_rome.clone()).or_default();
        }
        let codes: Vec<String> = jobs.keys().cloned().collect();
        let at = numbered(&codes);
        let mut labels: HashMap<String, Vec<u64>> = HashMap::new();
        for row in folder.rows::<ItemRow>("item.csv")? {
            labels
                .entry(row.code_ogr)
                .or_insert_with(|| beginnings(&row.libelle));
        }
        let mut items = vec![BTreeSet::new(); codes.len()];
        let mut texts = vec![Vec::new(); codes.len()];
        for row in needs {
            let job = at.get(row.code_rome.as_str());
            let fresh = job
                .and_then(|job| items.get_mut(*job))
                .is_some_and(|items| items.insert(term(&row.code_ogr)));
            if fresh {
                let label = labels.get(&row.code_ogr).into_iter().flatten().copied();
                extend(&at, &mut texts, &row.code_rome, label);
            }
        }
        let names: Vec<Vec<u64>> = jobs.values().map(|name| beginnings(name)).collect();
        let mut titles: Vec<Vec<u64>> = (names.iter())
            .map(|name| {
                std::iter::repeat_n(name.clone(), OWN_TITLE)
                    .flatten()
                    .collect()
            })
            .collect();
        for row in folder.rows::<TitleRow>("referentiel_appellation.csv")? {
            extend(
                &at,
                &mut titles,
                &row.code_rome,
                beginnings(&row.libelle_appellation_long),
            );
        }
        drop(at);
        // A word counts once for a name.
        let once = |name: &Vec<u64>| name.iter().copied().collect::<BTreeSet<u64>>();
        Ok(Self {
            folder,
            names: names
                .iter()
                .map(|name| once(name).into_iter().collect())
                .collect(),
            codes,
            items,
            texts,
            titles,
        })
    }

    pub(crate) fn signals(&self) -> Vec<Signal> {
        vec![
            Signal::of_terms("skills", 1.0, self.item_bags()),
            Signal::of_terms("texts", 1.0, bags(&self.texts)),
            Signal::of_terms("titles", 1.0, bags(&self.titles)),
        ]
    }

    pub(crate) fn item_bags(&self) -> Vec<Bag> {
        self.items
            .iter()
            .map(|items| items.iter().copied().collect())
            .collect()
    }

    /// The tuning part of the experts' links: near jobs, and jobs after development.
    pub(crate) fn moves(&self) -> Result<[Moves; 2], EvalError> {
        let at = numbered(&self.codes);
        let mut moves = [Moves::new(), Moves::new()];
        let rows = self
            .folder
            .rows_if_there::<MoveRow>("mobility_tuning.csv")?;
        for row in rows.into_iter().flatten() {
            let pair = at
                .get(row.code_rome.as_str())
                .zip(at.get(row.code_rome_cible.as_str()));
            let [near, evolution] = &mut moves;
            let list = if row.code_type_mobilite == 1 {
                near
            } else {
                evolution
            };
            if let Some((from, to)) = pair.filter(|(from, to)| from != to) {
                list.entry(*from).or_default().insert(*to);
            }
        }
        Ok(moves)
    }
}
