import { describe, expect, it } from 'vitest';
import type { PolicyParameters } from '@/api/types';
import { catalogue } from '@/i18n/en';
import { ALL, documentOf, parameterOf, typedOf, valueOf } from './parameters';

const shipped: PolicyParameters = {
  eligibility: {
    min_months_in_company: 12,
    min_months_in_role: 6,
    cool_off_months: 12,
    time_rules_for: ['role', 'secondment'],
  },
  posting: { pay_range_required: true, selection_criteria_required: true, internal_first_days: 10 },
  decisions: {
    feedback_working_days: 5,
    offer_answer_working_days: 5,
    contest_answer_working_days: 10,
    interview_guarantee_fit: 85,
    reapply_after_rejection: false,
    names_hidden_until_shortlist: false,
  },
  release: {
    days_from_acceptance: 14,
    cap_days: 30,
    cap_days_critical: 60,
    planning_working_days: 2,
    consent_after_working_days: 5,
    trial_days: 60,
  },
  approvals: {
    required: false,
    heads: 1,
    quorum: 1,
    from_grades_up: 0,
    beyond_posted_pay: true,
    answer_working_days: 5,
  },
  works_council: { days: 0 },
  gigs: { max_hours_per_week: 8, max_share_percent: 20 },
  retention: { rejected_applications_months: 12, log_months: 24 },
  disclosure: [
    { stage: 'exploring', who: [] },
    { stage: 'submitted', who: ['hiring_team', 'specialists'] },
    { stage: 'interview', who: ['hiring_team', 'specialists'] },
    { stage: 'selected', who: ['hiring_team', 'specialists', 'current_manager'] },
    { stage: 'offered', who: ['hiring_team', 'specialists', 'current_manager', 'approvers'] },
    { stage: 'accepted', who: ['hiring_team', 'specialists', 'current_manager', 'approvers', 'executors'] },
    { stage: 'closed', who: ['hiring_team', 'specialists'] },
  ],
};

describe('the policy on the screen', () => {
  it('has every parameter of the document and of the catalogue once', () => {
    const names = Object.entries(shipped)
      .filter(([section]) => section !== 'disclosure')
      .flatMap(([section, fields]) => Object.keys(fields).map((field) => `${section}.${field}`));
    expect(ALL.map(({ name }) => name as string).toSorted()).toEqual(names.toSorted());
    const worded = Object.entries(catalogue.policy.parameter).flatMap(([section, fields]) =>
      Object.keys(fields).map((field) => `${section}.${field}`),
    );
    expect(worded.toSorted()).toEqual(names.toSorted());
    expect(parameterOf('gigs.salary')).toBeUndefined();
  });

  it('stands for the same document until somebody types', () => {
    expect(documentOf(typedOf(shipped))).toEqual(shipped);
    const typed = typedOf(shipped);
    typed.values['release/cap_days'] = 20;
    typed.table['interview/current_manager'] = true;
    const changed = documentOf(typed);
    expect(valueOf(changed, 'release.cap_days')).toBe(20);
    expect(changed.disclosure[2]?.who).toEqual(['hiring_team', 'specialists', 'current_manager']);
  });
});
