// Every screen, with somebody who sees it filled.
import type { Client, Persona } from '../support/client.ts';
import type { OpportunityCard, Page } from '../support/company.ts';

export interface Screen {
  name: string;
  persona?: Persona;
  path: string;
}

async function items<T>(client: Client, path: string): Promise<T[]> {
  const answer = await client.get<Page<T>>(path);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body.items;
}

export async function screens(as: (persona: Persona) => Promise<Client>): Promise<Screen[]> {
  const employee = await as('employee');
  const hiring = await as('hiring_manager');
  const admin = await as('admin');
  const best = (await items<OpportunityCard>(employee, '/api/v1/opportunities?sort=fit&limit=1'))[0];
  const mine = await items<OpportunityCard>(hiring, '/api/v1/opportunities?mine=true&limit=50');
  const own = mine.find(({ status }) => status === 'open') ?? mine[0];
  const draft = mine.find(({ status }) => status === 'draft') ?? own;
  const application = (await items<{ id: string }>(employee, '/api/v1/applications?limit=1'))[0];
  const person = (await items<{ id: string }>(employee, '/api/v1/employees?limit=1'))[0];
  const role = (await items<{ id: string }>(employee, '/api/v1/job-profiles?limit=1'))[0];
  const skill = (await items<{ id: string }>(employee, '/api/v1/skills?limit=1'))[0];
  const run = (await items<{ id: string }>(admin, '/api/v1/import-runs?limit=1'))[0];

  const list: (Screen | undefined)[] = [
    { name: 'sign-in', path: '/sign-in' },
    { name: 'home', persona: 'employee', path: '/' },
    { name: 'home-hiring', persona: 'hiring_manager', path: '/' },
    { name: 'opportunities', persona: 'employee', path: '/opportunities' },
    { name: 'opportunities-empty', persona: 'employee', path: '/opportunities?q=zzzzzz' },
    best && { name: 'opportunity', persona: 'employee', path: `/opportunities/${best.id}` },
    best && { name: 'apply', persona: 'employee', path: `/opportunities/${best.id}/apply` },
    { name: 'applications', persona: 'employee', path: '/applications' },
    application && { name: 'application', persona: 'employee', path: `/applications/${application.id}` },
    { name: 'profile', persona: 'employee', path: '/profile' },
    { name: 'people', persona: 'specialist', path: '/people' },
    person && { name: 'person', persona: 'specialist', path: `/people/${person.id}` },
    { name: 'roles', persona: 'employee', path: '/roles' },
    role && { name: 'role', persona: 'employee', path: `/roles/${role.id}` },
    { name: 'skills', persona: 'employee', path: '/skills' },
    skill && { name: 'skill', persona: 'employee', path: `/skills/${skill.id}` },
    { name: 'hiring', persona: 'hiring_manager', path: '/hiring' },
    { name: 'hiring-new', persona: 'hiring_manager', path: '/hiring/new' },
    own && { name: 'hiring-opening', persona: 'hiring_manager', path: `/hiring/${own.id}` },
    draft && { name: 'hiring-edit', persona: 'hiring_manager', path: `/hiring/${draft.id}/edit` },
    { name: 'imports', persona: 'admin', path: '/admin/imports' },
    run && { name: 'import-run', persona: 'admin', path: `/admin/imports/${run.id}` },
    { name: 'account', persona: 'employee', path: '/account' },
  ];
  return list.filter((screen) => screen !== undefined);
}
