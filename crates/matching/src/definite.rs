//! The inverse of a symmetric positive definite matrix, by Cholesky: `A = L·Lᵀ`, `A⁻¹ = L⁻ᵀ·L⁻¹`.
//!
//! n³/2 multiplications in an order that depends on n alone. Rows are taken eight at a time, so that
//! a row that all of them need is read from memory once.

use std::ops::Range;

use crate::real::{add_scaled, dot};

/// Rows that are worked on together.
const TOGETHER: usize = 8;

/// A square matrix, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Square {
    size: usize,
    cells: Vec<f64>,
}

impl Square {
    pub(crate) fn zeros(size: usize) -> Self {
        Self {
            size,
            cells: vec![0.0; size * size],
        }
    }

    pub(crate) fn row(&self, at: usize) -> &[f64] {
        self.cells
            .get(at * self.size..(at + 1) * self.size)
            .unwrap_or_default()
    }

    fn row_mut(&mut self, at: usize) -> &mut [f64] {
        self.cells
            .get_mut(at * self.size..(at + 1) * self.size)
            .unwrap_or_default()
    }

    pub(crate) fn at(&self, row: usize, column: usize) -> f64 {
        self.row(row).get(column).copied().unwrap_or(0.0)
    }

    pub(crate) fn add(&mut self, row: usize, column: usize, value: f64) {
        if let Some(cell) = self.row_mut(row).get_mut(column) {
            *cell += value;
        }
    }

    fn set(&mut self, row: usize, column: usize, value: f64) {
        if let Some(cell) = self.row_mut(row).get_mut(column) {
            *cell = value;
        }
    }

    /// The rows before a block, and the block's rows.
    fn split(&mut self, block: &Range<usize>) -> (&[f64], &mut [f64]) {
        let size = self.size;
        let whole = self.cells.get_mut(..block.end * size).unwrap_or_default();
        let (before, rows) = whole.split_at_mut((block.start * size).min(whole.len()));
        (before, rows)
    }

    /// The product with a vector.
    pub(crate) fn times(&self, vector: &[f64]) -> Vec<f64> {
        (0..self.size)
            .map(|row| dot(self.row(row), vector))
            .collect()
    }

    /// The inverse of a symmetric positive definite matrix, of which only the lower half is read.
    /// `None` when it is not positive definite.
    pub(crate) fn inverse(mut self) -> Option<Self> {
        self.factorise()?;
        self.invert_lower();
        Some(self.lower_gram())
    }

    /// Turns the lower half into L.
    fn factorise(&mut self) -> Option<()> {
        let size = self.size;
        for block in blocks(size) {
            let (before, rows) = self.split(&block);
            for (column, done) in before.chunks_exact(size).enumerate() {
                let pivot = done.get(column).copied().unwrap_or(0.0);
                for row in rows.chunks_exact_mut(size) {
                    eliminate(row, column, done, pivot);
                }
            }
            for at in block.clone() {
                for column in block.start..at {
                    let (above, row) = self.split(&(at..at + 1));
                    let done = above
                        .get(column * size..(column + 1) * size)
                        .unwrap_or_default();
                    let pivot = done.get(column).copied().unwrap_or(0.0);
                    eliminate(row, column, done, pivot);
                }
                let row = self.row_mut(at);
                let known = row.get(..at).unwrap_or_default();
                let rest = row.get(at).copied().unwrap_or(0.0) - dot(known, known);
                if rest <= 0.0 || !rest.is_finite() {
                    return None;
                }
                self.set(at, at, rest.sqrt());
            }
        }
        Some(())
    }

    /// Turns L into L⁻¹, whose upper half is zero.
    fn invert_lower(&mut self) {
        let size = self.size;
        for block in blocks(size) {
            let (before, rows) = self.split(&block);
            let mut sums = vec![0.0; rows.len()];
            for (k, inverse) in before.chunks_exact(size).enumerate() {
                let inverse = inverse.get(..=k).unwrap_or_default();
                let pairs = rows.chunks_exact(size).zip(sums.chunks_exact_mut(size));
                for (row, sum) in pairs {
                    add_scaled(sum, row.get(k).copied().unwrap_or(0.0), inverse);
                }
            }
            for (at, sum) in block.clone().zip(sums.chunks_exact_mut(size)) {
                for k in block.start..at {
                    add_scaled(
                        sum,
                        self.at(at, k),
                        self.row(k).get(..=k).unwrap_or_default(),
                    );
                }
                let pivot = self.at(at, at);
                for (column, cell) in self.row_mut(at).iter_mut().enumerate() {
                    let sum = sum.get(column).copied().unwrap_or(0.0);
                    *cell = match column.cmp(&at) {
                        std::cmp::Ordering::Less => -sum / pivot,
                        std::cmp::Ordering::Equal => 1.0 / pivot,
                        std::cmp::Ordering::Greater => 0.0,
                    };
                }
            }
        }
    }

    /// MᵀM of a lower M.
    fn lower_gram(&self) -> Self {
        let size = self.size;
        let mut gram = Self::zeros(size);
        for block in blocks(size) {
            let (_, rows) = gram.split(&block);
            for k in block.start..size {
                let from = self.row(k);
                for (at, row) in block.clone().zip(rows.chunks_exact_mut(size)) {
                    let factor = from.get(at).copied().unwrap_or(0.0);
                    add_scaled(row.get_mut(..=at).unwrap_or_default(), factor, from);
                }
            }
        }
        for row in 0..size {
            for column in 0..row {
                let value = gram.at(row, column);
                gram.set(column, row, value);
            }
        }
        gram
    }
}

/// One more cell of a row of L: what is left of it after the columns before.
fn eliminate(row: &mut [f64], column: usize, done: &[f64], pivot: f64) {
    let known = dot(
        row.get(..column).unwrap_or_default(),
        done.get(..column).unwrap_or_default(),
    );
    if let Some(cell) = row.get_mut(column) {
        *cell = (*cell - known) / pivot;
    }
}

fn blocks(size: usize) -> impl Iterator<Item = Range<usize>> {
    (0..size)
        .step_by(TOGETHER)
        .map(move |start| start..(start + TOGETHER).min(size))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_matrix_times_its_inverse_is_one(
            size in 1_usize..30,
            seed in prop::collection::vec(-1.0_f64..1.0, 30 * 30),
        ) {
            let half: Vec<&[f64]> = seed.chunks(30).take(size).map(|row| &row[..size]).collect();
            let mut matrix = Square::zeros(size);
            for (i, a) in half.iter().enumerate() {
                for (j, b) in half.iter().enumerate() {
                    matrix.add(i, j, dot(a, b));
                }
                matrix.add(i, i, 0.5);
            }
            let inverse = matrix.clone().inverse().unwrap();
            for i in 0..size {
                for j in 0..size {
                    prop_assert_eq!(inverse.at(i, j), inverse.at(j, i));
                    let one: f64 = (0..size).map(|k| matrix.at(i, k) * inverse.at(k, j)).sum();
                    let exact = if i == j { 1.0 } else { 0.0 };
                    prop_assert!((one - exact).abs() < 1e-9, "{} at {} {}", one, i, j);
                }
            }
        }
    }

    #[test]
    fn what_is_not_definite_has_no_inverse() {
        let mut matrix = Square::zeros(2);
        matrix.add(0, 0, 1.0);
        matrix.add(1, 0, 2.0);
        matrix.add(1, 1, 1.0);
        assert_eq!(matrix.inverse(), None);
        assert_eq!(Square::zeros(0).inverse(), Some(Square::zeros(0)));
    }
}
