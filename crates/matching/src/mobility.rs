//! Between roles: how usual a move is, and how near a role is to one that a person aims for.
//!
//! The prior is `M = clip(ln((n_ij + k·π_ij) / ((n_i + k)·q_j)))`: n are observed moves, π the
//! share of the destination among all roles by similarity of what they require, q the share of all
//! moves that end there (one move added to each, so that none is impossible), k the weight of the
//! seed in moves.

use std::collections::{BTreeMap, HashSet};

use crate::catalogue::CompiledCatalogue;
use crate::input::Catalogue;
use crate::intern::Rows;
use crate::units::{PPM, handle, index, ln_milli, narrow, times_ppm};
use crate::weights::Weights;

/// What is said of a move of which nothing is known: M = 0.
pub(crate) const NEUTRAL_PPM: u32 = PPM / 2;

#[derive(Clone, Debug, Default)]
pub(crate) struct Mobility {
    /// Ten times the length of each profile's vector √Σ idf²·R².
    lengths: Vec<u64>,
    /// Sum of each profile's similarities to all, in ppm.
    similarity_sums: Vec<u64>,
    /// By profile: to where people moved from there, and how many, in order of handle.
    moves: Rows<(u32, u32)>,
    /// By profile as origin: ln(S · (n_i + k)), in thousandths.
    ln_leaving: Vec<u64>,
    /// By profile as destination: ln(n_j + 1), in thousandths.
    ln_arriving: Vec<u64>,
    /// ln(n + J), in thousandths.
    ln_all: u64,
    /// By profile: from where a stored step leads there.
    predecessors: Rows<u32>,
}

impl Mobility {
    pub(crate) fn new(catalogue: &CompiledCatalogue, input: &Catalogue, weights: &Weights) -> Self {
        let profiles = handle(catalogue.profiles.len());
        let mut all = Self {
            lengths: (0..profiles).map(|p| length(catalogue, p)).collect(),
            ..Self::default()
        };
        let mut row = Vec::new();
        for profile in 0..profiles {
            all.similarities(catalogue, profile, &mut row);
            all.similarity_sums
                .push(row.iter().copied().map(u64::from).sum());
        }
        all.learn_moves(catalogue, input, weights);
        let mut predecessors = vec![Vec::new(); index(profiles)];
        for (from, to) in &input.career_steps {
            let from = catalogue.known_profile(*from);
            if let Some((from, to)) = from.zip(catalogue.known_profile(*to))
                && let Some(list) = predecessors.get_mut(index(to))
            {
                list.push(from);
            }
        }
        all.predecessors = Rows::collect(predecessors);
        all
    }

    fn learn_moves(&mut self, catalogue: &CompiledCatalogue, input: &Catalogue, weights: &Weights) {
        let mut counts: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for moves in &input.observed_moves {
            let from = catalogue.known_profile(moves.from);
            if let Some(pair) = from.zip(catalogue.known_profile(moves.to)) {
                *counts.entry(pair).or_default() += moves.count;
            }
        }
        let mut rows = vec![Vec::new(); self.lengths.len()];
        let mut leaving = vec![u64::from(weights.mobility_prior_moves); rows.len()];
        let mut arriving = vec![1_u64; rows.len()];
        let mut all = u64::from(handle(input.job_profiles.len()));
        for ((from, to), count) in counts {
            for (list, at) in [(&mut leaving, from), (&mut arriving, to)] {
                if let Some(sum) = list.get_mut(index(at)) {
                    *sum += u64::from(count);
                }
            }
            if let Some(row) = rows.get_mut(index(from)) {
                row.push((to, count));
            }
            all += u64::from(count);
        }
        self.moves = Rows::collect(rows);
        self.ln_leaving = leaving
            .iter()
            .zip(&self.similarity_sums)
            .map(|(leaving, sum)| ln_milli(*sum) + ln_milli(*leaving))
            .collect();
        self.ln_arriving = arriving.into_iter().map(ln_milli).collect();
        self.ln_all = ln_milli(all);
    }

    /// Cosine of what `profile` requires with what every profile requires, in ppm, by handle.
    pub(crate) fn similarities(
        &self,
        catalogue: &CompiledCatalogue,
        profile: u32,
        row: &mut Vec<u32>,
    ) {
        let mut dots = vec![0_u64; self.lengths.len()];
        for own in catalogue.required.row(profile) {
            let weight = u64::from(catalogue.idf2(own.of)) * u64::from(own.level);
            for other in catalogue.requiring.row(own.of) {
                if let Some(dot) = dots.get_mut(index(other.of)) {
                    *dot += weight * u64::from(other.level);
                }
            }
        }
        let own_length = self.lengths.get(index(profile)).copied().unwrap_or(0);
        row.clear();
        row.extend(dots.iter().zip(&self.lengths).map(|(dot, length)| {
            let cosine = (dot * 100 * u64::from(PPM)).checked_div(own_length * length);
            cosine.map_or(0, narrow).min(PPM)
        }));
    }

    /// The prior of a move as a value from 0 (M at the lower end) to 1; `similarity_ppm` is that
    /// of the two profiles.
    pub(crate) fn value_ppm(
        &self,
        from: u32,
        to: u32,
        similarity_ppm: u32,
        weights: &Weights,
    ) -> u32 {
        let clip = i64::from(weights.mobility_clip_milli.max(1));
        let lift = self
            .lift_milli(from, to, similarity_ppm, weights)
            .unwrap_or(-clip);
        let shifted = u64::try_from(lift.clamp(-clip, clip) + clip).unwrap_or(0);
        narrow(shifted * u64::from(PPM) / (2 * clip.unsigned_abs()))
    }

    /// M in thousandths before clipping; `None` is minus infinity. Roles that require nothing say
    /// nothing either: 0.
    ///
    /// With S the sum of similarities of `from` and J roles, the fraction is
    /// `(n_ij·S + k·sim) · (n + J) / (S · (n_i + k) · (n_j + 1))`.
    fn lift_milli(
        &self,
        from: u32,
        to: u32,
        similarity_ppm: u32,
        weights: &Weights,
    ) -> Option<i64> {
        let at = |list: &[u64], profile: u32| list.get(index(profile)).copied().unwrap_or(0);
        let row = self.moves.row(from);
        let found = row.binary_search_by_key(&to, |(profile, _)| *profile);
        let moves = found
            .ok()
            .and_then(|place| row.get(place))
            .map_or(0, |(_, n)| *n);
        if moves == 0 && (at(&self.lengths, from) == 0 || at(&self.lengths, to) == 0) {
            return Some(0);
        }
        let k = u64::from(weights.mobility_prior_moves);
        let seen = u64::from(moves) * at(&self.similarity_sums, from).max(1)
            + k * u64::from(similarity_ppm);
        if seen == 0 {
            return None;
        }
        let above = ln_milli(seen) + self.ln_all;
        let below = at(&self.ln_leaving, from) + at(&self.ln_arriving, to);
        i64::try_from(above).ok()?.checked_sub_unsigned(below)
    }

    /// For each profile how near it is to one of the targets: 1 for a target, the family value for
    /// one of its family, the step value to the power k for k steps before it.
    pub(crate) fn aspirations(
        &self,
        catalogue: &CompiledCatalogue,
        targets: &[u32],
        weights: &Weights,
        row: &mut Vec<u32>,
    ) {
        row.clear();
        row.resize(catalogue.profiles.len(), 0);
        for target in targets {
            for (at, value) in (0..).zip(row.iter_mut()) {
                if catalogue.same_family(*target, at) {
                    *value = (*value).max(weights.aspiration_family_ppm);
                }
            }
            self.walk_back(*target, weights, row);
        }
    }

    /// Breadth first, so that each profile is reached by the fewest steps.
    fn walk_back(&self, target: u32, weights: &Weights, row: &mut [u32]) {
        let mut value = PPM;
        let mut front = vec![target];
        let mut visited = HashSet::from([target]);
        for _ in 0..=weights.aspiration_max_steps {
            let mut next = Vec::new();
            for profile in front {
                if let Some(best) = row.get_mut(index(profile)) {
                    *best = (*best).max(value);
                }
                let before = self.predecessors.row(profile).iter().copied();
                next.extend(before.filter(|p| visited.insert(*p)));
            }
            value = times_ppm(value, weights.aspiration_step_ppm);
            front = next;
        }
    }
}

fn length(catalogue: &CompiledCatalogue, profile: u32) -> u64 {
    let square: u64 = catalogue
        .required
        .row(profile)
        .iter()
        .map(|r| u64::from(catalogue.idf2(r.of)) * u64::from(r.level) * u64::from(r.level))
        .sum();
    (square * 100).isqrt()
}
