//! What sort of move it is, by the roles of the two seats.

use crate::ids::JobFamilyId;
use crate::terms::CareerStepKind;

/// A role as far as it says which step another one is: its family, and its grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    pub family: JobFamilyId,
    pub level: i16,
}

/// A higher grade is a promotion and a lower one a step back, in whichever family; of equal grades
/// another family is said.
#[must_use]
pub fn nature(from: Rung, to: Rung) -> CareerStepKind {
    match to.level.cmp(&from.level) {
        std::cmp::Ordering::Greater => CareerStepKind::Promotion,
        std::cmp::Ordering::Less => CareerStepKind::StepBack,
        std::cmp::Ordering::Equal if to.family == from.family => CareerStepKind::Lateral,
        std::cmp::Ordering::Equal => CareerStepKind::CrossFamily,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_is_named_by_grade_first_and_family_second() {
        let rung = |family: u128, level| Rung {
            family: JobFamilyId::from_uuid(uuid::Uuid::from_u128(family)),
            level,
        };
        let named = |to| nature(rung(1, 3), to);
        assert_eq!(named(rung(1, 4)), CareerStepKind::Promotion);
        assert_eq!(named(rung(2, 4)), CareerStepKind::Promotion);
        assert_eq!(named(rung(1, 3)), CareerStepKind::Lateral);
        assert_eq!(named(rung(2, 3)), CareerStepKind::CrossFamily);
        assert_eq!(named(rung(2, 2)), CareerStepKind::StepBack);
    }
}
