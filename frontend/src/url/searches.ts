/** What each list's address may say. One function per route: raw values in, valid ones out. */
import { idListParam, idParam, oneOf, textParam, wholeParam, type RawSearch } from './search-params';

const KINDS = ['role', 'gig', 'secondment', 'shadowing'] as const;
const WORK_MODES = ['on_site', 'hybrid', 'remote'] as const;
const SKILL_KINDS = ['skill', 'knowledge', 'tool', 'language', 'certificate'] as const;
const SORTS = ['relevance', 'fit', 'date', 'need'] as const;
const OPPORTUNITY_STATUSES = [
  'draft',
  'pending_approval',
  'open_internal',
  'open_all',
  'reviewing',
  'offer_out',
  'filled',
  'on_hold',
  'cancelled',
  'expired',
] as const;

export interface OpportunitySearch {
  q?: string | undefined;
  kind?: (typeof KINDS)[number] | undefined;
  unit?: string | undefined;
  place?: string | undefined;
  mode?: (typeof WORK_MODES)[number] | undefined;
  level_min?: number | undefined;
  level_max?: number | undefined;
  /** Major units: what people type. */
  pay_min?: number | undefined;
  hours_max?: number | undefined;
  fit_min?: number | undefined;
  sort?: (typeof SORTS)[number] | undefined;
}

export const opportunitySearch = (raw: RawSearch): OpportunitySearch => ({
  q: textParam(raw.q),
  kind: oneOf(raw.kind, KINDS),
  unit: idParam(raw.unit),
  place: idParam(raw.place),
  mode: oneOf(raw.mode, WORK_MODES),
  level_min: wholeParam(raw.level_min, 1, 30),
  level_max: wholeParam(raw.level_max, 1, 30),
  pay_min: wholeParam(raw.pay_min, 0, 100_000_000),
  hours_max: wholeParam(raw.hours_max, 1, 60),
  fit_min: wholeParam(raw.fit_min, 1, 100),
  sort: oneOf(raw.sort, SORTS),
});

/** How many of the filters narrow the list; the order and the words are no filters. */
export const countFilters = (search: OpportunitySearch): number =>
  Object.entries(search).filter(
    ([name, value]: [string, unknown]) => name !== 'q' && name !== 'sort' && value !== undefined,
  ).length;

export interface PeopleSearch {
  q?: string | undefined;
  unit?: string | undefined;
  place?: string | undefined;
  role?: string | undefined;
}
export const peopleSearch = (raw: RawSearch): PeopleSearch => ({
  q: textParam(raw.q),
  unit: idParam(raw.unit),
  place: idParam(raw.place),
  role: idParam(raw.role),
});

export interface BySkillsSearch {
  /** As the API takes it: `id:3,id`. */
  skills?: string | undefined;
  match?: 'any' | undefined;
  unit?: string | undefined;
  place?: string | undefined;
  level_min?: number | undefined;
  level_max?: number | undefined;
  /** Only who is open to moves; for specialists. */
  open?: true | undefined;
}
const LONGEST_SKILLS = 3_000;
export const bySkillsSearch = (raw: RawSearch): BySkillsSearch => ({
  skills: textParam(raw.skills, LONGEST_SKILLS),
  match: oneOf(raw.match, ['any']),
  unit: idParam(raw.unit),
  place: idParam(raw.place),
  level_min: wholeParam(raw.level_min, 1, 30),
  level_max: wholeParam(raw.level_max, 1, 30),
  open: raw.open === true || raw.open === 'true' ? true : undefined,
});

export interface RolesSearch {
  q?: string | undefined;
  family?: string | undefined;
  level?: number | undefined;
}
export const rolesSearch = (raw: RawSearch): RolesSearch => ({
  q: textParam(raw.q),
  family: idParam(raw.family),
  level: wholeParam(raw.level, 1, 30),
});

export interface SkillsSearch {
  q?: string | undefined;
  kind?: (typeof SKILL_KINDS)[number] | undefined;
}
export const skillsSearch = (raw: RawSearch): SkillsSearch => ({
  q: textParam(raw.q),
  kind: oneOf(raw.kind, SKILL_KINDS),
});

export const PROFILE_TABS = ['skills', 'experience', 'aspirations', 'preferences', 'privacy'] as const;
export const VIEWPOINTS = ['colleague', 'manager', 'specialist'] as const;
export interface ProfileSearch {
  tab?: (typeof PROFILE_TABS)[number] | undefined;
  as?: (typeof VIEWPOINTS)[number] | undefined;
  /** A skill to add. */
  add?: string | undefined;
}
export const profileSearch = (raw: RawSearch): ProfileSearch => ({
  tab: oneOf(raw.tab, PROFILE_TABS),
  as: oneOf(raw.as, VIEWPOINTS),
  add: idParam(raw.add),
});

export interface HiringSearch {
  status?: (typeof OPPORTUNITY_STATUSES)[number] | undefined;
}
export const hiringSearch = (raw: RawSearch): HiringSearch => ({
  status: oneOf(raw.status, OPPORTUNITY_STATUSES),
});

export const OPENING_TABS = ['candidates', 'stages', 'about'] as const;
export interface CandidatesSearch {
  tab?: (typeof OPENING_TABS)[number] | undefined;
  source?: 'applicants' | 'people' | undefined;
  view?: 'board' | 'table' | undefined;
  /** Candidates that stand side by side. */
  compare?: string[] | undefined;
}
export const MAX_COMPARED = 4;
export const candidatesSearch = (raw: RawSearch): CandidatesSearch => ({
  tab: oneOf(raw.tab, OPENING_TABS),
  source: oneOf(raw.source, ['applicants', 'people']),
  view: oneOf(raw.view, ['board', 'table']),
  compare: idListParam(raw.compare, MAX_COMPARED),
});

export const DESKS = ['me', 'nobody', 'overdue', 'all', 'answered'] as const;
export type DeskName = (typeof DESKS)[number];
export const deskSearch = (raw: RawSearch): { desk?: DeskName | undefined } => ({
  desk: oneOf(raw.desk, DESKS),
});

export const GIG_LISTS = ['own', 'team', 'reports'] as const;
export type GigList = (typeof GIG_LISTS)[number];
export const gigsSearch = (raw: RawSearch): { of?: GigList | undefined } => ({ of: oneOf(raw.of, GIG_LISTS) });

export const MOVE_VIEWS = ['own', 'releases', 'arrivals', 'approvals', 'pipeline'] as const;
export type MoveViewName = (typeof MOVE_VIEWS)[number];
export const MOVE_STATES = ['running', 'desk', 'stuck', 'over'] as const;
export type MoveStateName = (typeof MOVE_STATES)[number];
export interface MovesSearch {
  view?: MoveViewName | undefined;
  state?: MoveStateName | undefined;
}
export const movesSearch = (raw: RawSearch): MovesSearch => ({
  view: oneOf(raw.view, MOVE_VIEWS),
  state: oneOf(raw.state, MOVE_STATES),
});

export const TALENT_MEASURES = [
  'headcount',
  'moved_out',
  'export_rate_permille',
  'moved_in',
  'release_median_days_tenths',
  'released_later_permille',
  'countered_permille',
  'silent_permille',
  'cancelled_permille',
  'application_rate_permille',
  'given_up_permille',
] as const;
export type TalentMeasure = (typeof TALENT_MEASURES)[number];
export interface TalentFlowSearch {
  /** `2026-H1`. */
  period?: string | undefined;
  /** Absent: by place in the organisation. */
  sort?: TalentMeasure | undefined;
  /** Smallest first. */
  up?: true | undefined;
}
export const talentFlowSearch = (raw: RawSearch): TalentFlowSearch => ({
  period: typeof raw.period === 'string' && /^\d{4}-H[12]$/.test(raw.period) ? raw.period : undefined,
  sort: oneOf(raw.sort, TALENT_MEASURES),
  up: raw.up === true || raw.up === 'true' ? true : undefined,
});

/** A version of a document: of the weights, or of the policy. */
export interface WeightsSearch {
  /** To read instead of the one in force. */
  version?: number | undefined;
  /** To begin a change with. */
  from?: number | undefined;
}

const MOST_VERSIONS = 1_000_000;

export const weightsSearch = (raw: RawSearch): WeightsSearch => ({
  version: wholeParam(raw.version, 1, MOST_VERSIONS),
  from: wholeParam(raw.from, 1, MOST_VERSIONS),
});

export const noticesSearch = (raw: RawSearch): { unread?: true | undefined } => ({
  unread: raw.unread === true || raw.unread === 'true' ? true : undefined,
});
