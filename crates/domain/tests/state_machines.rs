//! `docs/state-machines.md` is drawn from the machines. When it differs from them this test fails;
//! `UPDATE_DOCS=1` rewrites it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests and their helpers"
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use chrono::{NaiveDate, TimeDelta};
use domain::application::{
    self, ApplicationCommand, ApplicationFacts, ApplicationStatus, ApplicationStep, DecisionSide,
};
use domain::disclosure::DisclosureTable;
use domain::engagement::{
    self, EngagementCommand, EngagementFacts, EngagementStatus, EngagementStep,
};
use domain::mobility::{
    self, ApprovalCount, Council, CouncilStand, MoveCommand, MoveFacts, MoveRules, MoveSide,
    MoveState, MoveStatus, MoveStep, MoveTurn,
};
use domain::opportunity::{
    self, OpportunityCommand, OpportunityFacts, OpportunityStatus, OpportunityStep,
};
use domain::policy::PostingPolicy;
use domain::terms::OpportunityKind;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

/// From, to, and the names of the steps between them, in the order of the machine's own words.
type Edges = BTreeMap<(usize, usize), Vec<String>>;

fn add(edges: &mut Edges, from: usize, to: usize, name: String) {
    let names = edges.entry((from, to)).or_default();
    if !names.contains(&name) {
        names.push(name);
    }
}

fn diagram(states: &[&str], first: &str, over: &[&str], edges: &Edges) -> String {
    let mut text = format!("```mermaid\nstateDiagram-v2\n    [*] --> {first}\n");
    for ((from, to), names) in edges {
        writeln!(
            text,
            "    {} --> {}: {}",
            states[*from],
            states[*to],
            names.join(", ")
        )
        .unwrap();
    }
    for state in over {
        writeln!(text, "    {state} --> [*]").unwrap();
    }
    text + "```\n"
}

/// Steps of the system are drawn in parentheses.
fn by_itself(name: &str) -> String {
    format!("({name})")
}

fn openings() -> String {
    let facts = OpportunityFacts {
        kind: OpportunityKind::Role,
        has_pay_range: true,
        criteria: 1,
        requirements: 1,
        is_blank: false,
        audience_unknown: false,
        seats_left: 1,
        hours_per_week: None,
        starts_on: None,
        ends_on: None,
        closes_on: Some(today()),
        live_applications: 0,
    };
    let steps = (OpportunityCommand::ALL.iter())
        .map(|command| (OpportunityStep::Command(*command), command.to_string()))
        .chain([
            (OpportunityStep::LastSeatTaken, by_itself("last seat taken")),
            (OpportunityStep::TimeUp, by_itself("closing date passed")),
            (
                OpportunityStep::SeatGivenBack,
                by_itself("mover does not come or returns"),
            ),
        ]);
    let all = OpportunityStatus::ALL;
    let place = |status| all.iter().position(|one| *one == status).unwrap();
    let mut edges = Edges::new();
    for (step, name) in steps {
        for from in all {
            for live_applications in [0, 1] {
                let facts = OpportunityFacts {
                    live_applications,
                    ..facts
                };
                let policy = PostingPolicy::default();
                if let Ok(done) = opportunity::transition(*from, step, &facts, &policy, today()) {
                    add(&mut edges, place(*from), place(done.to), name.clone());
                }
            }
        }
    }
    diagram(
        OpportunityStatus::NAMES,
        "draft",
        &["filled", "cancelled"],
        &edges,
    )
}

fn applications() -> String {
    let steps = std::iter::once((ApplicationStep::Submit, "submit".to_owned()))
        .chain(
            (ApplicationCommand::ALL.iter())
                .map(|command| (ApplicationStep::Command(*command), command.to_string())),
        )
        .chain([(ApplicationStep::Lapse, by_itself("opening is over"))]);
    let all = ApplicationStatus::ALL;
    let place = |status| all.iter().position(|one| *one == status).unwrap();
    let mut edges = Edges::new();
    for (step, name) in steps {
        for from in all {
            for side in [DecisionSide::Applicant, DecisionSide::HiringTeam] {
                let facts = ApplicationFacts {
                    side,
                    is_applicant: side == DecisionSide::Applicant,
                    opportunity: OpportunityStatus::OpenInternal,
                    seats_left: 1,
                    has_feedback: true,
                    interview_guaranteed: false,
                    has_reason: true,
                };
                let table = DisclosureTable::default();
                if let Ok(done) = application::transition(*from, step, &facts, &table) {
                    add(&mut edges, place(*from), place(done.to), name.clone());
                }
            }
        }
    }
    let over: Vec<&str> = (all.iter())
        .filter(|status| status.is_over())
        .map(|status| status.as_str())
        .collect();
    diagram(ApplicationStatus::NAMES, "draft", &over, &edges)
}

fn moves() -> String {
    let steps = (MoveCommand::ALL.iter())
        .map(|command| (MoveStep::Command(*command), command.to_string()))
        .chain([
            (MoveStep::PlanningOver, by_itself("nobody asked")),
            (MoveStep::Silence, by_itself("silence is consent")),
            (MoveStep::CouncilSilent, by_itself("works council silent")),
            (MoveStep::DateReached, by_itself("its day")),
            (MoveStep::HandedOver, by_itself("handed over")),
            (MoveStep::TrialOver, by_itself("trial over")),
            (MoveStep::EndReached, by_itself("secondment over")),
        ]);
    let all = MoveStatus::ALL;
    let place = |status| all.iter().position(|one| *one == status).unwrap();
    let rules = MoveRules::default();
    let mut edges = Edges::new();
    for (step, name) in steps {
        for from in all {
            for (ends_on, awaited, confirmed, handed_over) in variants() {
                let asked = *from == MoveStatus::ReleaseRequested;
                let state = MoveState {
                    status: *from,
                    effective_on: today(),
                    turn: asked.then_some(MoveTurn::Releasing),
                    answer_by: asked.then(today),
                    trial_ends_on: from.is_seated().then_some(today()),
                    confirmed_by_mover: confirmed,
                    council: awaited.council(),
                    ..MoveState::begin(today(), ends_on, false, &rules)
                        .approved_by(awaited.approvals())
                };
                let commanded = matches!(step, MoveStep::Command(_) | MoveStep::HandedOver);
                let due = mobility::due(&state).map_or(today(), |(_, day)| day);
                let facts = MoveFacts {
                    sides: MoveSide::ALL.to_vec(),
                    today: if commanded { today() } else { due },
                    date: Some(today() + TimeDelta::days(1)),
                    has_reason: true,
                    has_answered: false,
                    handed_over,
                };
                if let Ok(done) = mobility::transition(&state, step, &facts, &rules)
                    && (done.to.status != *from || done.to.turn != state.turn)
                {
                    add(
                        &mut edges,
                        place(*from),
                        place(done.to.status),
                        name.clone(),
                    );
                }
            }
        }
    }
    diagram(
        MoveStatus::NAMES,
        "planned",
        &["confirmed", "returned", "cancelled"],
        &edges,
    )
}

/// Whose consent a drawn move still waits for.
#[derive(Clone, Copy)]
enum Awaited {
    Nobody,
    Approver,
    Council,
}

impl Awaited {
    fn approvals(self) -> ApprovalCount {
        let asked = u32::from(matches!(self, Self::Approver));
        ApprovalCount {
            asked,
            needed: asked,
            ..ApprovalCount::default()
        }
    }

    fn council(self) -> Council {
        match self {
            Self::Council => Council {
                stand: CouncilStand::Informed,
                answer_by: Some(today()),
            },
            Self::Nobody | Self::Approver => Council::default(),
        }
    }
}

/// A role and a secondment that ends at once, whose consent is awaited, one side's word, and the
/// hand-over.
fn variants() -> Vec<(Option<NaiveDate>, Awaited, bool, bool)> {
    let mut all = Vec::new();
    for ends_on in [None, Some(today())] {
        for awaited in [Awaited::Nobody, Awaited::Approver, Awaited::Council] {
            for bits in 0..4_u8 {
                all.push((ends_on, awaited, bits & 1 != 0, bits & 2 != 0));
            }
        }
    }
    all
}

fn engagements() -> String {
    let steps = (EngagementCommand::ALL.iter())
        .map(|command| (EngagementStep::Command(*command), command.to_string()))
        .chain([
            (EngagementStep::Silence, by_itself("silence is consent")),
            (EngagementStep::FirstDay, by_itself("its first day")),
        ]);
    let all = EngagementStatus::ALL;
    let place = |status| all.iter().position(|one| *one == status).unwrap();
    let mut edges = Edges::new();
    for (step, name) in steps {
        for from in all {
            for is_participant in [false, true] {
                let facts = EngagementFacts {
                    is_participant,
                    is_manager: !is_participant,
                    is_team: !is_participant,
                    has_reason: true,
                    has_feedback: true,
                    starts_on: Some(today() + TimeDelta::days(1)),
                };
                if let Ok(to) = engagement::transition(*from, step, &facts, today()) {
                    add(&mut edges, place(*from), place(to), name.clone());
                }
            }
        }
    }
    let over: Vec<&str> = (all.iter())
        .filter(|status| status.is_over())
        .map(|status| status.as_str())
        .collect();
    diagram(EngagementStatus::NAMES, "awaiting_manager", &over, &edges)
}

#[test]
fn the_diagrams_in_the_documentation_are_the_machines() {
    let text = format!(
        "# State machines\n\n\
         Drawn from the code by a test of `crates/domain`: `make spec` rewrites this page. What \
         happens by itself is in parentheses; every other arrow is a command that somebody gives, \
         named as in the API. Commands that keep the state, such as a comment or the first of two \
         confirmations, are left out.\n\n\
         ## Opportunity\n\n{}\n## Application\n\n{}\n## Move\n\n\
         The day of a move is agreed on between the two managers: the releasing manager may \
         `counter` once, with a later day up to the cap and a reason; silence is consent on either \
         side. `release_agreed` is passed only where the policy asks for an approval. A confirmed \
         secondment returns when it is over.\n\n{}\n## Engagement\n\n\
         A gig or shadowing beside one's job. The manager is asked only where its hours go beyond \
         what the policy leaves to the participant; otherwise it begins as `agreed`, or `ongoing` \
         where its first day is not in the future.\n\n{}",
        openings(),
        applications(),
        moves(),
        engagements()
    );
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/state-machines.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == text,
        "docs/state-machines.md is not what the machines are: run `make spec`"
    );
}
