//! What the item model says to somebody's skills: scores, and what each owned skill adds to them.

use std::cmp::Reverse;

use super::{Cause, Ease, Side, Suggested, place, sum};
use crate::definite::Square;
use crate::real::{add_scaled, count, to_ppm};

/// What a model says to somebody's skills.
#[derive(Debug)]
pub struct Answer<'a> {
    model: &'a Ease,
    pub(super) owned: Vec<u32>,
    /// Profiles that are left out, and the inverse of the inverse's part between them.
    without: Vec<usize>,
    corner: Square,
    scores: Vec<f64>,
}

impl<'a> Answer<'a> {
    pub(super) fn new(model: &'a Ease, owned: &[u32], without: Vec<usize>, corner: Square) -> Self {
        let mut owned: Vec<u32> = (owned.iter().copied())
            .filter(|skill| place(*skill) < model.columns.len())
            .collect();
        owned.sort_unstable();
        owned.dedup();
        let mut answer = Self {
            model,
            owned,
            without,
            corner,
            scores: Vec::new(),
        };
        answer.scores = match model.side {
            Side::Profiles => answer.scores_over_profiles(),
            Side::Skills => answer.scores_over_skills(),
        };
        answer
    }

    fn scores_over_profiles(&self) -> Vec<f64> {
        let model = self.model;
        let mut met = vec![0.0; model.rows.len()];
        for skill in &self.owned {
            for (row, x) in model.column(place(*skill)) {
                if let Some(sum) = met.get_mut(*row) {
                    *sum += x;
                }
            }
        }
        let mut pull = self.through_inverse(&sparse(&met));
        for row in &self.without {
            if let Some(cell) = pull.get_mut(*row) {
                *cell = 0.0;
            }
        }
        let mut scores = vec![0.0; model.columns.len()];
        for (row, pull) in model.rows.iter().zip(&pull) {
            for (skill, x) in row {
                if let Some(score) = scores.get_mut(place(*skill)) {
                    *score += x * pull;
                }
            }
        }
        for (skill, score) in (0..).zip(&mut scores) {
            if *score != 0.0 {
                *score /= self.left(skill);
            }
        }
        scores
    }

    fn scores_over_skills(&self) -> Vec<f64> {
        let mut scores = vec![0.0; self.model.columns.len()];
        for owned in &self.owned {
            let row = self.model.inverse.row(place(*owned));
            for (skill, (score, p)) in (0..).zip(scores.iter_mut().zip(row)) {
                *score += self.over_skills(skill, *p);
            }
        }
        scores
    }

    fn over_skills(&self, skill: u32, p: f64) -> f64 {
        -p / self.left(skill)
    }

    /// What the model cannot say of a skill, without the profiles that are left out.
    fn left(&self, skill: u32) -> f64 {
        let left = self.model.left.get(place(skill)).copied().unwrap_or(1.0);
        if self.without.is_empty() {
            return left;
        }
        let reached = self.reached(self.model.column(place(skill)));
        let back = self.corner.times(&reached);
        left + sum(reached.iter().zip(&back).map(|(a, b)| a * b))
    }

    /// A times a vector, at the profiles that are left out.
    fn reached(&self, vector: &[(usize, f64)]) -> Vec<f64> {
        (self.without.iter())
            .map(|row| self.model.gathered(*row, vector))
            .collect()
    }

    /// A times a vector; at and through the profiles that are left out, nothing.
    fn through_inverse(&self, vector: &[(usize, f64)]) -> Vec<f64> {
        let mut product = vec![0.0; self.model.rows.len()];
        for (row, x) in vector {
            if self.without.binary_search(row).is_err() {
                add_scaled(&mut product, *x, self.model.inverse.row(*row));
            }
        }
        let at: Vec<f64> = (self.without.iter())
            .map(|row| product.get(*row).copied().unwrap_or(0.0))
            .collect();
        for (row, back) in self.without.iter().zip(self.corner.times(&at)) {
            add_scaled(&mut product, -back, self.model.inverse.row(*row));
        }
        product
    }

    /// What speaks for a skill, all owned skills together. 0 for one that no profile names.
    #[must_use]
    pub fn score(&self, skill: u32) -> f64 {
        self.scores.get(place(skill)).copied().unwrap_or(0.0)
    }

    /// The score in whole parts per million.
    #[must_use]
    pub fn score_ppm(&self, skill: u32) -> i64 {
        to_ppm(self.score(skill))
    }

    /// The best skills that are not owned and that something speaks for; equal ones by number.
    #[must_use]
    pub fn best(&self, limit: usize) -> Vec<Suggested> {
        let mut all: Vec<Suggested> = (0..)
            .zip(&self.scores)
            .map(|(skill, score)| Suggested {
                skill,
                score_ppm: to_ppm(*score),
            })
            .filter(|one| one.score_ppm > 0 && self.owned.binary_search(&one.skill).is_err())
            .collect();
        all.sort_by_key(|one| (Reverse(one.score_ppm), one.skill));
        all.truncate(limit);
        all
    }

    /// What each owned skill adds to the score of a skill, the most first; their sum is the score
    /// exactly, to the last part per million.
    #[must_use]
    pub fn causes(&self, skill: u32) -> Vec<Cause> {
        let raw: Vec<(u32, f64)> = match self.model.side {
            Side::Profiles => {
                let pull = self.through_inverse(self.model.column(place(skill)));
                let below = self.left(skill);
                let part = |owned: &u32| {
                    let rows = self.model.column(place(*owned)).iter();
                    let rows = rows.filter(|(row, _)| self.without.binary_search(row).is_err());
                    let dot = sum(rows.map(|(row, x)| x * pull.get(*row).copied().unwrap_or(0.0)));
                    (*owned, dot / below)
                };
                self.owned.iter().map(part).collect()
            }
            Side::Skills => (self.owned.iter())
                .map(|owned| {
                    let p = self.model.inverse.at(place(*owned), place(skill));
                    (*owned, self.over_skills(skill, p))
                })
                .collect(),
        };
        apportioned(&raw, self.score_ppm(skill))
    }
}

/// Rounded so that the parts sum to the whole: those that rounding moved most give way first.
fn apportioned(raw: &[(u32, f64)], whole_ppm: i64) -> Vec<Cause> {
    let mut causes: Vec<(Cause, f64)> = (raw.iter())
        .map(|(skill, value)| {
            let contribution_ppm = to_ppm(*value);
            let cause = Cause {
                skill: *skill,
                contribution_ppm,
            };
            (
                cause,
                value * 1e6 - value.signum() * count_of(contribution_ppm),
            )
        })
        .collect();
    let mut missing = whole_ppm
        - causes
            .iter()
            .map(|(cause, _)| cause.contribution_ppm)
            .sum::<i64>();
    let step = missing.signum();
    causes.sort_by(|(a, lost_a), (b, lost_b)| {
        let order = if step < 0 {
            lost_a.total_cmp(lost_b)
        } else {
            lost_b.total_cmp(lost_a)
        };
        order.then(a.skill.cmp(&b.skill))
    });
    while missing != 0 && !causes.is_empty() {
        for (cause, _) in &mut causes {
            if missing != 0 {
                cause.contribution_ppm += step;
                missing -= step;
            }
        }
    }
    let mut causes: Vec<Cause> = causes.into_iter().map(|(cause, _)| cause).collect();
    causes.sort_by_key(|cause| (Reverse(cause.contribution_ppm), cause.skill));
    causes
}

fn count_of(ppm: i64) -> f64 {
    count(usize::try_from(ppm.unsigned_abs()).unwrap_or(usize::MAX))
}

fn sparse(dense: &[f64]) -> Vec<(usize, f64)> {
    (dense.iter().copied().enumerate())
        .filter(|(_, x)| *x != 0.0)
        .collect()
}
