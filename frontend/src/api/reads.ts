/** Every read of the API, by the name that screens use. Keys nest, so that a change can name a branch. */
import { client } from './client';
import { read, readPages } from './query';
import type { ContestState, OpportunityKind, OpportunityStatus, SkillRef, WorkMode } from './types';

export const meta = () =>
  read(['meta'], (signal) => client.GET('/api/v1/meta', { signal }));
export const session = () =>
  read(['session'], (signal) => client.GET('/api/v1/session', { signal }));
export const personas = () =>
  read(['personas'], (signal) => client.GET('/api/v1/demo/personas', { signal }));
export const sessions = () =>
  read(['sessions'], (signal) => client.GET('/api/v1/sessions', { signal }));
/** Who should have heard by now. */
export const overdueAnswers = () =>
  read(['overdue-answers'], (signal) => client.GET('/api/v1/overdue-answers', { signal }));
export const home = () => read(['home'], (signal) => client.GET('/api/v1/home', { signal }));

export const noticeSummary = () =>
  read(['notices', 'summary'], (signal) => client.GET('/api/v1/notices/summary', { signal }));
export const notices = (unread: boolean) =>
  readPages(['notices', 'list', unread], (cursor, signal) =>
    client.GET('/api/v1/notices', {
      params: { query: { cursor, ...(unread ? { unread } : {}) } },
      signal,
    }),
  );
export const noticePreferences = () =>
  read(['notice-preferences'], (signal) => client.GET('/api/v1/notice-preferences', { signal }));

export const search = (q: string) =>
  read(['search', q], (signal) =>
    client.GET('/api/v1/search', { params: { query: { q } }, signal }),
  );

export const orgUnits = (q: string) =>
  read(['org-units', q], (signal) =>
    client.GET('/api/v1/org-units', { params: { query: { ...(q ? { q } : {}), limit: 25 } }, signal }),
  );
export const orgUnit = (id: string) =>
  read(['org-units', 'one', id], (signal) =>
    client.GET('/api/v1/org-units/{id}', { params: { path: { id } }, signal }),
  );
export const locations = () =>
  read(['locations'], (signal) =>
    client.GET('/api/v1/locations', { params: { query: { limit: 200 } }, signal }),
  );

export interface EmployeeFilter {
  q?: string | undefined;
  org_unit_id?: string | undefined;
  location_id?: string | undefined;
  job_profile_id?: string | undefined;
}
export const employees = (filter: EmployeeFilter) =>
  readPages(['employees', 'list', filter], (cursor, signal) =>
    client.GET('/api/v1/employees', { params: { query: { ...filter, cursor } }, signal }),
  );
export const employeesFound = (q: string) =>
  read(['employees', 'found', q], (signal) =>
    client.GET('/api/v1/employees', { params: { query: { ...(q ? { q } : {}), limit: 12 } }, signal }),
  );
export interface SkilledPeopleFilter {
  /** `id:3,id`, or names in place of ids. */
  skills: string;
  match?: 'all' | 'any' | undefined;
  org_unit_id?: string | undefined;
  location_id?: string | undefined;
  level_min?: number | undefined;
  level_max?: number | undefined;
  open_to_moves?: boolean | undefined;
}
export const peopleBySkills = (filter: SkilledPeopleFilter) =>
  readPages(['employees', 'by-skills', filter], (cursor, signal) =>
    client.GET('/api/v1/employees/by-skills', { params: { query: { ...filter, cursor } }, signal }),
  );
export const employee = (id: string) =>
  read(['employees', id], (signal) =>
    client.GET('/api/v1/employees/{id}', { params: { path: { id } }, signal }),
  );
/** `as`: one's own profile, as somebody else gets it. */
export const profile = (id: string, as?: 'colleague' | 'manager' | 'specialist') =>
  read(['employees', id, 'profile', as ?? null], (signal) =>
    client.GET('/api/v1/employees/{id}/profile', { params: { path: { id }, query: { as } }, signal }),
  );
export const skillSuggestions = (id: string) =>
  read(['employees', id, 'skill-suggestions'], (signal) =>
    client.GET('/api/v1/employees/{id}/skill-suggestions', { params: { path: { id } }, signal }),
  );
export const mobilityPreference = (id: string) =>
  read(['employees', id, 'mobility-preference'], (signal) =>
    client.GET('/api/v1/employees/{id}/mobility-preference', { params: { path: { id } }, signal }),
  );
export const accessLog = (id: string) =>
  readPages(['employees', id, 'access-log'], (cursor, signal) =>
    client.GET('/api/v1/employees/{id}/access-log', {
      params: { path: { id }, query: { cursor } },
      signal,
    }),
  );

export const skillsFound = (q: string) =>
  read(['skills', 'found', q], (signal) =>
    client.GET('/api/v1/skills', { params: { query: { ...(q ? { q } : {}), limit: 12 } }, signal }),
  );
/** What of the vocabulary a free text may mean. */
export const skillNames = (text: string) =>
  read(['skills', 'names', text], (signal) =>
    client.GET('/api/v1/skills/suggestions', { params: { query: { text } }, signal }),
  );
/** A skill and the name of it that was meant. */
export interface MeantSkill {
  skill: SkillRef;
  label: string;
}
/** The same, and before anything is typed the beginning of the vocabulary. */
export const skillsMeant = (text: string) =>
  read<{ items: MeantSkill[] }>(['skills', 'meant', text], async (signal) => {
    if (text !== '') {
      const { data, error, response } = await client.GET('/api/v1/skills/suggestions', {
        params: { query: { text } },
        signal,
      });
      return data === undefined ? { error, response } : { data, response };
    }
    const { data, error, response } = await client.GET('/api/v1/skills', {
      params: { query: { limit: 12 } },
      signal,
    });
    return data === undefined
      ? { error, response }
      : { data: { items: data.items.map((skill) => ({ skill, label: skill.name })) }, response };
  });
export interface SkillFilter {
  q?: string | undefined;
  kind?: 'skill' | 'knowledge' | 'tool' | 'language' | 'certificate' | undefined;
}
export const skills = (filter: SkillFilter) =>
  readPages(['skills', 'list', filter], (cursor, signal) =>
    client.GET('/api/v1/skills', { params: { query: { ...filter, cursor } }, signal }),
  );
export const skill = (id: string) =>
  read(['skills', id], (signal) =>
    client.GET('/api/v1/skills/{id}', { params: { path: { id } }, signal }),
  );
export const proficiencyScale = () =>
  read(['proficiency-scale'], (signal) => client.GET('/api/v1/proficiency-scale', { signal }));

export const waiverReport = () =>
  read(['contests', 'waiver-report'], (signal) => client.GET('/api/v1/waivers/report', { signal }));
export const jobFamilies = () =>
  read(['job-families'], (signal) =>
    client.GET('/api/v1/job-families', { params: { query: { limit: 200 } }, signal }),
  );
export interface JobProfileFilter {
  q?: string | undefined;
  family_id?: string | undefined;
  level?: number | undefined;
}
export const jobProfiles = (filter: JobProfileFilter) =>
  readPages(['job-profiles', 'list', filter], (cursor, signal) =>
    client.GET('/api/v1/job-profiles', { params: { query: { ...filter, cursor } }, signal }),
  );
export const jobProfilesFound = (q: string) =>
  read(['job-profiles', 'found', q], (signal) =>
    client.GET('/api/v1/job-profiles', { params: { query: { ...(q ? { q } : {}), limit: 12 } }, signal }),
  );
export const jobProfile = (id: string) =>
  read(['job-profiles', id], (signal) =>
    client.GET('/api/v1/job-profiles/{id}', { params: { path: { id } }, signal }),
  );

export interface OpportunityFilter {
  q?: string | undefined;
  kind?: OpportunityKind | undefined;
  org_unit_id?: string | undefined;
  location_id?: string | undefined;
  work_mode?: WorkMode | undefined;
  level_min?: number | undefined;
  level_max?: number | undefined;
  pay_min_minor?: number | undefined;
  hours_max?: number | undefined;
  fit_min?: number | undefined;
  mine?: boolean | undefined;
  status?: OpportunityStatus | undefined;
  sort?: 'relevance' | 'fit' | 'date' | 'need' | undefined;
}
export const opportunities = (filter: OpportunityFilter) =>
  readPages(['opportunities', 'list', filter], (cursor, signal) =>
    client.GET('/api/v1/opportunities', { params: { query: { ...filter, cursor } }, signal }),
  );
export const opportunity = (id: string) =>
  read(['opportunities', id], (signal) =>
    client.GET('/api/v1/opportunities/{id}', { params: { path: { id } }, signal }),
  );
export const opportunityMatch = (id: string) =>
  read(['opportunities', id, 'match'], (signal) =>
    client.GET('/api/v1/opportunities/{id}/match', { params: { path: { id } }, signal }),
  );
export const eligibility = (id: string) =>
  read(['opportunities', id, 'eligibility'], (signal) =>
    client.GET('/api/v1/opportunities/{id}/eligibility', { params: { path: { id } }, signal }),
  );
export const checks = (id: string) =>
  read(['opportunities', id, 'checks'], (signal) =>
    client.GET('/api/v1/opportunities/{id}/checks', { params: { path: { id } }, signal }),
  );
export const candidates = (id: string, source: 'applicants' | 'people') =>
  readPages(['opportunities', id, 'candidates', source], (cursor, signal) =>
    client.GET('/api/v1/opportunities/{id}/candidates', {
      params: { path: { id }, query: { source, cursor } },
      signal,
    }),
  );
export const candidateMatch = (id: string, employeeId: string) =>
  read(['opportunities', id, 'candidates', 'one', employeeId], (signal) =>
    client.GET('/api/v1/opportunities/{id}/candidates/{employee_id}/match', {
      params: { path: { id, employee_id: employeeId } },
      signal,
    }),
  );
export const opportunityApplications = (id: string) =>
  readPages(['opportunities', id, 'applications'], (cursor, signal) =>
    client.GET('/api/v1/opportunities/{id}/applications', {
      params: { path: { id }, query: { cursor, limit: 200 } },
      signal,
    }),
  );

export const myApplications = () =>
  readPages(['applications', 'mine'], (cursor, signal) =>
    client.GET('/api/v1/applications', { params: { query: { cursor } }, signal }),
  );
export interface MoveFilter {
  view: 'own' | 'releases' | 'arrivals' | 'approvals' | 'pipeline';
  over?: boolean;
  stuck?: boolean;
  desk?: boolean;
}
export const moves = (filter: MoveFilter) =>
  readPages(['moves', 'list', filter], (cursor, signal) =>
    client.GET('/api/v1/moves', { params: { query: { ...filter, cursor } }, signal }),
  );
export const move = (id: string) =>
  read(['moves', id], (signal) =>
    client.GET('/api/v1/moves/{id}', { params: { path: { id } }, signal }),
  );

export const worksCouncilPack = (id: string) =>
  read(['moves', id, 'works-council'], (signal) =>
    client.GET('/api/v1/moves/{id}/works-council-pack', { params: { path: { id } }, signal }),
  );

export const moveVacancy = (id: string) =>
  read(['moves', id, 'vacancy'], (signal) =>
    client.GET('/api/v1/moves/{id}/vacancy-what-if', { params: { path: { id } }, signal }),
  );
export const applicationVacancy = (id: string) =>
  read(['applications', id, 'vacancy'], (signal) =>
    client.GET('/api/v1/applications/{id}/vacancy-what-if', { params: { path: { id } }, signal }),
  );

export const moveChain = (id: string) =>
  read(['moves', id, 'chain'], (signal) =>
    client.GET('/api/v1/moves/{id}/chain', { params: { path: { id } }, signal }),
  );

export const assessment = (applicationId: string) =>
  read(['applications', applicationId, 'assessment'], (signal) =>
    client.GET('/api/v1/applications/{id}/assessment', {
      params: { path: { id: applicationId } },
      signal,
    }),
  );
export const interviews = (applicationId: string) =>
  read(['applications', applicationId, 'interviews'], (signal) =>
    client.GET('/api/v1/applications/{id}/interviews', {
      params: { path: { id: applicationId } },
      signal,
    }),
  );
export const ownInterviews = () =>
  read(['interviews'], (signal) => client.GET('/api/v1/interviews', { signal }));
export const application = (id: string) =>
  read(['applications', id], (signal) =>
    client.GET('/api/v1/applications/{id}', { params: { path: { id } }, signal }),
  );

export const storedMatch = (id: string) =>
  read(['matches', id], (signal) =>
    client.GET('/api/v1/matches/{id}', { params: { path: { id } }, signal }),
  );
export const matchReplay = (id: string) =>
  read(['matches', id, 'replay'], (signal) =>
    client.GET('/api/v1/matches/{id}/replay', { params: { path: { id } }, signal }),
  );

export interface ContestFilter {
  assigned?: 'me' | 'nobody' | 'all' | undefined;
  state?: ContestState | undefined;
  overdue?: boolean | undefined;
}
export const contests = (filter: ContestFilter) =>
  readPages(['contests', 'list', filter], (cursor, signal) =>
    client.GET('/api/v1/contests', { params: { query: { ...filter, cursor } }, signal }),
  );
export const contest = (id: string) =>
  read(['contests', id], (signal) =>
    client.GET('/api/v1/contests/{id}', { params: { path: { id } }, signal }),
  );

export const engagements = (filter: { of: 'own' | 'team' | 'reports' }) =>
  readPages(['engagements', 'list', filter], (cursor, signal) =>
    client.GET('/api/v1/engagements', { params: { query: { ...filter, cursor } }, signal }),
  );
export const engagement = (id: string) =>
  read(['engagements', id], (signal) =>
    client.GET('/api/v1/engagements/{id}', { params: { path: { id } }, signal }),
  );

export const importRuns = () =>
  readPages(['import-runs', 'list'], (cursor, signal) =>
    client.GET('/api/v1/import-runs', { params: { query: { cursor } }, signal }),
  );
export const importRun = (id: string) =>
  read(['import-runs', id], (signal) =>
    client.GET('/api/v1/import-runs/{id}', { params: { path: { id } }, signal }),
  );

export const auditEvents = () =>
  readPages(['audit-events', 'list'], (cursor, signal) =>
    client.GET('/api/v1/audit-events', { params: { query: { cursor } }, signal }),
  );

export const deliveries = () =>
  readPages(['deliveries'], (cursor, signal) =>
    client.GET('/api/v1/deliveries', { params: { query: { cursor } }, signal }),
  );

export const policy = () => read(['policy'], (signal) => client.GET('/api/v1/policy', { signal }));
export const policyVersion = (version: number) =>
  read(['policy', 'version', version], (signal) =>
    client.GET('/api/v1/policies/{version}', { params: { path: { version } }, signal }),
  );
export const policyVersions = () =>
  readPages(['policy', 'versions'], (cursor, signal) =>
    client.GET('/api/v1/policies', { params: { query: { cursor } }, signal }),
  );

export const checklist = () =>
  read(['checklist'], (signal) => client.GET('/api/v1/checklist-items', { signal }));

export const talentFlow = (period: string | undefined) =>
  read(['talent-flow', period], (signal) =>
    client.GET('/api/v1/reports/talent-flow', {
      params: { query: period === undefined ? {} : { period } },
      signal,
    }),
  );

export const weights = () =>
  read(['weights'], (signal) => client.GET('/api/v1/matching/weights', { signal }));
export const weightsVersion = (version: number) =>
  read(['weights', 'version', version], (signal) =>
    client.GET('/api/v1/matching/weights/versions/{version}', { params: { path: { version } }, signal }),
  );
export const weightsVersions = () =>
  readPages(['weights', 'versions'], (cursor, signal) =>
    client.GET('/api/v1/matching/weights/versions', { params: { query: { cursor } }, signal }),
  );
