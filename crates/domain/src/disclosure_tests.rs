use super::*;

#[test]
fn sec_41_the_manager_learns_at_selected_and_never_of_what_came_to_nothing() {
    use ApplicationStatus as S;
    let table = DisclosureTable::default();
    for status in S::ALL {
        let knows = table.may_know(Party::CurrentManager, *status);
        assert_eq!(
            knows,
            matches!(status, S::Selected | S::Offered | S::Accepted),
            "{status}"
        );
    }
}

#[test]
fn sec_41_reveals_are_exactly_what_is_new() {
    use ApplicationStatus as S;
    let table = DisclosureTable::default();
    assert_eq!(
        table.revealed_by(None, S::Submitted),
        [Party::HiringTeam, Party::Specialists]
    );
    assert_eq!(table.revealed_by(Some(S::Submitted), S::Shortlisted), []);
    assert_eq!(table.revealed_by(Some(S::Shortlisted), S::Interview), []);
    assert_eq!(
        table.revealed_by(Some(S::Interview), S::Selected),
        [Party::CurrentManager]
    );
    // Skipping `selected` skips no reveal.
    assert_eq!(
        table.revealed_by(Some(S::Interview), S::Offered),
        [Party::CurrentManager, Party::Approvers]
    );
    assert_eq!(table.revealed_by(Some(S::Selected), S::Withdrawn), []);
}

#[test]
fn an_applicant_is_told_when_their_manager_is_in_the_hiring_team() {
    let table = DisclosureTable::default();
    let at = |rows: &[DisclosureRow], stage| {
        let row = rows.iter().find(|row| row.stage == stage);
        row.is_some_and(|row| row.who.contains(&Party::CurrentManager))
    };
    assert!(!at(&table.for_applicant(false), DisclosureStage::Submitted));
    assert!(at(&table.for_applicant(true), DisclosureStage::Submitted));
    assert!(!at(&table.for_applicant(true), DisclosureStage::Exploring));
}

#[test]
fn sec_41_a_specialist_is_none_for_their_own_reports() {
    use ApplicationStatus as S;
    let table = DisclosureTable::default();
    let known = Capacities::default()
        .and(Capacity::Colleague)
        .and(Capacity::Specialist);
    let manager = Relation {
        is_current_manager: true,
        ..Relation::default()
    };
    for status in S::ALL {
        let capacities = table.capacities(known, manager, *status);
        assert!(!capacities.has(Capacity::Specialist), "{status}");
        assert_eq!(
            decide(Action::ReadApplication, capacities).is_ok(),
            matches!(status, S::Selected | S::Offered | S::Accepted),
            "{status}"
        );
        assert!(decide(Action::DecideApplication, capacities).is_err());
    }
}

#[test]
fn sec_41_a_desk_is_the_rule_for_one_application_as_a_set() {
    use ApplicationStatus as S;
    let table = DisclosureTable::default();
    let colleague = Capacities::default().and(Capacity::Colleague);
    let specialist = colleague.and(Capacity::Specialist);
    let all: Vec<S> = (S::ALL.iter().copied())
        .filter(|status| *status != S::Draft)
        .collect();
    let nothing = Desk::default();
    assert_eq!(table.desk(colleague, false), nothing);
    let team = table.desk(colleague, true);
    assert_eq!((&team.of_anybody, &team.of_reports), (&all, &all));
    let desk = table.desk(specialist, false);
    assert_eq!((&desk.of_anybody, &desk.of_reports), (&all, &Vec::new()));
    // A row without the team keeps the team's lists empty, too.
    let sealed = DisclosureTable(Vec::new());
    assert_eq!(sealed.desk(specialist, true), nothing);
    assert_eq!(sealed.shown_to_teams(), []);
    assert_eq!(table.shown_to_teams().len(), 7);
}

#[test]
fn an_informed_manager_reads_where_it_stands_and_nothing_else() {
    let manager = Capacities::default().and(Capacity::InformedManager);
    assert!(ApplicationField::Standing.visible_to(manager));
    for field in [
        ApplicationField::Statement,
        ApplicationField::Match,
        ApplicationField::Stages,
        ApplicationField::Feedback,
        ApplicationField::Offer,
        ApplicationField::SeenBy,
    ] {
        assert!(!field.visible_to(manager), "{field:?}");
    }
}

#[test]
fn sec_41_an_interviewer_reads_what_the_applicant_wrote_while_they_are_talked_with() {
    let table = DisclosureTable::default();
    let known = Capacities::default().and(Capacity::Colleague);
    let relation = Relation {
        interviews: true,
        ..Relation::default()
    };
    for status in ApplicationStatus::ALL {
        let capacities = table.capacities(known, relation, *status);
        assert_eq!(
            capacities.has(Capacity::Interviewer),
            is_interviewed(*status),
            "{status}"
        );
        assert!(decide(Action::DecideApplication, capacities).is_err());
    }
    let interviewer = known.and(Capacity::Interviewer);
    for field in [
        ApplicationField::Match,
        ApplicationField::Stages,
        ApplicationField::Feedback,
        ApplicationField::Offer,
        ApplicationField::SeenBy,
    ] {
        assert!(!field.visible_to(interviewer), "{field:?}");
    }
    assert!(ApplicationField::Statement.visible_to(interviewer));
    // A table that hides applications from the team hides them from whoever it names.
    let sealed = DisclosureTable(Vec::new());
    let none = sealed.capacities(known, relation, ApplicationStatus::Interview);
    assert!(!none.has(Capacity::Interviewer));
}

#[test]
fn being_a_manager_alone_gives_no_capacity_before_the_reveal() {
    let table = DisclosureTable::default();
    let manager = Relation {
        is_current_manager: true,
        ..Relation::default()
    };
    let known = Capacities::default().and(Capacity::Colleague);
    let before = table.capacities(known, manager, ApplicationStatus::Interview);
    assert_eq!(before, Capacities::default().and(Capacity::Colleague));
    let after = table.capacities(known, manager, ApplicationStatus::Selected);
    assert!(after.has(Capacity::InformedManager));
}
