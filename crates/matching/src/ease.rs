//! Which skills go with the skills that somebody has: EASE, a linear item model with a closed form.
//!
//! Steck (2019), "Embarrassingly shallow autoencoders for sparse data". With X the profiles × skills
//! and `P = (XᵀX + λ)⁻¹`, what owning `a` says for `j` is `B_aj = −P_aj / P_jj`, and the score of `j`
//! is the sum over the owned skills. There is nothing to train by trial: the weights are the solution
//! of one system of equations.
//!
//! Where there are fewer profiles than skills the system is solved over the profiles instead
//! ([`Side::Profiles`]): with `A = (X·Xᵀ + λ)⁻¹` it is `P = (1 − Xᵀ·A·X) / λ`, hence for a ≠ j
//! `B_aj = x_aᵀ·A·x_j / (1 − x_jᵀ·A·x_j)`. So 14,000 skills cost no more than the profiles that name
//! them, and profiles can be left out again without solving anew, which is what measuring the model
//! needs.
//!
//! Not here: what a skill is, and which suggestions are shown.

use std::cmp::Reverse;

use crate::definite::Square;
use crate::real::{add_scaled, count, to_ppm};

/// A skill, as the number that the caller gave it, and how much a profile asks for it.
pub type Weighted = (u32, f64);

/// λ: the larger, the more cautious. Chosen on the odd half of ESCO's occupations,
/// `docs/matching.md`; it counts profiles, so it suits catalogues of any size.
pub const RIDGE: f64 = 10.0;

/// What all skills of a profile together count beside the required ones, chosen likewise.
const WHOLE_PROFILE: f64 = 0.7;

/// What a preferred skill counts beside a required one where a profile has one row only.
const PREFERRED: f64 = 0.3;

/// Profiles as rows of X: the required skills of each, and after them, in the same order, all skills
/// of each, as weaker witnesses; so preferred skills speak for each other and for required ones,
/// without being suggested as if they were required.
///
/// Where that makes more than `most` rows, each profile has one, in which preferred skills count
/// less; it does nearly as well.
#[must_use]
pub fn profile_rows(profiles: &[(Vec<u32>, Vec<u32>)], most: usize) -> Vec<Vec<Weighted>> {
    let weighted = |skills: &[u32], weight: f64| -> Vec<Weighted> {
        skills.iter().map(|skill| (*skill, weight)).collect()
    };
    let one = |required: &[u32], preferred: &[u32], own: f64, other: f64| {
        let mut row = weighted(required, own);
        row.extend(weighted(preferred, other));
        row
    };
    if profiles.len().saturating_mul(2) > most {
        let rows = profiles.iter();
        return rows
            .map(|(required, preferred)| one(required, preferred, 1.0, PREFERRED))
            .collect();
    }
    let mut rows: Vec<_> = profiles
        .iter()
        .map(|(required, _)| weighted(required, 1.0))
        .collect();
    rows.extend(
        profiles
            .iter()
            .map(|(required, preferred)| one(required, preferred, WHOLE_PROFILE, WHOLE_PROFILE)),
    );
    rows
}

/// Over what the system of equations was solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Profiles,
    Skills,
}

/// A suggested skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggested {
    pub skill: u32,
    pub score_ppm: i64,
}

/// What an owned skill adds to a suggestion's score; below zero where it speaks against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    pub skill: u32,
    pub contribution_ppm: i64,
}

#[derive(Clone, Debug)]
pub struct Ease {
    side: Side,
    /// A by profile, or P by skill.
    inverse: Square,
    /// X by profile and by skill, in order of their numbers.
    rows: Vec<Vec<Weighted>>,
    columns: Vec<Vec<(usize, f64)>>,
    ridge: f64,
    /// What the model cannot say of a skill by others, `1 − x_jᵀ·A·x_j` or `P_jj`, by skill.
    left: Vec<f64>,
}

impl Ease {
    /// The model of `skills` skills, numbered from 0, over these profiles. A profile names a skill
    /// once. The order of profiles and skills decides about the last bits: give them in a fixed one.
    /// `None` when the ridge is not positive.
    #[must_use]
    pub fn new(profiles: &[Vec<Weighted>], skills: usize, ridge: f64) -> Option<Self> {
        let side = if profiles.len() <= skills {
            Side::Profiles
        } else {
            Side::Skills
        };
        Self::over(side, profiles, skills, ridge)
    }

    fn over(side: Side, profiles: &[Vec<Weighted>], skills: usize, ridge: f64) -> Option<Self> {
        if ridge <= 0.0 || !ridge.is_finite() {
            return None;
        }
        let mut columns = vec![Vec::new(); skills];
        let mut rows = vec![Vec::new(); profiles.len()];
        for (at, (profile, row)) in profiles.iter().zip(&mut rows).enumerate() {
            for (skill, weight) in profile {
                if let Some(column) = columns.get_mut(place(*skill)) {
                    column.push((at, *weight));
                    row.push((*skill, *weight));
                }
            }
        }
        let mut model = Self {
            side,
            inverse: Square::default(),
            rows,
            columns,
            ridge,
            left: Vec::new(),
        };
        model.inverse = model.gram().inverse()?;
        model.left = (0..skills).map(|skill| model.left_of(skill)).collect();
        Some(model)
    }

    #[must_use]
    pub const fn side(&self) -> Side {
        self.side
    }

    /// `X·Xᵀ + λ` or `Xᵀ·X + λ`.
    fn gram(&self) -> Square {
        let size = match self.side {
            Side::Profiles => self.rows.len(),
            Side::Skills => self.columns.len(),
        };
        let mut gram = Square::zeros(size);
        match self.side {
            Side::Profiles => (self.columns.iter()).for_each(|list| add_outer(&mut gram, list)),
            Side::Skills => {
                for row in &self.rows {
                    let list: Vec<_> = row.iter().map(|(skill, x)| (place(*skill), *x)).collect();
                    add_outer(&mut gram, &list);
                }
            }
        }
        for at in 0..size {
            gram.add(at, at, self.ridge);
        }
        gram
    }

    fn column(&self, skill: usize) -> &[(usize, f64)] {
        self.columns
            .get(skill)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn left_of(&self, skill: usize) -> f64 {
        match self.side {
            Side::Profiles => {
                let column = self.column(skill);
                1.0 - sum(column
                    .iter()
                    .map(|(row, x)| x * self.gathered(*row, column)))
            }
            Side::Skills => self.inverse.at(skill, skill),
        }
    }

    /// A row of the inverse times a sparse vector.
    fn gathered(&self, row: usize, vector: &[(usize, f64)]) -> f64 {
        let row = self.inverse.row(row);
        sum(vector
            .iter()
            .map(|(at, x)| x * row.get(*at).copied().unwrap_or(0.0)))
    }

    /// What goes with these skills.
    #[must_use]
    pub fn ask(&self, owned: &[u32]) -> Answer<'_> {
        Answer::new(self, owned, Vec::new(), Square::default())
    }

    /// The same by the model as if these profiles had never been in it. `None` where the model was
    /// solved over the skills, which cannot forget.
    #[must_use]
    pub fn ask_without(&self, owned: &[u32], profiles: &[usize]) -> Option<Answer<'_>> {
        if self.side != Side::Profiles {
            return None;
        }
        let mut without: Vec<usize> = (profiles.iter().copied())
            .filter(|profile| *profile < self.rows.len())
            .collect();
        without.sort_unstable();
        without.dedup();
        let mut corner = Square::zeros(without.len());
        for (i, row) in without.iter().enumerate() {
            for (j, column) in without.iter().enumerate() {
                corner.add(i, j, self.inverse.at(*row, *column));
            }
        }
        Some(Answer::new(self, owned, without, corner.inverse()?))
    }
}

fn add_outer(gram: &mut Square, list: &[(usize, f64)]) {
    for (row, x) in list {
        for (column, y) in list {
            gram.add(*row, *column, x * y);
        }
    }
}

fn place(skill: u32) -> usize {
    usize::try_from(skill).unwrap_or(usize::MAX)
}

/// In the order given.
fn sum(terms: impl Iterator<Item = f64>) -> f64 {
    terms.fold(0.0, |sum, term| sum + term)
}

/// What a model says to somebody's skills.
#[derive(Debug)]
pub struct Answer<'a> {
    model: &'a Ease,
    owned: Vec<u32>,
    /// Profiles that are left out, and the inverse of the inverse's part between them.
    without: Vec<usize>,
    corner: Square,
    scores: Vec<f64>,
}

impl<'a> Answer<'a> {
    fn new(model: &'a Ease, owned: &[u32], without: Vec<usize>, corner: Square) -> Self {
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

#[cfg(test)]
#[path = "ease_tests.rs"]
mod tests;
