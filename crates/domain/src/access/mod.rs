//! Who may do what (DOMAIN §2): one table, printed and tested cell by cell.
//!
//! A caller finds out in which [`Capacity`]s an [`Actor`] stands towards an object, then asks
//! [`Actor::permit`]. The [`Permit`] that comes back is the proof; functions that touch personal
//! data take it as an argument, so that forgetting to ask does not compile.
//!
//! What somebody may not know about is [`Denied::Hidden`] (404); what they may know but not do is
//! [`Denied::Forbidden`] (403).

mod fields;
mod rules;

use std::fmt;
use std::marker::PhantomData;

pub use fields::ProfileField;
pub use rules::{Action, actions};

use crate::ids::{AccountId, EmployeeId};
use crate::terms::Role;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub account_id: AccountId,
    /// None for accounts that belong to no employee, such as a first administrator's.
    pub employee_id: Option<EmployeeId>,
    pub roles: Vec<Role>,
}

impl Actor {
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    #[must_use]
    pub fn is(&self, employee: EmployeeId) -> bool {
        self.employee_id == Some(employee)
    }

    /// The capacities that need no look at the object: being signed in, and the account's roles.
    #[must_use]
    pub fn capacities(&self) -> Capacities {
        let mut all = Capacities::default().and(Capacity::Colleague);
        for role in &self.roles {
            all = match role {
                Role::Specialist => all.and(Capacity::Specialist),
                Role::Leader => all.and(Capacity::Leader),
                Role::Admin => all.and(Capacity::Admin),
                Role::Employee | Role::Integration => all,
            };
        }
        all
    }

    /// Asks the table. `capacities` are those towards this very object.
    ///
    /// # Errors
    /// [`Denied`], saying whether the object may at least be known of.
    pub fn permit<A: Act>(
        &self,
        _action: A,
        object: A::Object,
        capacities: Capacities,
    ) -> Result<Permit<A>, Denied> {
        decide(A::ACTION, capacities)?;
        Ok(Permit {
            object,
            capacities,
            action: PhantomData,
        })
    }
}

/// What somebody is to the object at hand. One person may be several at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capacity {
    /// Signed in, and nothing more.
    Colleague,
    /// The person whom the data is about; the applicant of an application.
    Oneself,
    /// Manager of the person, directly or further up the line.
    LineManager,
    /// Manager of an applicant, from the stage on at which the policy reveals the application.
    InformedManager,
    /// Manager of some employee or head of a unit: may open positions.
    AnyManager,
    /// Owner, deputy or member of an opening's hiring team.
    HiringTeam,
    /// Named for an interview that the applicant has chosen the time of.
    Interviewer,
    /// Manager of the seat that somebody moves to.
    ReceivingManager,
    /// Asked to approve a move.
    Approver,
    /// In the audience of an opening that is open.
    Audience,
    Specialist,
    Leader,
    Admin,
}

impl Capacity {
    pub const ALL: [Self; 13] = [
        Self::Colleague,
        Self::Oneself,
        Self::LineManager,
        Self::InformedManager,
        Self::AnyManager,
        Self::HiringTeam,
        Self::Interviewer,
        Self::ReceivingManager,
        Self::Approver,
        Self::Audience,
        Self::Specialist,
        Self::Leader,
        Self::Admin,
    ];

    const fn bit(self) -> u16 {
        match self {
            Self::Colleague => 1,
            Self::Oneself => 1 << 1,
            Self::LineManager => 1 << 2,
            Self::InformedManager => 1 << 3,
            Self::AnyManager => 1 << 4,
            Self::HiringTeam => 1 << 5,
            Self::Audience => 1 << 6,
            Self::Specialist => 1 << 7,
            Self::Leader => 1 << 8,
            Self::Admin => 1 << 9,
            Self::ReceivingManager => 1 << 10,
            Self::Approver => 1 << 11,
            Self::Interviewer => 1 << 12,
        }
    }
}

/// A set of capacities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capacities(u16);

impl Capacities {
    #[must_use]
    pub const fn and(self, capacity: Capacity) -> Self {
        Self(self.0 | capacity.bit())
    }

    #[must_use]
    pub const fn and_if(self, holds: bool, capacity: Capacity) -> Self {
        if holds { self.and(capacity) } else { self }
    }

    #[must_use]
    pub const fn has(self, capacity: Capacity) -> bool {
        self.0 & capacity.bit() != 0
    }

    #[must_use]
    pub const fn without(self, capacity: Capacity) -> Self {
        Self(self.0 & !capacity.bit())
    }

    const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Answer as if it did not exist.
    #[error("it is not there for this person")]
    Hidden,
    #[error("this person may not do that")]
    Forbidden,
}

/// A marker type of an action, so that a permit for one action is no permit for another.
pub trait Act {
    /// What the action is done to.
    type Object: Copy + fmt::Debug;
    const ACTION: Action;
}

/// Proof that the table said yes to action `A` on one object.
#[derive(Clone, Copy, Debug)]
pub struct Permit<A: Act> {
    object: A::Object,
    capacities: Capacities,
    action: PhantomData<A>,
}

impl<A: Act> Permit<A> {
    #[must_use]
    pub const fn object(&self) -> A::Object {
        self.object
    }

    /// In which capacities it was given; fields are filtered by these.
    #[must_use]
    pub const fn capacities(&self) -> Capacities {
        self.capacities
    }
}

/// The decision itself.
///
/// # Errors
/// [`Denied`].
pub const fn decide(action: Action, capacities: Capacities) -> Result<(), Denied> {
    let rule = action.rule();
    if capacities.meets(rule.allowed) {
        Ok(())
    } else if capacities.meets(rule.known) {
        Err(Denied::Forbidden)
    } else {
        Err(Denied::Hidden)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn matrix() -> String {
        let mut text = format!("{:<22}", "");
        for capacity in Capacity::ALL {
            write!(text, " {:<16}", format!("{capacity:?}")).unwrap();
        }
        for action in Action::ALL {
            write!(text, "\n{:<22}", format!("{action:?}")).unwrap();
            for capacity in Capacity::ALL {
                let cell = match decide(*action, Capacities::default().and(capacity)) {
                    Ok(()) => "yes",
                    Err(Denied::Forbidden) => "403",
                    Err(Denied::Hidden) => "404",
                };
                write!(text, " {cell:<16}").unwrap();
            }
        }
        text.lines()
            .map(str::trim_end)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// A change of policy is a readable difference here.
    #[test]
    fn sec_42_the_matrix_of_capacities_and_actions() {
        insta::assert_snapshot!("capacities_and_actions", matrix());
    }

    #[test]
    fn nobody_may_do_anything_without_a_capacity() {
        for action in Action::ALL {
            assert_eq!(
                decide(*action, Capacities::default()),
                Err(Denied::Hidden),
                "{action:?}"
            );
        }
    }

    #[test]
    fn whoever_may_do_it_may_know_of_it() {
        for action in Action::ALL {
            let rule = action.rule();
            for capacity in Capacity::ALL {
                let alone = Capacities::default().and(capacity);
                if alone.meets(rule.allowed) {
                    assert_eq!(decide(*action, alone), Ok(()));
                }
            }
        }
    }

    #[test]
    fn one_more_capacity_never_takes_anything_away() {
        for action in Action::ALL {
            for one in Capacity::ALL {
                for two in Capacity::ALL {
                    let alone = Capacities::default().and(one);
                    if decide(*action, alone).is_ok() {
                        assert_eq!(
                            decide(*action, alone.and(two)),
                            Ok(()),
                            "{action:?} {one:?} {two:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn an_administrator_is_not_thereby_a_reader_of_peoples_data() {
        let admin = Capacities::default()
            .and(Capacity::Colleague)
            .and(Capacity::Admin);
        for action in [
            Action::ReadApplication,
            Action::ReadCandidates,
            Action::ReadAccessLog,
            Action::EditOwnWishes,
        ] {
            assert!(decide(action, admin).is_err(), "{action:?}");
        }
    }
}
