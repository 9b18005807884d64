//! What is reached of the levels asked, and what that leaves of the directions.

/// What the levels that somebody has leave of the directions between equal grades.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Any.
    Open,
    /// So much is reached that it is no step up.
    NoStepUp,
    /// It is a step down.
    StepDown,
}

impl Standing {
    pub(super) const ALL: [Self; 3] = [Self::Open, Self::NoStepUp, Self::StepDown];

    pub(super) const fn index(self) -> usize {
        match self {
            Self::Open => 0,
            Self::NoStepUp => 1,
            Self::StepDown => 2,
        }
    }
}
