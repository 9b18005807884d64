//! Rings in a chain of superiors.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// Who is their own superior, directly or by others, among those reachable from `starts`.
/// `above` names each one's superior. Linear in the length of the chains.
pub(super) fn on_rings<I: Copy + Eq + Hash>(
    above: impl Fn(I) -> Option<I>,
    starts: impl Iterator<Item = I>,
) -> HashSet<I> {
    let mut rings = HashSet::new();
    let mut done: HashSet<I> = HashSet::new();
    for start in starts {
        let mut chain: Vec<I> = Vec::new();
        let mut places: HashMap<I, usize> = HashMap::new();
        let mut at = Some(start);
        while let Some(one) = at {
            if done.contains(&one) {
                break;
            }
            if let Some(place) = places.get(&one) {
                rings.extend(chain.iter().skip(*place));
                break;
            }
            places.insert(one, chain.len());
            chain.push(one);
            at = above(one);
        }
        done.extend(chain);
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rings(links: &[(u8, u8)]) -> Vec<u8> {
        let above: HashMap<u8, u8> = links.iter().copied().collect();
        let mut found: Vec<u8> = on_rings(|one| above.get(&one).copied(), above.keys().copied())
            .into_iter()
            .collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn finds_rings_and_not_those_who_lead_into_them() {
        assert_eq!(rings(&[(1, 2), (2, 3)]), [0u8; 0]);
        assert_eq!(rings(&[(1, 1), (2, 1)]), [1]);
        assert_eq!(rings(&[(1, 2), (2, 3), (3, 2), (4, 1), (5, 4)]), [2, 3]);
        assert_eq!(
            rings(&[(1, 2), (2, 1), (3, 4), (4, 3), (5, 6)]),
            [1, 2, 3, 4]
        );
    }
}
