//! Adding up postings by place, for one segment at a time.

use std::ops::Range;

use super::plan::Plan;
use crate::people::{Held, SEGMENT};

/// Sums by place of one segment.
#[derive(Debug)]
pub(crate) struct Sums(Box<[u64; SEGMENT]>);

impl Default for Sums {
    fn default() -> Self {
        let zeros = vec![0; SEGMENT].into_boxed_slice();
        // The length is right, so that the detour over the stack is never taken.
        Self(zeros.try_into().unwrap_or_else(|_| Box::new([0; SEGMENT])))
    }
}

impl Sums {
    pub(super) fn add_up(&mut self, held: &Held, plan: &Plan) {
        let sums = &mut *self.0;
        if let Some(sums) = sums.get_mut(..held.segment.len()) {
            sums.fill(0);
        }
        for list in &plan.lists {
            let adds = list.adds();
            for posting in held.segment.by_skill.row(list.skill) {
                if let Some(sum) = sums.get_mut(usize::from(posting.place)) {
                    *sum += adds(*posting);
                }
            }
        }
    }

    #[inline]
    pub(super) fn at(&self, place: u16) -> u64 {
        let sum = self.0.get(usize::from(place));
        sum.copied().unwrap_or(0)
    }

    pub(super) fn slice(&self, range: Range<usize>) -> &[u64] {
        self.0.get(range).unwrap_or_default()
    }
}
