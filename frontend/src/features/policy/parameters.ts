import type { Disclosure, PolicyParameters, PolicyValue } from '@/api/types';

type Sections = Omit<PolicyParameters, 'disclosure'>;
type NamesOf<S extends keyof Sections> = `${S}.${keyof Sections[S] & string}`;
/** Section and name. */
export type ParameterName = { [S in keyof Sections]: NamesOf<S> }[keyof Sections];

export type Unit =
  | 'months'
  | 'days'
  | 'working_days'
  | 'hours'
  | 'percent'
  | 'points'
  | 'count'
  | 'switch'
  | 'kinds';

export interface Parameter {
  name: ParameterName;
  unit: Unit;
}

export interface Group {
  key: keyof Sections;
  parameters: readonly Parameter[];
}

const of = (unit: Unit, ...names: ParameterName[]): Parameter[] =>
  names.map((name) => ({ name, unit }));

/** The document in the order in which it is read: from applying to what is left of it. */
export const GROUPS: readonly Group[] = [
  {
    key: 'eligibility',
    parameters: [
      ...of(
        'months',
        'eligibility.min_months_in_company',
        'eligibility.min_months_in_role',
        'eligibility.cool_off_months',
      ),
      ...of('kinds', 'eligibility.time_rules_for'),
    ],
  },
  {
    key: 'posting',
    parameters: [
      ...of('switch', 'posting.pay_range_required', 'posting.selection_criteria_required'),
      ...of('days', 'posting.internal_first_days'),
    ],
  },
  {
    key: 'decisions',
    parameters: [
      ...of(
        'working_days',
        'decisions.feedback_working_days',
        'decisions.offer_answer_working_days',
        'decisions.contest_answer_working_days',
      ),
      ...of('points', 'decisions.interview_guarantee_fit'),
      ...of('switch', 'decisions.reapply_after_rejection', 'decisions.names_hidden_until_shortlist'),
    ],
  },
  {
    key: 'release',
    parameters: [
      ...of('days', 'release.days_from_acceptance', 'release.cap_days', 'release.cap_days_critical'),
      ...of('working_days', 'release.planning_working_days', 'release.consent_after_working_days'),
      ...of('days', 'release.trial_days'),
    ],
  },
  {
    key: 'approvals',
    parameters: [
      ...of('switch', 'approvals.required'),
      ...of('count', 'approvals.heads', 'approvals.quorum', 'approvals.from_grades_up'),
      ...of('switch', 'approvals.beyond_posted_pay'),
      ...of('working_days', 'approvals.answer_working_days'),
    ],
  },
  { key: 'works_council', parameters: of('days', 'works_council.days') },
  {
    key: 'gigs',
    parameters: [...of('hours', 'gigs.max_hours_per_week'), ...of('percent', 'gigs.max_share_percent')],
  },
  {
    key: 'retention',
    parameters: of('months', 'retention.rejected_applications_months', 'retention.log_months'),
  },
];

export const ALL: readonly Parameter[] = GROUPS.flatMap((group) => group.parameters);
const BY_NAME = new Map(ALL.map((one) => [one.name as string, one]));

export const parameterOf = (name: string): Parameter | undefined => BY_NAME.get(name);

type Document = Record<string, Record<string, PolicyValue> | undefined>;

export const partsOf = (name: ParameterName): [string, string] => {
  const [section = '', field = ''] = name.split('.');
  return [section, field];
};

export function valueOf(parameters: PolicyParameters, name: ParameterName): PolicyValue {
  const [section, field] = partsOf(name);
  return (parameters as unknown as Document)[section]?.[field] ?? 0;
}

/** Sections of which values may differ by unit or job family; the rest are promises to everybody. */
const OVERRIDABLE = ['eligibility', 'posting', 'release', 'approvals', 'works_council'] as const;

/** What an override may change: numbers and switches. */
export const OVERRIDABLE_PARAMETERS: readonly Parameter[] = GROUPS.filter(({ key }) =>
  OVERRIDABLE.some((section) => section === key),
).flatMap(({ parameters }) => parameters.filter(({ unit }) => unit !== 'kinds'));

export const KINDS = ['role', 'gig', 'secondment', 'shadowing'] as const;
export const STAGES = ['exploring', 'submitted', 'interview', 'selected', 'offered', 'accepted', 'closed'] as const;
export const PARTIES = ['hiring_team', 'specialists', 'current_manager', 'approvers', 'executors'] as const;
export type Stage = (typeof STAGES)[number];
export type Party = (typeof PARTIES)[number];

export const knows = (table: readonly Disclosure[], stage: Stage, party: Party): boolean =>
  table.find((row) => row.stage === stage)?.who.includes(party) ?? false;

/** As a form holds them; numbers are empty while somebody types. */
export interface Typed {
  values: Record<string, number | string | boolean | string[]>;
  /** Stage and party, with a dot between. */
  table: Record<string, boolean>;
}

export const fieldOf = (name: ParameterName): string => name.replace('.', '/');

export function typedOf(parameters: PolicyParameters): Typed {
  const pairs = STAGES.flatMap((stage) =>
    PARTIES.map((party) => [`${stage}/${party}`, knows(parameters.disclosure, stage, party)] as const),
  );
  return {
    values: Object.fromEntries(ALL.map(({ name }) => [fieldOf(name), valueOf(parameters, name)])),
    table: Object.fromEntries(pairs),
  };
}

/** The document that the form stands for. */
export function documentOf(typed: Typed): PolicyParameters {
  const document: Record<string, unknown> = {};
  for (const { name } of ALL) {
    const [section, field] = partsOf(name);
    const before = document[section] as Record<string, unknown> | undefined;
    document[section] = { ...before, [field]: typed.values[fieldOf(name)] };
  }
  document.disclosure = STAGES.map((stage) => ({
    stage,
    who: PARTIES.filter((party) => typed.table[`${stage}/${party}`]),
  }));
  return document as unknown as PolicyParameters;
}
