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

mod answer;

pub use answer::Answer;

use crate::definite::Square;

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

#[cfg(test)]
mod tests;
