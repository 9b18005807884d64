//! Which skills are close to which: by an explicit relation, by a common broader skill, by being
//! required together. Certificates and languages have no neighbours: one licence does not stand in
//! for another, nor does one language.

use std::cmp::Reverse;
use std::collections::HashMap;

use domain::terms::{SkillKind, SkillRelationKind};

use crate::catalogue::CompiledCatalogue;
use crate::input::CatalogueRelation;
use crate::intern::Rows;
use crate::output::SimilarityBasis;
use crate::units::{PPM, handle, index, narrow, times_ppm};
use crate::weights::Weights;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Neighbour {
    pub(crate) skill: u32,
    pub(crate) similarity_ppm: u32,
    pub(crate) basis: SimilarityBasis,
}

/// Owning a skill gives credit for `skill` of at most this much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lift {
    pub(crate) skill: u32,
    pub(crate) credit_ppm: u32,
}

/// The catalogue's relations by skill, in both directions.
pub(crate) struct Relations {
    explicit: Vec<Vec<u32>>,
    broader: Vec<Vec<u32>>,
    narrower: Vec<Vec<u32>>,
}

impl Relations {
    pub(crate) fn new(relations: &[CatalogueRelation], catalogue: &CompiledCatalogue) -> Self {
        let none = vec![Vec::new(); catalogue.skills.len()];
        let mut all = Self {
            explicit: none.clone(),
            broader: none.clone(),
            narrower: none,
        };
        for relation in relations {
            let from = catalogue.named_skill(relation.from);
            let Some((from, to)) = from.zip(catalogue.named_skill(relation.to)) else {
                continue;
            };
            if from == to {
                continue;
            }
            add(&mut all.explicit, from, to);
            add(&mut all.explicit, to, from);
            let (narrow, broad) = match relation.kind {
                SkillRelationKind::Broader => (from, to),
                SkillRelationKind::Narrower => (to, from),
                SkillRelationKind::Related => continue,
            };
            add(&mut all.broader, narrow, broad);
            add(&mut all.narrower, broad, narrow);
        }
        all
    }

    fn siblings(&self, skill: u32) -> impl Iterator<Item = u32> {
        at(&self.broader, skill)
            .iter()
            .flat_map(|parent| at(&self.narrower, *parent))
            .copied()
            .filter(move |sibling| *sibling != skill)
    }
}

fn add(lists: &mut [Vec<u32>], from: u32, to: u32) {
    if let Some(list) = lists.get_mut(index(from))
        && !list.contains(&to)
    {
        list.push(to);
    }
}

fn at(lists: &[Vec<u32>], skill: u32) -> &[u32] {
    lists
        .get(index(skill))
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// The closest few of each skill, closest first; of equally close ones those that are required
/// together more often, then those that more profiles require. Where the last place is shared in
/// all of this, nobody gets it: by id, it would go to whichever came into the catalogue first, and
/// the same company would have other scores where it was entered in another order.
pub(crate) fn find_neighbours(
    catalogue: &CompiledCatalogue,
    relations: &Relations,
    weights: &Weights,
) -> Rows<Neighbour> {
    let mut together = Together::new(catalogue.skills.len());
    Rows::collect((0..handle(catalogue.skills.len())).map(|skill| {
        if !may_be_adjacent(catalogue.kind(skill)) {
            return Vec::new();
        }
        let cosines = together.cosines(catalogue, skill, weights.cooccurrence_min_profiles);
        let cosine = |other: u32| cosines.get(&other).copied().unwrap_or(0);
        let mut found: HashMap<u32, Neighbour> = HashMap::new();
        let mut offer = |other: u32, similarity_ppm: u32, basis| {
            let neighbour = Neighbour {
                skill: other,
                similarity_ppm,
                basis,
            };
            let best = found.entry(other).or_insert(neighbour);
            if similarity_ppm > best.similarity_ppm {
                *best = neighbour;
            }
        };
        for other in at(&relations.explicit, skill) {
            offer(
                *other,
                weights.relation_similarity_ppm,
                SimilarityBasis::Relation,
            );
        }
        for other in relations.siblings(skill) {
            offer(
                other,
                weights.sibling_similarity_ppm,
                SimilarityBasis::Sibling,
            );
        }
        for (other, cosine) in &cosines {
            offer(*other, *cosine, SimilarityBasis::RequiredTogether);
        }
        let mut list: Vec<Neighbour> = found
            .into_values()
            .filter(|n| n.similarity_ppm >= weights.similarity_floor_ppm)
            .filter(|n| may_be_adjacent(catalogue.kind(n.skill)))
            .collect();
        let closeness = |n: &Neighbour| {
            let required_by = catalogue.document_frequency(n.skill);
            (n.similarity_ppm, cosine(n.skill), required_by)
        };
        list.sort_by_key(|n| (Reverse(closeness(n)), catalogue.skills.id(n.skill)));
        let left_out = list.get(usize::from(weights.neighbours)).map(closeness);
        list.truncate(weights.neighbours.into());
        list.retain(|n| Some(closeness(n)) != left_out);
        list
    }))
}

fn may_be_adjacent(kind: SkillKind) -> bool {
    match kind {
        SkillKind::Skill | SkillKind::Knowledge | SkillKind::Tool => true,
        SkillKind::Language | SkillKind::Certificate => false,
    }
}

/// For each skill, whose neighbour it is and how much credit that gives.
pub(crate) fn reverse(rows: &Rows<Neighbour>, skills: usize, weights: &Weights) -> Rows<Lift> {
    let mut lifts = vec![Vec::new(); skills];
    for skill in 0..handle(skills) {
        for neighbour in rows.row(skill) {
            if let Some(list) = lifts.get_mut(index(neighbour.skill)) {
                list.push(Lift {
                    skill,
                    credit_ppm: lift_ppm(neighbour.similarity_ppm, weights),
                });
            }
        }
    }
    Rows::collect(lifts)
}

/// The most credit that a neighbour of this similarity gives.
pub(crate) fn lift_ppm(similarity_ppm: u32, weights: &Weights) -> u32 {
    times_ppm(weights.adjacency_credit_ppm, similarity_ppm)
}

/// Counts in how many profiles skills are required together, one skill at a time.
struct Together {
    counts: Vec<u32>,
    touched: Vec<u32>,
}

impl Together {
    fn new(skills: usize) -> Self {
        Self {
            counts: vec![0; skills],
            touched: Vec::new(),
        }
    }

    /// Cosine between `skill` and each skill that at least `min` profiles require together with
    /// it: n_ab / √(n_a · n_b), in ppm.
    fn cosines(
        &mut self,
        catalogue: &CompiledCatalogue,
        skill: u32,
        min: u32,
    ) -> HashMap<u32, u32> {
        for profile in catalogue.requiring.row(skill) {
            for other in catalogue.required.row(profile.of) {
                if let Some(count) = self.counts.get_mut(index(other.of)) {
                    if *count == 0 {
                        self.touched.push(other.of);
                    }
                    *count += 1;
                }
            }
        }
        let own = catalogue.document_frequency(skill);
        let mut cosines = HashMap::new();
        for other in self.touched.drain(..) {
            let Some(count) = self.counts.get_mut(index(other)).map(std::mem::take) else {
                continue;
            };
            if other != skill && count >= min.max(1) {
                let cosine = cosine_ppm(count, own, catalogue.document_frequency(other));
                cosines.insert(other, cosine);
            }
        }
        cosines
    }
}

/// n_ab / √(n_a · n_b) in ppm.
pub(crate) fn cosine_ppm(both: u32, a: u32, b: u32) -> u32 {
    let square = u128::from(both) * u128::from(both) * u128::from(PPM) * u128::from(PPM);
    let square = square / (u128::from(a) * u128::from(b)).max(1);
    narrow(u64::try_from(square).unwrap_or(u64::MAX).isqrt())
}
