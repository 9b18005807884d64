//! Which parts of a person's profile somebody sees. The one place that decides it: handlers ask
//! here and leave out what is not for the viewer (absent, not null).

use super::{Capacities, Capacity};
use crate::terms::AspirationVisibility;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProfileField {
    /// Name, title, unit, place, manager.
    Card,
    /// Skills with their effective levels.
    Skills,
    /// The single claims behind a level, with evidence and author.
    Claims,
    RoleHistory,
    HireDate,
    /// That somebody is about to leave, before they have; whoever may not know reads `active`.
    Leaving,
    /// Want to use, want to learn, prefer not to.
    Interests,
    MobilityPreference,
    /// Own applications, completeness hints and the like.
    Personal,
}

impl ProfileField {
    pub const ALL: [Self; 9] = [
        Self::Card,
        Self::Skills,
        Self::Claims,
        Self::RoleHistory,
        Self::HireDate,
        Self::Leaving,
        Self::Interests,
        Self::MobilityPreference,
        Self::Personal,
    ];

    #[must_use]
    pub const fn visible_to(self, viewer: Capacities) -> bool {
        use Capacity::{Colleague, HiringTeam, Interviewer, LineManager, Oneself, Specialist};
        let oneself = viewer.has(Oneself);
        let specialist = viewer.has(Specialist);
        match self {
            Self::Card | Self::Skills | Self::RoleHistory => {
                oneself || specialist || viewer.has(Colleague)
            }
            // A hiring team sees the profile of an applicant: they gave it to them by applying; and
            // so do those whom they have agreed to talk with.
            Self::Claims => {
                let hires = viewer.has(HiringTeam) || viewer.has(Interviewer);
                oneself || specialist || viewer.has(LineManager) || hires
            }
            Self::HireDate | Self::Leaving => oneself || specialist || viewer.has(LineManager),
            // Wishes of a person would tell the manager of a plan to leave: not theirs to see.
            Self::Interests | Self::MobilityPreference => oneself || specialist,
            Self::Personal => oneself,
        }
    }
}

impl AspirationVisibility {
    /// Whether an aspiration of this visibility is for that viewer.
    #[must_use]
    pub const fn visible_to(self, viewer: Capacities) -> bool {
        viewer.has(Capacity::Oneself)
            || match self {
                Self::Private => false,
                Self::Manager => {
                    viewer.has(Capacity::LineManager) || viewer.has(Capacity::Specialist)
                }
                Self::Hr => viewer.has(Capacity::Specialist),
            }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn sec_43_the_matrix_of_capacities_and_profile_fields() {
        let mut text = format!("{:<20}", "");
        for capacity in Capacity::ALL {
            write!(text, " {:<15}", format!("{capacity:?}")).unwrap();
        }
        let mut row = |name: String, sees: &dyn Fn(Capacities) -> bool| {
            write!(text, "\n{name:<20}").unwrap();
            for capacity in Capacity::ALL {
                let cell = if sees(Capacities::default().and(capacity)) {
                    "sees"
                } else {
                    "-"
                };
                write!(text, " {cell:<15}").unwrap();
            }
        };
        for field in ProfileField::ALL {
            row(format!("{field:?}"), &|viewer| field.visible_to(viewer));
        }
        for visibility in AspirationVisibility::ALL {
            row(format!("Aspiration {visibility}"), &|viewer| {
                visibility.visible_to(viewer)
            });
        }
        let text = text
            .lines()
            .map(str::trim_end)
            .collect::<Vec<_>>()
            .join("\n");
        insta::assert_snapshot!("capacities_and_profile_fields", text);
    }
}
