//! E4: hidden skills. Of each occupation with at least five essential skills a fifth of them is hidden
//! (those with the smallest CRC32 of `uri|label`); the rest is asked with, and the hidden ones are to
//! be among the first ten.
//!
//! The model never sees the occupation that is asked for: its rows are left out, in the second
//! measure with those of all occupations of its ISCO group.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use matching::ease::{Answer, Ease, RIDGE, profile_rows};
use matching::space::Space;
use matching::terms::beginnings;

use crate::error::EvalError;
use crate::judge::{crc32, is_odd, ranking, real, recall};
use crate::options::Options;
use crate::report::Report;
use crate::run::Run;
use crate::sources::esco::{Occupation, Skills, occupations};
use crate::{Outcome, queries};

const K: usize = 10;

/// What a skill's likeness in words to an owned one, to the power 1.5, adds to what going together
/// says.
const LIKENESS: f64 = 0.15;

/// What the likeness of a skill's words to the occupation's name and description adds.
const ROLE: f64 = 0.4;

/// What is asked, with what, and without which occupations.
struct Question {
    id: String,
    owned: Vec<u32>,
    hidden: BTreeSet<usize>,
    occupation: Option<usize>,
}

struct World {
    occupations: Vec<Occupation>,
    skills: Skills,
    model: Ease,
    texts: Space,
    groups: HashMap<String, Vec<usize>>,
}

pub(crate) fn run(options: &Options) -> Result<Outcome, EvalError> {
    let occupations = occupations(&options.data)?;
    let skills = Skills::read(&options.data, &occupations)?;
    let rows = profile_rows(&skills.asked, usize::MAX);
    let Some(model) = Ease::new(&rows, skills.labels.len(), RIDGE) else {
        return Err(EvalError::Input {
            name: "ridge".to_owned(),
            known: "positive numbers".to_owned(),
        });
    };
    let mut groups: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, one) in occupations.iter().enumerate() {
        groups.entry(one.group.clone()).or_default().push(at);
    }
    let world = World {
        texts: Space::new(&skills.texts),
        occupations,
        skills,
        model,
        groups,
    };
    let held_out = world.held_out();
    let mut run = Run::new("traverse-hidden-skills");
    let asked = match &options.queries {
        Some(path) => world.asked(path)?,
        None => Vec::new(),
    };
    let mut report = Report::new("hidden-skills");
    if options.queries.is_some() {
        for question in &asked {
            world.add(
                &mut run,
                question,
                &world.scores(question, false),
                options.top,
            );
        }
    }
    world.score(&held_out, options, &mut run, &mut report);
    Ok(Outcome { run, report })
}

impl World {
    /// The protocol's questions.
    fn held_out(&self) -> Vec<Question> {
        let questions = self.occupations.iter().zip(&self.skills.asked).enumerate();
        let question =
            |(at, (occupation, (essential, _))): (usize, (&Occupation, &(Vec<u32>, _)))| {
                let label = |skill: &u32| self.label(*skill);
                let mut order: Vec<u32> = essential.clone();
                order.sort_by_cached_key(|skill| {
                    let label = label(skill);
                    (
                        crc32(&format!("{}|{label}", occupation.uri)),
                        label.to_owned(),
                    )
                });
                // A fifth, rounded to nearest.
                let hidden = (order.len() * 2 + 5) / 10;
                if order.len() < 5 {
                    return None;
                }
                let owned = order.split_off(hidden);
                Some(Question {
                    id: occupation.uri.clone(),
                    owned,
                    hidden: order
                        .iter()
                        .filter_map(|skill| usize::try_from(*skill).ok())
                        .collect(),
                    occupation: Some(at),
                })
            };
        questions.filter_map(question).collect()
    }

    /// Questions from a file: an occupation by URI or code, or skills by URI or label.
    fn asked(&self, path: &std::path::Path) -> Result<Vec<Question>, EvalError> {
        let mut skill_at: HashMap<&str, u32> = HashMap::new();
        for (number, (label, id)) in (0..).zip(self.skills.labels.iter().zip(&self.skills.ids)) {
            skill_at.insert(label, number);
            skill_at.insert(id, number);
        }
        let mut occupation_at: HashMap<&str, usize> = HashMap::new();
        for (number, one) in self.occupations.iter().enumerate() {
            occupation_at.insert(&one.code, number);
            occupation_at.insert(&one.uri, number);
        }
        let question = |asked: queries::Asked<'_>| {
            let id = asked.query.id.clone();
            let occupation = occupation_at.get(id.as_str()).copied();
            let owned = match (&asked.query.skills, occupation) {
                (Some(skills), _) => skills
                    .iter()
                    .map(|skill| {
                        let number = skill_at.get(skill.as_str()).copied();
                        number
                            .ok_or_else(|| asked.wrong(format!("no occupation asks for `{skill}`")))
                    })
                    .collect::<Result<_, _>>()?,
                (None, Some(occupation)) => self
                    .skills
                    .asked
                    .get(occupation)
                    .map(|(essential, _)| essential.clone())
                    .unwrap_or_default(),
                (None, None) => {
                    return Err(asked.wrong(format!(
                        "`{id}` is no occupation, and there are no `skills`"
                    )));
                }
            };
            Ok(Question {
                id,
                owned,
                hidden: BTreeSet::new(),
                occupation,
            })
        };
        queries::read(path)?.into_iter().map(question).collect()
    }

    fn label(&self, skill: u32) -> &str {
        let at = usize::try_from(skill).unwrap_or(usize::MAX);
        self.skills.labels.get(at).map_or("", String::as_str)
    }

    /// The occupations that the model must not have seen, as rows of the model: each has two.
    fn without(&self, question: &Question, group: bool) -> Vec<usize> {
        let all = self.occupations.len();
        let same = question
            .occupation
            .map(|at| match self.occupations.get(at) {
                Some(one) if group => self.groups.get(&one.group).cloned().unwrap_or_default(),
                _ => vec![at],
            });
        same.into_iter()
            .flatten()
            .flat_map(|at| [at, all + at])
            .collect()
    }

    fn answer(&self, question: &Question, group: bool) -> Answer<'_> {
        let without = self.without(question, group);
        let answer = self.model.ask_without(&question.owned, &without);
        answer.unwrap_or_else(|| self.model.ask(&question.owned))
    }

    /// What speaks for each skill: all there is; without the occupation's name and description;
    /// what goes together alone.
    fn scores(&self, question: &Question, group: bool) -> [Vec<f64>; 3] {
        let answer = self.answer(question, group);
        let skills = (0..).zip(&self.skills.labels);
        let together: Vec<f64> = skills.map(|(skill, _)| answer.score(skill)).collect();
        let mut worded = together.clone();
        for (score, likeness) in worded.iter_mut().zip(self.likeness(&question.owned)) {
            *score += LIKENESS * likeness;
        }
        let mut all = worded.clone();
        let occupation = question.occupation.and_then(|at| self.occupations.get(at));
        let role = occupation.map(|one| {
            let name = one.labels.first().map_or("", String::as_str);
            let words = beginnings(name)
                .into_iter()
                .chain(beginnings(&one.description));
            self.texts.cosines(&words.collect())
        });
        for (score, cosine) in all.iter_mut().zip(role.into_iter().flatten()) {
            *score += ROLE * cosine;
        }
        [all, worded, together].map(|scores| self.unowned(scores, &question.owned))
    }

    /// Σ over the owned skills of cosine^1.5 between what is said of the skills.
    fn likeness(&self, owned: &[u32]) -> Vec<f64> {
        let mut sum = vec![0.0; self.skills.labels.len()];
        for skill in owned {
            let text = usize::try_from(*skill)
                .ok()
                .and_then(|at| self.skills.texts.get(at));
            let cosines = text.map(|text| self.texts.cosines(text));
            for (sum, cosine) in sum.iter_mut().zip(cosines.into_iter().flatten()) {
                *sum += cosine * cosine.max(0.0).sqrt();
            }
        }
        sum
    }

    fn unowned(&self, mut scores: Vec<f64>, owned: &[u32]) -> Vec<f64> {
        for skill in owned {
            let at = usize::try_from(*skill).unwrap_or(usize::MAX);
            if let Some(score) = scores.get_mut(at) {
                *score = f64::NEG_INFINITY;
            }
        }
        scores
    }

    fn add(&self, run: &mut Run, question: &Question, scores: &[Vec<f64>; 3], top: usize) {
        let [scores, _, _] = scores;
        let ranked = ranking(scores, usize::MAX).into_iter();
        let ranked = ranked.filter_map(|skill| {
            let score = ppm(*scores.get(skill)?);
            // What nothing speaks for is no candidate, nor is what is owned.
            (score > 0).then(|| self.skills.ids.get(skill).map(|id| (id.clone(), score)))?
        });
        run.add(&question.id, ranked.take(top).collect());
    }

    /// Popularity and neighbours, as plain methods to compare with.
    fn plain(&self, question: &Question, group: bool, rarities: &Space) -> [Vec<f64>; 2] {
        let mut left_out = self.without(question, group);
        left_out.sort_unstable();
        let bag = question
            .owned
            .iter()
            .map(|skill| u64::from(*skill))
            .collect();
        let mut near: Vec<(f64, usize)> = (rarities.cosines(&bag).into_iter().zip(0..))
            .filter(|(_, at)| left_out.binary_search(at).is_err())
            .collect();
        let mut popularity = vec![0.0; self.skills.labels.len()];
        let mut neighbours = popularity.clone();
        near.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
        for (place, (cosine, at)) in near.into_iter().enumerate() {
            for skill in self
                .skills
                .asked
                .get(at)
                .into_iter()
                .flat_map(|(essential, _)| essential)
            {
                let skill = usize::try_from(*skill).unwrap_or(usize::MAX);
                if let Some(count) = popularity.get_mut(skill) {
                    *count += 1.0;
                }
                if let Some(sum) = neighbours.get_mut(skill).filter(|_| place < 50) {
                    *sum += cosine * cosine;
                }
            }
        }
        [
            self.unowned(neighbours, &question.owned),
            self.unowned(popularity, &question.owned),
        ]
    }

    fn score(&self, held_out: &[Question], options: &Options, run: &mut Run, report: &mut Report) {
        let essential = |(essential, _): &(Vec<u32>, Vec<u32>)| {
            essential.iter().map(|skill| u64::from(*skill)).collect()
        };
        let rarities = Space::new(&self.skills.asked.iter().map(essential).collect::<Vec<_>>());
        let names = [
            "traverse",
            "without name and description",
            "EASE alone",
            "50 nearest occupations",
            "popularity",
        ];
        for (what, group, bound) in [
            ("occupation left out", false, 0.60),
            ("ISCO group left out", true, 0.45),
        ] {
            let mut halves: BTreeMap<bool, [Vec<f64>; 5]> = BTreeMap::new();
            for question in held_out {
                let scores = self.scores(question, group);
                if !group && options.queries.is_none() {
                    self.add(run, question, &scores, options.top);
                }
                let values = halves.entry(is_odd(&question.id)).or_default();
                let plain = self.plain(question, group, &rarities);
                for (values, scores) in values.iter_mut().zip(scores.iter().chain(&plain)) {
                    values.extend(recall(&ranking(scores, usize::MAX), &question.hidden, K));
                }
            }
            for (odd, values) in halves {
                let half = if odd {
                    "odd half (chosen on)"
                } else {
                    "even half"
                };
                let methods: Vec<_> = names.into_iter().zip(values).collect();
                let value = report.compare(&format!("recall at 10, {what}, {half}"), &methods);
                if !odd {
                    report.at_least(
                        &format!("E4 recall at 10, {what} ≥ {bound:.2}"),
                        value,
                        bound,
                    );
                }
            }
        }
        report.note(format!(
            "{} occupations with at least five essential skills; a fifth of them hidden. The model \
             has never seen the occupation it is asked about, nor, in the second measure, any of its \
             ISCO group. Halves by CRC32 of the occupation's URI.",
            real(held_out.len())
        ));
    }
}

/// Rounded to nearest. Scores are far below the limit.
#[expect(clippy::as_conversions, reason = "saturates, which is what is meant")]
fn ppm(score: f64) -> i64 {
    (score * 1e6).round() as i64
}
