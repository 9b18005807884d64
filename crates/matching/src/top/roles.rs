//! What of a score depends on a person's role only, and the roles in few classes of the same
//! worth, so that a threshold is computed once for each class.

use std::sync::Arc;

use super::standing::Standing;
use crate::engine::{Engine, Scratch};
use crate::intern::NONE;
use crate::opening::OpeningRecord;
use crate::output::{Direction, DirectionBasis};
use crate::score::{best_direction, step_ppm};
use crate::units::{PPM, index, times_ppm};

pub(super) const CLASSES: usize = 32;

/// What a role adds for whoever holds it; at least as much as it really does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Role {
    pub(super) mobility_ppm: u32,
    pub(super) direction: (Direction, DirectionBasis),
    /// Whether everybody in it is left out because it would be a step down for them.
    pub(super) is_hidden: bool,
    pub(super) class: usize,
}

impl Role {
    #[inline]
    pub(super) fn is_by_skills(&self) -> bool {
        self.direction.1 == DirectionBasis::Skills
    }
}

/// By handle of the profile; the last is that of people without a known role.
pub(super) struct Roles {
    roles: Arc<[Role]>,
    /// The best of each class.
    classes: Vec<Option<Role>>,
    /// By standing, the direction worth most of those that are left where the skills decide.
    left: [Option<Direction>; Standing::ALL.len()],
}

impl Roles {
    pub(super) fn new(
        engine: &Engine,
        opening: &OpeningRecord,
        include_step_down: bool,
        scratch: &mut Scratch,
    ) -> Self {
        let count = crate::units::handle(engine.catalogue.profiles.len());
        let weights = &engine.weights;
        let mut classes = vec![None; CLASSES];
        let mut role = |profile: u32| {
            let mobility_ppm = scratch.mobility_from(engine, profile, opening);
            let direction = best_direction(opening, engine.catalogue.grade(profile), weights);
            let step = times_ppm(step_ppm(direction.0, weights), weights.want_step_ppm);
            let worth = times_ppm(mobility_ppm, weights.want_mobility_ppm) + step;
            let most = weights.want_mobility_ppm + weights.want_step_ppm;
            let class = u64::from(worth) * 31 / u64::from(most.max(1));
            let is_hidden =
                direction == (Direction::StepDown, DirectionBasis::Grade) && !include_step_down;
            let role = Role {
                mobility_ppm,
                direction,
                is_hidden,
                class: usize::try_from(class).unwrap_or(0).min(CLASSES - 1),
            };
            if let Some(best) = classes.get_mut(role.class) {
                *best = Some(better(*best, role, weights));
            }
            role
        };
        let roles = (0..count).chain([NONE]).map(&mut role).collect();
        let left = Standing::ALL.map(|standing| {
            let possible = [
                (Direction::StepUp, standing == Standing::Open),
                (Direction::Lateral, standing != Standing::StepDown),
                // What is reached at least does not rule it out.
                (Direction::StepDown, include_step_down),
            ];
            let possible = possible.into_iter().filter(|(_, possible)| *possible);
            possible
                .map(|one| one.0)
                .max_by_key(|d| step_ppm(*d, weights))
        });
        Self {
            roles,
            classes,
            left,
        }
    }

    /// The role, where the skills decide on the direction, for somebody of this standing; `None`
    /// where they are left out.
    #[inline]
    pub(super) fn left(&self, role: &Role, standing: Standing) -> Option<Role> {
        let left = self.left.get(standing.index()).copied().flatten();
        left.map(|direction| Role {
            direction: (direction, DirectionBasis::Skills),
            ..*role
        })
    }

    pub(super) fn of(&self, profile: u32) -> Option<Role> {
        let role = self.roles.get(index(profile));
        role.or(self.roles.last()).copied()
    }

    /// The best of a class; of a standing, where the skills decide.
    pub(super) fn class(&self, (class, standing): (usize, Standing)) -> Option<Role> {
        let best = self.classes.get(class).copied().flatten()?;
        match standing {
            Standing::Open => Some(best),
            // Of the two, those who may yet be at the same level have more to hope for.
            Standing::NoStepUp | Standing::StepDown => self.left(&best, Standing::NoStepUp),
        }
    }
}

fn better(best: Option<Role>, role: Role, weights: &crate::weights::Weights) -> Role {
    let best = best.unwrap_or(role);
    let steps = [best.direction, role.direction];
    let direction = steps.into_iter().max_by_key(|d| step_ppm(d.0, weights));
    Role {
        mobility_ppm: best.mobility_ppm.max(role.mobility_ppm).min(PPM),
        direction: direction.unwrap_or(role.direction),
        is_hidden: best.is_hidden && role.is_hidden,
        class: role.class,
    }
}
