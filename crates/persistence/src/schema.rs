//! The tables as diesel sees them, one file for both databases. A test compares it with what the
//! migrations really make on each.

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    chain_head (id) {
        id -> SmallInt,
        audit_seq -> BigInt,
        audit_hash -> Binary,
        change_seq -> BigInt,
        cut_seq -> BigInt,
        cut_hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    audit_event (seq) {
        seq -> BigInt,
        at -> Instant,
        actor_account_id -> Nullable<Uuid>,
        source -> Text,
        request_id -> Nullable<Text>,
        action -> Text,
        object_type -> Text,
        object_id -> Nullable<Uuid>,
        subject_employee_id -> Nullable<Uuid>,
        detail -> Nullable<Text>,
        detail_digest -> Binary,
        prev_hash -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    change (seq) {
        seq -> BigInt,
        at -> Instant,
        kind -> Text,
        object_type -> Text,
        object_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    setting (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    policy (id) {
        id -> Uuid,
        version -> BigInt,
        effective_from -> Instant,
        author_account_id -> Nullable<Uuid>,
        reason -> Text,
        parameters -> Text,
        created_at -> Instant,
        overrides -> Text,
        withdrawn_at -> Nullable<Instant>,
        based_on -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    matching_weights (id) {
        id -> Uuid,
        version -> BigInt,
        in_force_from -> Instant,
        author_account_id -> Nullable<Uuid>,
        reason -> Text,
        document -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    import_run (id) {
        id -> Uuid,
        source -> Text,
        origin -> Text,
        dry_run -> Bool,
        strict -> Bool,
        status -> Text,
        actor_account_id -> Nullable<Uuid>,
        started_at -> Instant,
        finished_at -> Nullable<Instant>,
        counts -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    import_error (id) {
        id -> Uuid,
        import_run_id -> Uuid,
        file -> Text,
        row_number -> BigInt,
        column_name -> Nullable<Text>,
        code -> Text,
        value -> Nullable<Text>,
        message -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    skill (id) {
        id -> Uuid,
        source -> Text,
        external_id -> Text,
        name -> Text,
        name_folded -> Text,
        kind -> Text,
        description -> Nullable<Text>,
        status -> Text,
        transversal -> Bool,
        source_uri -> Nullable<Text>,
        merged_into_id -> Nullable<Uuid>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    skill_alias (id) {
        id -> Uuid,
        skill_id -> Uuid,
        locale -> Text,
        name -> Text,
        name_folded -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    skill_relation (from_id, to_id, kind) {
        from_id -> Uuid,
        to_id -> Uuid,
        kind -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    proficiency_level (level, locale) {
        level -> SmallInt,
        locale -> Text,
        name -> Text,
        descriptor -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    job_family (id) {
        id -> Uuid,
        source -> Text,
        external_id -> Text,
        name -> Text,
        name_folded -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    job_profile (id) {
        id -> Uuid,
        source -> Text,
        external_id -> Text,
        title -> Text,
        title_folded -> Text,
        job_family_id -> Uuid,
        level -> SmallInt,
        track -> Text,
        summary -> Nullable<Text>,
        pay_min_minor -> Nullable<BigInt>,
        pay_max_minor -> Nullable<BigInt>,
        pay_currency -> Nullable<Text>,
        source_uri -> Nullable<Text>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    job_profile_requirement (job_profile_id, skill_id) {
        job_profile_id -> Uuid,
        skill_id -> Uuid,
        level -> SmallInt,
        importance -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    career_step (from_id, to_id) {
        from_id -> Uuid,
        to_id -> Uuid,
        kind -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    location (id) {
        id -> Uuid,
        source -> Text,
        external_id -> Text,
        name -> Text,
        name_folded -> Text,
        city -> Text,
        country -> Text,
        time_zone -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    org_unit (id) {
        id -> Uuid,
        source -> Text,
        external_id -> Text,
        name -> Text,
        name_folded -> Text,
        kind -> Text,
        code -> Nullable<Text>,
        parent_id -> Nullable<Uuid>,
        head_id -> Nullable<Uuid>,
        path -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    employee (id) {
        id -> Uuid,
        source -> Text,
        external_id -> Text,
        given_name -> Text,
        family_name -> Text,
        preferred_name -> Nullable<Text>,
        display_name -> Text,
        name_folded -> Text,
        work_email -> Text,
        work_email_folded -> Text,
        title -> Text,
        org_unit_id -> Uuid,
        location_id -> Nullable<Uuid>,
        manager_id -> Nullable<Uuid>,
        job_profile_id -> Nullable<Uuid>,
        hire_date -> Nullable<Date>,
        status -> Text,
        employment_type -> Text,
        weekly_hours_tenths -> Nullable<Integer>,
        locale -> Nullable<Text>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    position (id) {
        id -> Uuid,
        source -> Text,
        external_id -> Text,
        job_profile_id -> Uuid,
        org_unit_id -> Uuid,
        location_id -> Nullable<Uuid>,
        incumbent_id -> Nullable<Uuid>,
        status -> Text,
        critical -> Bool,
        manager_position_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    role_assignment (id) {
        id -> Uuid,
        source -> Text,
        external_id -> Text,
        employee_id -> Uuid,
        job_profile_id -> Nullable<Uuid>,
        title -> Text,
        org_unit_id -> Nullable<Uuid>,
        manager_id -> Nullable<Uuid>,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    skill_claim (id) {
        id -> Uuid,
        employee_id -> Uuid,
        skill_id -> Uuid,
        source -> Text,
        author_id -> Uuid,
        level -> SmallInt,
        claimed_on -> Date,
        evidence -> Nullable<Text>,
        expires_on -> Nullable<Date>,
        created_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    skill_interest (employee_id, skill_id) {
        employee_id -> Uuid,
        skill_id -> Uuid,
        interest -> Text,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    aspiration (id) {
        id -> Uuid,
        employee_id -> Uuid,
        job_profile_id -> Nullable<Uuid>,
        skill_id -> Nullable<Uuid>,
        horizon -> Text,
        visibility -> Text,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    mobility_preference (employee_id) {
        employee_id -> Uuid,
        opportunity_kinds -> Text,
        location_ids -> Text,
        work_modes -> Text,
        hours_per_week_min -> Nullable<Integer>,
        hours_per_week_max -> Nullable<Integer>,
        earliest_date -> Nullable<Date>,
        languages -> Text,
        open_to_moves -> Bool,
        version -> BigInt,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    account (id) {
        id -> Uuid,
        employee_id -> Nullable<Uuid>,
        email -> Text,
        email_folded -> Text,
        display_name -> Text,
        password_hash -> Nullable<Text>,
        locale -> Text,
        disabled -> Bool,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    account_role (account_id, role) {
        account_id -> Uuid,
        role -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    session (id) {
        id -> Uuid,
        account_id -> Uuid,
        token_hash -> Binary,
        created_at -> Instant,
        last_seen_at -> Instant,
        expires_at -> Instant,
        ip -> Nullable<Text>,
        user_agent -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    login_throttle (subject) {
        subject -> Text,
        failures -> Integer,
        last_failure_at -> Instant,
        blocked_until -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    setup_token (id) {
        id -> SmallInt,
        token_hash -> Binary,
        expires_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    opportunity (id) {
        id -> Uuid,
        source -> Text,
        external_id -> Text,
        kind -> Text,
        title -> Text,
        title_folded -> Text,
        description -> Text,
        org_unit_id -> Uuid,
        location_id -> Nullable<Uuid>,
        work_mode -> Text,
        job_profile_id -> Nullable<Uuid>,
        level -> Nullable<SmallInt>,
        owner_id -> Uuid,
        seats -> Integer,
        seats_filled -> Integer,
        pay_min_minor -> Nullable<BigInt>,
        pay_max_minor -> Nullable<BigInt>,
        pay_currency -> Nullable<Text>,
        hours_per_week -> Nullable<Integer>,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        opened_at -> Nullable<Instant>,
        closes_on -> Nullable<Date>,
        priority -> Text,
        status -> Text,
        selection_criteria -> Text,
        audience_org_unit_ids -> Text,
        applicants_count -> Integer,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        owner_since -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    opportunity_closing (opportunity_id) {
        opportunity_id -> Uuid,
        closed_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    opportunity_requirement (opportunity_id, skill_id) {
        opportunity_id -> Uuid,
        skill_id -> Uuid,
        level -> SmallInt,
        importance -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    opportunity_member (opportunity_id, employee_id) {
        opportunity_id -> Uuid,
        employee_id -> Uuid,
        role -> Text,
        joined_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    application (id) {
        id -> Uuid,
        opportunity_id -> Uuid,
        employee_id -> Uuid,
        statement -> Text,
        status -> Text,
        submitted_at -> Nullable<Instant>,
        decided_at -> Nullable<Instant>,
        match_snapshot -> Nullable<Text>,
        feedback_reason -> Nullable<Text>,
        feedback_gap -> Nullable<Text>,
        feedback_next_step -> Nullable<Text>,
        policy_version -> BigInt,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        match_id -> Nullable<Uuid>,
        offer_expires_on -> Nullable<Date>,
        feedback_skill_ids -> Nullable<Text>,
        interview_guaranteed -> Bool,
        applicant_number -> Nullable<Integer>,
        name_hidden -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    application_assessment (application_id, assessor_id) {
        application_id -> Uuid,
        assessor_id -> Uuid,
        ratings -> Text,
        handed_in_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    interview (id) {
        id -> Uuid,
        application_id -> Uuid,
        status -> Text,
        slots -> Text,
        place -> Nullable<Text>,
        time_zone -> Text,
        starts_at -> Nullable<Instant>,
        ends_at -> Nullable<Instant>,
        known_since -> Nullable<Instant>,
        sequence -> Integer,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    interview_person (interview_id, employee_id) {
        interview_id -> Uuid,
        employee_id -> Uuid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    interview_note (interview_id, author_id) {
        interview_id -> Uuid,
        author_id -> Uuid,
        note -> Text,
        written_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    application_offer (application_id) {
        application_id -> Uuid,
        starts_on -> Nullable<Date>,
        pay_minor -> Nullable<BigInt>,
        pay_currency -> Nullable<Text>,
        pay_reason -> Nullable<Text>,
        hours_per_week -> Nullable<Integer>,
        location_id -> Nullable<Uuid>,
        note -> Nullable<Text>,
        made_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    match_input (digest) {
        digest -> Binary,
        kind -> Text,
        employee_id -> Nullable<Uuid>,
        document -> Binary,
        used_on -> Date,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    stored_match (id) {
        id -> Uuid,
        employee_id -> Uuid,
        opportunity_id -> Uuid,
        side -> Text,
        purpose -> Text,
        viewer_account_id -> Nullable<Uuid>,
        application_id -> Nullable<Uuid>,
        day -> Date,
        model_version -> Integer,
        data_version -> BigInt,
        weights_digest -> Binary,
        catalogue_digest -> Binary,
        person_digest -> Binary,
        opening_digest -> Binary,
        fit_ppm -> Nullable<Integer>,
        band -> Text,
        rank -> Nullable<Integer>,
        result -> Binary,
        result_digest -> Binary,
        shown_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    contest (id) {
        id -> Uuid,
        employee_id -> Uuid,
        subject_kind -> Text,
        subject_id -> Uuid,
        opportunity_id -> Nullable<Uuid>,
        match_id -> Nullable<Uuid>,
        statement -> Text,
        state -> Text,
        assignee_id -> Nullable<Uuid>,
        due_on -> Date,
        outcome -> Nullable<Text>,
        answer -> Nullable<Text>,
        changed -> Nullable<Text>,
        answered_by_id -> Nullable<Uuid>,
        closed_at -> Nullable<Instant>,
        policy_version -> BigInt,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        waived_rules -> Text,
        waived_until -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    engagement (id) {
        id -> Uuid,
        application_id -> Uuid,
        opportunity_id -> Uuid,
        employee_id -> Uuid,
        kind -> Text,
        status -> Text,
        hours_per_week -> Nullable<Integer>,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        consent_due_on -> Nullable<Date>,
        reason -> Nullable<Text>,
        feedback -> Nullable<Text>,
        feedback_by_id -> Nullable<Uuid>,
        reply -> Nullable<Text>,
        closed_at -> Nullable<Instant>,
        policy_version -> BigInt,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    engagement_skill (engagement_id, skill_id) {
        engagement_id -> Uuid,
        skill_id -> Uuid,
        level -> SmallInt,
        confirmed -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    application_event (id) {
        id -> Uuid,
        application_id -> Uuid,
        at -> Instant,
        command -> Text,
        from_status -> Nullable<Text>,
        to_status -> Text,
        actor_employee_id -> Nullable<Uuid>,
        actor_capacity -> Text,
        note -> Nullable<Text>,
        match_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    notice (id) {
        id -> Uuid,
        recipient_id -> Uuid,
        kind -> Text,
        object_type -> Text,
        object_id -> Uuid,
        params -> Text,
        created_at -> Instant,
        read_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    notice_preference (employee_id, kind) {
        employee_id -> Uuid,
        kind -> Text,
        delivery -> Text,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    internal_move (id) {
        id -> Uuid,
        application_id -> Uuid,
        opportunity_id -> Uuid,
        employee_id -> Uuid,
        kind -> Text,
        status -> Text,
        from_org_unit_id -> Uuid,
        from_manager_id -> Nullable<Uuid>,
        from_seat -> Text,
        to_org_unit_id -> Uuid,
        to_manager_id -> Nullable<Uuid>,
        to_seat -> Text,
        backfill_id -> Nullable<Uuid>,
        accepted_on -> Date,
        plan_by -> Date,
        cap_on -> Date,
        asked_for -> Nullable<Date>,
        countered_to -> Nullable<Date>,
        effective_on -> Date,
        turn -> Nullable<Text>,
        answer_by -> Nullable<Date>,
        trial_ends_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        confirmed_by -> Nullable<Text>,
        due_on -> Nullable<Date>,
        known_to_hr -> Bool,
        policy_version -> BigInt,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        consents -> Text,
        council -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::Uuid;

    move_approver (move_id, approver_id) {
        move_id -> Uuid,
        approver_id -> Uuid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    timer (id) {
        id -> Uuid,
        key -> Text,
        kind -> Text,
        payload -> Text,
        due_at -> Instant,
        next_at -> Instant,
        attempts -> Integer,
        lease_until -> Nullable<Instant>,
        fence -> BigInt,
        last_error -> Nullable<Text>,
        dead_at -> Nullable<Instant>,
        created_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    move_event (id) {
        id -> Uuid,
        move_id -> Uuid,
        at -> Instant,
        on_day -> Date,
        command -> Text,
        from_status -> Nullable<Text>,
        to_status -> Text,
        actor_employee_id -> Nullable<Uuid>,
        side -> Text,
        note -> Nullable<Text>,
        named_on -> Nullable<Date>,
        changed -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    move_check_in (move_id, after_days, side) {
        move_id -> Uuid,
        after_days -> Integer,
        side -> Text,
        mood -> Text,
        note -> Text,
        employee_id -> Uuid,
        at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    checklist_item (id) {
        id -> Uuid,
        code -> Nullable<Text>,
        title_en -> Nullable<Text>,
        title_fr -> Nullable<Text>,
        explanation_en -> Nullable<Text>,
        explanation_fr -> Nullable<Text>,
        owner -> Text,
        offset_days -> Integer,
        kind -> Nullable<Text>,
        crosses_units -> Bool,
        org_unit_id -> Nullable<Uuid>,
        active -> Bool,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use domain::sql::{Instant, Uuid};

    move_task (move_id, item_id) {
        move_id -> Uuid,
        item_id -> Uuid,
        code -> Nullable<Text>,
        title_en -> Nullable<Text>,
        title_fr -> Nullable<Text>,
        explanation_en -> Nullable<Text>,
        explanation_fr -> Nullable<Text>,
        owner -> Text,
        offset_days -> Integer,
        done_at -> Nullable<Instant>,
        done_by_id -> Nullable<Uuid>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(
    chain_head,
    audit_event,
    change,
    setting,
    policy,
    matching_weights,
    import_run,
    import_error,
    skill,
    skill_alias,
    skill_relation,
    proficiency_level,
    job_family,
    job_profile,
    job_profile_requirement,
    career_step,
    location,
    org_unit,
    employee,
    position,
    role_assignment,
    skill_claim,
    skill_interest,
    aspiration,
    mobility_preference,
    account,
    account_role,
    session,
    login_throttle,
    setup_token,
    opportunity,
    opportunity_requirement,
    opportunity_closing,
    opportunity_member,
    application,
    application_event,
    application_assessment,
    interview,
    interview_person,
    interview_note,
    application_offer,
    match_input,
    stored_match,
    contest,
    notice,
    notice_preference,
    timer,
    internal_move,
    move_event,
    move_approver,
    move_check_in,
    checklist_item,
    move_task,
    engagement,
    engagement_skill,
);
