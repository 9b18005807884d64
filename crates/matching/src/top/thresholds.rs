//! How much somebody must have to be among the best, computed once for all who are alike.

use domain::ids::EmployeeId;

use super::roles::CLASSES;
use super::standing::Standing;
use crate::people::StrengthClass;
use crate::select::Entry;
use crate::units::index;

/// The best must improve by this much before thresholds are computed anew, in ppm.
const IMPROVEMENT: u32 = 2_000;

/// Who lacks more must-haves than this is taken to lack this many.
pub(super) const UNMET_MAX: u32 = 7;

/// Who is sure to step down is not told from those who do not step up.
const STANDINGS: usize = 2;

/// Least sums by class of role, standing, strength and must-haves lacked; kept while the best do not
/// improve much, since an older one lets through more, never less.
#[derive(Debug)]
pub(crate) struct Thresholds {
    /// In steps of credit.
    least: Vec<u16>,
    /// The rank and state that they were computed for.
    of: Option<(bool, u32)>,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            least: vec![Self::UNKNOWN; CLASSES * STANDINGS * StrengthClass::COUNT * 8],
            of: None,
        }
    }
}

impl Thresholds {
    const UNKNOWN: u16 = u16::MAX - 1;
    /// Nobody passes.
    pub(super) const NEVER: u16 = u16::MAX;

    pub(super) fn forget(&mut self) {
        self.least.fill(Self::UNKNOWN);
        self.of = None;
    }

    pub(super) fn renew(&mut self, last: Option<&Entry<EmployeeId>>) {
        let now = last.map(|last| (last.fitted, last.primary));
        let much = match (self.of, now) {
            (Some((_, old)), Some((_, new))) if self.of.map(|o| o.0) == now.map(|n| n.0) => {
                new >= old.saturating_add(IMPROVEMENT)
            }
            (old, new) => old != new,
        };
        if much {
            self.forget();
            self.of = now;
        }
    }

    #[inline]
    pub(super) fn slot(
        (class, standing): (usize, Standing),
        strength: StrengthClass,
        unmet: u32,
    ) -> usize {
        let class = class * STANDINGS + standing.index().min(STANDINGS - 1);
        (class * StrengthClass::COUNT + strength.index()) * 8 + index(unmet)
    }

    #[inline]
    pub(super) fn get(&self, slot: usize) -> Option<u16> {
        let least = self.least.get(slot);
        least.copied().filter(|least| *least != Self::UNKNOWN)
    }

    pub(super) fn put(&mut self, slot: usize, least: u16) {
        if let Some(known) = self.least.get_mut(slot) {
            *known = least;
        }
    }
}
