import type { Importance, OpportunityDetail, OpportunityInput, OpportunityKind, Priority, WorkMode } from '@/api/types';
import { toMajor, toMinor } from '@/i18n/format';

export interface RequirementValue {
  skill_id: string | null;
  /** Shown before anything is searched; never sent. */
  skill_name: string;
  level: number;
  importance: Importance;
}

/** What the editor holds: everything the API takes, in the shape that fields type. */
export interface OpeningValues extends Record<string, unknown> {
  kind: OpportunityKind;
  title: string;
  description: string;
  org_unit_id: string | null;
  location_id: string | null;
  work_mode: WorkMode;
  job_profile_id: string | null;
  requirements: RequirementValue[];
  seats: number | string;
  pay_min: number | string;
  pay_max: number | string;
  currency: string;
  hours_per_week: number | string;
  starts_on: string;
  ends_on: string;
  closes_on: string;
  selection_criteria: string[];
  priority: Priority;
  /** Not edited here, but sent back: what is absent from the form is emptied. */
  audience_ids: string[];
  team: TeamValue[];
}

/** Somebody of the hiring team besides the owner. */
export interface TeamValue {
  id: string;
  /** Shown; never sent. */
  name: string;
  deputy: boolean;
}

export const emptyOpening: OpeningValues = {
  kind: 'role',
  title: '',
  description: '',
  org_unit_id: null,
  location_id: null,
  work_mode: 'hybrid',
  job_profile_id: null,
  requirements: [],
  seats: 1,
  pay_min: '',
  pay_max: '',
  currency: 'EUR',
  hours_per_week: '',
  starts_on: '',
  ends_on: '',
  closes_on: '',
  selection_criteria: [''],
  priority: 'normal',
  audience_ids: [],
  team: [],
};

export function valuesOf(opening: OpportunityDetail): OpeningValues {
  const pay = opening.pay_range;
  return {
    kind: opening.kind,
    title: opening.title,
    description: opening.description,
    org_unit_id: opening.org_unit.id,
    location_id: opening.location?.id ?? null,
    work_mode: opening.work_mode,
    job_profile_id: opening.job_profile?.id ?? null,
    requirements: opening.requirements.map(({ skill, level, importance }) => ({
      skill_id: skill.id,
      skill_name: skill.name,
      level,
      importance,
    })),
    seats: opening.seats,
    pay_min: pay ? toMajor(pay.min_minor, pay.currency) : '',
    pay_max: pay ? toMajor(pay.max_minor, pay.currency) : '',
    currency: pay?.currency ?? 'EUR',
    hours_per_week: opening.hours_per_week ?? '',
    starts_on: opening.starts_on ?? '',
    ends_on: opening.ends_on ?? '',
    closes_on: opening.closes_on ?? '',
    selection_criteria: opening.selection_criteria.length === 0 ? [''] : opening.selection_criteria,
    priority: opening.priority,
    audience_ids: (opening.audience ?? []).map(({ id }) => id),
    team: opening.hiring_team
      .filter(({ id }) => id !== opening.owner.id)
      .map(({ id, display_name }) => ({ id, name: display_name, deputy: opening.deputy_ids.includes(id) })),
  };
}

const given = <K extends string, V>(key: K, value: V | null | ''): Partial<Record<K, V>> =>
  value === null || value === '' ? {} : ({ [key]: value } as Partial<Record<K, V>>);

const whole = (value: number | string): number | '' => (typeof value === 'number' ? value : '');

/** What is sent. Empty fields are left out; a pay range needs both of its ends. */
export function inputOf(values: OpeningValues): OpportunityInput {
  const { pay_min, pay_max, currency } = values;
  const pay =
    typeof pay_min === 'number' && typeof pay_max === 'number'
      ? {
          min_minor: toMinor(pay_min, currency),
          max_minor: toMinor(pay_max, currency),
          currency,
        }
      : null;
  return {
    kind: values.kind,
    title: values.title.trim(),
    description: values.description.trim(),
    org_unit_id: values.org_unit_id ?? '',
    work_mode: values.work_mode,
    seats: typeof values.seats === 'number' ? values.seats : 1,
    priority: values.priority,
    requirements: values.requirements.flatMap(({ skill_id, level, importance }) =>
      skill_id === null ? [] : [{ skill_id, level, importance }],
    ),
    selection_criteria: values.selection_criteria.map((text) => text.trim()).filter((text) => text !== ''),
    hiring_team_ids: values.team.map(({ id }) => id),
    deputy_ids: values.team.filter(({ deputy }) => deputy).map(({ id }) => id),
    ...(values.audience_ids.length === 0
      ? {}
      : { audience: { org_unit_ids: values.audience_ids } }),
    ...given('location_id', values.location_id),
    ...given('job_profile_id', values.job_profile_id),
    ...given('pay_range', pay),
    ...given('hours_per_week', whole(values.hours_per_week)),
    ...given('starts_on', values.starts_on),
    ...given('ends_on', values.ends_on),
    ...given('closes_on', values.closes_on),
  };
}
