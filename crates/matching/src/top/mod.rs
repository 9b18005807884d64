//! The best few people for an opening without scoring everybody. Posting lists bound from above
//! what each person's score can be; only whoever might be among the best is scored, exactly, by
//! the same function as everywhere else.

mod plan;
mod roles;
mod search;

pub(crate) use search::Search;

/// Sums by place of one segment.
#[derive(Debug)]
pub(crate) struct Sums(Box<[u32; crate::people::SEGMENT]>);

impl Default for Sums {
    fn default() -> Self {
        let zeros = vec![0; crate::people::SEGMENT].into_boxed_slice();
        // The length is right; an empty array would be, too, were it not.
        Self(
            zeros
                .try_into()
                .unwrap_or_else(|_| Box::new([0; crate::people::SEGMENT])),
        )
    }
}
