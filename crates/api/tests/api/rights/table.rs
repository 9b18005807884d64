//! What every operation answers to whom: the one place that says it. An operation of the document
//! without a row fails the test, and so does a row without an operation.
//!
//! A row is an operation, after a colon the object it is called on where that matters, and what
//! each of the ten answers it gets:
//! - `nobody` has no session, `account` is signed in but nobody of the organisation;
//! - `colleague` has nothing to do with the person or the opening at hand, `elsewhere` hires and
//!   manages, but for another opening and other people;
//! - `manager` is the person's manager, `hiring` owns the opening that the person applied to;
//! - `oneself` is the person, who is the applicant.
//!
//! `ok` is anything but a refusal of the one who asks. What may be known but not done answers 403;
//! what may not be known of answers 404, like what does not exist. `everyone` stands for whoever
//! is signed in, `public` for all, `gone` for what this server does not have.

pub const COLUMNS: [&str; 10] = [
    "nobody",
    "account",
    "colleague",
    "elsewhere",
    "manager",
    "hiring",
    "specialist",
    "leader",
    "admin",
    "oneself",
];

#[rustfmt::skip]
pub const TABLE: &str = "
                                    nobody account colleague elsewhere manager hiring specialist leader admin oneself
get_meta                            public
create_first_admin                  public
create_session                      public
list_demo_personas                  gone
create_demo_session                 gone
get_liveness                        public
get_readiness                       public
get_startup                         public
list_problem_types                  public
get_problem_type                    public

get_session                         everyone
delete_session_by_id                401    404     404       404       404     404    404        404    404   ok
delete_session                      everyone
update_preferences                  everyone
update_password                     everyone
list_sessions                       everyone
delete_other_sessions               everyone

get_home                            everyone
list_notices                        everyone
get_notice_summary                  everyone
submit_notices_read                 everyone
get_notice_preferences              everyone
update_notice_preferences           401    404     ok        ok        ok      ok     ok         ok     ok    ok
search_everything                   everyone
get_policy                          everyone
list_policies                       everyone
get_policy_version                  everyone
create_policy_preview               401    403     403       403       403     403    ok         403    403   403
create_policy_version               401    403     403       403       403     403    ok         403    403   403
delete_policy_version               401    403     403       403       403     403    ok         403    403   403
list_checklist_items                401    403     403       403       403     403    ok         403    403   403
create_checklist_item               401    403     403       403       403     403    ok         403    403   403
update_checklist_item               401    403     403       403       403     403    ok         403    403   403
get_matching_weights                everyone
list_matching_weights_versions      everyone
get_matching_weights_version        everyone
create_matching_weights_preview     401    403     403       403       403     403    ok         403    403   403
create_matching_weights_version     401    403     403       403       403     403    ok         403    403   403

list_org_units                      everyone
get_org_unit                        everyone
list_locations                      everyone
list_positions                      everyone
list_employees                      everyone
search_people_by_skills             everyone
get_employee                        everyone
get_profile                         everyone
list_skills                         everyone
get_skill                           everyone
search_skill_names                  everyone
create_skill                        everyone
get_proficiency_scale               everyone
list_job_families                   everyone
list_job_profiles                   everyone
get_job_profile                     everyone
search_job_profile_names            everyone

list_skill_suggestions              401    403     403       403       403     403    403        403    403   ok
list_access_log                     401    403     403       403       403     403    403        403    403   ok
export_own_data                     401    403     403       403       403     403    403        403    403   ok
create_skill_claim                  401    403     ok        ok        ok      ok     ok         ok     ok    ok
delete_skill_claim                  401    404     404       404       403     403    403        404    404   ok
set_skill_interest                  401    403     403       403       403     403    403        403    403   ok
delete_skill_interest               401    403     403       403       403     403    403        403    403   ok
create_aspiration                   401    403     403       403       403     403    403        403    403   ok
update_aspiration:private           401    404     404       404       404     404    404        404    404   ok
update_aspiration:shared            401    404     404       404       403     404    403        404    404   ok
delete_aspiration:private           401    404     404       404       404     404    404        404    404   ok
delete_aspiration:shared            401    404     404       404       403     404    403        404    404   ok
get_mobility_preference             401    403     403       403       403     403    ok         403    403   ok
put_mobility_preference             401    403     403       403       403     403    403        403    403   ok

list_opportunities                  everyone
create_opportunity                  401    403     403       ok        ok      ok     ok         403    403   403
get_opportunity:open                401    404     ok        ok        ok      ok     ok         ok     ok    ok
get_opportunity:draft               401    404     404       404       404     ok     ok         404    404   404
update_opportunity:open             401    404     403       403       403     ok     ok         403    403   403
update_opportunity:draft            401    404     404       404       404     ok     ok         404    404   404
transition_opportunity:open         401    404     403       403       403     ok     ok         403    403   403
transition_opportunity:draft        401    404     404       404       404     ok     ok         404    404   404
get_opportunity_checks:open         401    404     403       403       403     ok     ok         403    403   403
get_opportunity_checks:draft        401    404     404       404       404     ok     ok         404    404   404
get_opportunity_match:open          401    404     ok        ok        ok      ok     ok         ok     ok    ok
get_opportunity_match:draft         401    404     404       404       404     ok     ok         404    404   404
get_opportunity_eligibility:open    401    404     ok        ok        ok      ok     ok         ok     ok    ok
get_opportunity_eligibility:draft   401    404     404       404       404     ok     ok         404    404   404
list_candidates:open                401    404     403       403       403     ok     ok         403    403   403
list_candidates:draft               401    404     404       404       404     ok     ok         404    404   404
get_candidate_match:open            401    404     403       403       403     ok     ok         403    403   403
get_candidate_match:draft           401    404     404       404       404     404    404        404    404   404
list_opportunity_applications:open  401    404     403       403       403     ok     ok         403    403   403
list_opportunity_applications:draft 401    404     404       404       404     ok     ok         404    404   404

list_own_applications               everyone
get_application:submitted           401    404     404       404       404     ok     ok         404    404   ok
get_application:selected            401    404     404       404       ok      ok     ok         404    404   ok
get_assessment:submitted            401    404     404       404       404     ok     ok         404    404   403
get_assessment:selected             401    404     404       404       403     ok     ok         404    404   403
put_assessment:submitted            401    404     404       404       404     ok     403        404    404   403
put_assessment:selected             401    404     404       404       403     ok     403        404    404   403
submit_rejections:open               401    404     403       403       403     ok     ok         403    403   403
submit_rejections:draft              401    404     404       404       404     ok     ok         404    404   404
list_overdue_answers                 everyone
list_own_interviews                 everyone
list_interviews:talked              401    404     404       404       404     ok     ok         404    404   ok
create_interview:talked             401    404     404       404       404     ok     ok         404    404   403
submit_interview_choice:talked      401    404     404       404       404     403    403        404    404   ok
submit_interview_times:talked       401    404     404       404       404     ok     ok         404    404   403
submit_interview_cancellation:talked 401    404     404       404       404     ok     ok         404    404   ok
put_interview_note:talked           401    404     404       404       404     ok     403        404    404   403
get_interview_calendar:talked       401    404     404       404       404     ok     ok         404    404   ok
get_application_vacancy:submitted   401    404     404       404       404     403    403        404    404   403
get_application_vacancy:selected    401    404     404       404       ok      ok     ok         404    404   403
transition_application:submitted    401    404     404       404       404     ok     ok         404    404   403
transition_application:selected     401    404     404       404       403     ok     ok         404    404   403
transition_application:answer       401    404     404       404       404     403    403        404    404   ok
transition_application:answer_known 401    404     404       404       403     403    403        404    404   ok
create_application:open             401    404     ok        ok        ok      ok     ok         ok     ok    ok
create_application:draft            401    404     404       404       404     403    403        404    404   404

list_moves                          everyone
get_move                            401    404     404       404       ok      ok     ok         404    404   ok
get_move_chain                      401    404     404       404       403     403    ok         404    404   403
get_works_council_pack              401    404     404       404       403     403    ok         404    404   403
get_move_vacancy                    401    404     404       404       ok      403    ok         404    404   403
transition_move                     401    404     404       404       ok      ok     ok         404    404   ok
create_move_check_in                401    404     404       404       ok      ok     ok         404    404   ok
update_move_task                    401    404     404       404       ok      ok     ok         404    404   ok
get_talent_flow                     401    403     403       403       403     403    ok         ok     403   403

list_engagements                    everyone
get_engagement                      401    404     404       404       ok      ok     ok         404    404   ok
transition_engagement:agree         401    404     404       404       ok      403    403        404    404   403
transition_engagement:complete      401    404     404       404       403     ok     ok         404    404   403
transition_engagement:confirm       401    404     404       404       403     403    403        404    404   ok
transition_engagement:end_early     401    404     404       404       403     ok     ok         404    404   ok

get_match:own                       401    404     404       404       404     404    404        404    404   ok
get_match:application               401    404     404       404       404     ok     ok         404    404   ok
get_match_replay:own                401    404     404       404       404     404    404        404    404   ok
get_match_replay:application        401    404     404       404       404     ok     ok         404    404   ok
create_contest                      401    404     ok        ok        ok      ok     ok         ok     ok    ok
list_contests                       everyone
get_contest                         401    404     404       404       404     404    ok         404    404   ok
submit_contest_answer               401    404     404       404       404     404    ok         404    404   403
submit_contest_assignment           401    404     404       404       404     404    ok         404    404   403
get_waiver_report                   401    403     403       403       403     403    ok         403    403   403
submit_contest_withdrawal          401    404     404       404       404     404    403        404    404   ok

list_import_runs                    401    403     403       403       403     403    ok         403    ok    403
get_import_run                      401    403     403       403       403     403    ok         403    ok    403
list_import_run_errors              401    403     403       403       403     403    ok         403    ok    403
get_import_run_errors_csv           401    403     403       403       403     403    ok         403    ok    403
list_audit_events                   401    403     403       403       403     403    403        403    ok    403
list_deliveries                     401    403     403       403       403     403    403        403    ok    403
submit_delivery_retry               401    403     403       403       403     403    403        403    ok    403
";

/// A row of the table.
pub struct Row {
    pub operation: &'static str,
    /// Which of several objects it is called on; may be empty.
    pub object: &'static str,
    /// One for each of [`COLUMNS`].
    pub answers: Vec<&'static str>,
}

pub fn rows() -> Vec<Row> {
    let mut lines = TABLE.lines().filter(|line| !line.trim().is_empty());
    let head: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    assert_eq!(head, COLUMNS);
    let row = |line: &'static str| {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap();
        let (operation, object) = name.split_once(':').unwrap_or((name, ""));
        let answers: Vec<&str> = words.collect();
        let same = |first, others| [vec![first], vec![others; COLUMNS.len() - 1]].concat();
        let answers = match answers.as_slice() {
            ["public"] => same("ok", "ok"),
            ["everyone"] => same("401", "ok"),
            ["gone"] => same("404", "404"),
            _ => answers,
        };
        assert_eq!(answers.len(), COLUMNS.len(), "{name}");
        Row {
            operation,
            object,
            answers,
        }
    };
    lines.map(row).collect()
}
