// What is measured: many different requests of one kind each, from several people.
import type { Client } from '../support/client.ts';
import type { Page } from '../support/company.ts';

export interface Request {
  path: string;
  cookie: string;
  /** What is sent where it is no GET. */
  change?: { method: string; version: number; body: unknown };
}

export interface Scenario {
  name: string;
  /** Requests per second that the project promises; 0 where it promises a time. */
  wanted: number;
  /** The time in ms that 99 of 100 answers stay below, where the project promises one. */
  wantedP99?: number;
  requests: Request[];
  /** What somebody does ten times a second while the requests run. */
  meanwhile?: () => Promise<void>;
}

/** Requests that change something: each is made once, by one of several who go on side by side. */
export interface Writes {
  name: string;
  wantedP99: number;
  writers: number;
  requests: Request[];
}

interface Identified {
  id: string;
}

async function ids(client: Client, path: string, count: number): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const separator = path.includes('?') ? '&' : '?';
    const next = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const answer = await client.get<Page<Identified>>(`${path}${separator}limit=200${next}`);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    found.push(...answer.body.items.map(({ id }) => id));
    cursor = answer.body.next_cursor;
  } while (cursor && found.length < count);
  return found.slice(0, count);
}

/** Spreads the paths over the people: neither repeats in step with the other. */
function over(clients: Client[], paths: string[]): Request[] {
  return clients.flatMap((client) => paths.map((path) => ({ path, cookie: client.cookie })));
}

/** One to three skills, each at some level, all or any of them, as people combine them. */
function bySkills(skills: string[]): string[] {
  const at = (index: number): string => skills[index % skills.length] ?? '';
  return skills.flatMap((skill, index) => {
    const two = `${skill}:${(index % 3) + 2},${at(index * 7 + 3)}:${(index % 2) + 1}`;
    return [
      `${skill}:${(index % 5) + 1}`,
      two,
      `${two}&match=any`,
      `${two},${at(index * 11 + 5)}&match=any`,
    ].map((query) => `/api/v1/employees/by-skills?limit=20&skills=${query}`);
  });
}

/** Somebody is open to moves, is not, is again: each time the engine's state is another one. */
async function changesMind(client: Client): Promise<() => Promise<void>> {
  const session = await client.get<{ employee_id?: string }>('/api/v1/session');
  const path = `/api/v1/employees/${session.body.employee_id ?? ''}/mobility-preference`;
  const { body } = await client.get<Record<string, unknown>>(path);
  let open = true;
  return async () => {
    open = !open;
    const { headers } = await client.get(path);
    const json = { ...body, open_to_moves: open };
    const answer = await client.call('PUT', path, { json, headers: { 'if-match': headers.get('etag') ?? '' } });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
}

export async function scenarios(clients: Client[], specialist: Client): Promise<Scenario[]> {
  const first = clients[0];
  if (!first) throw new Error('nobody to ask as');
  const locations = await ids(first, '/api/v1/locations', 12);
  const people = await ids(first, '/api/v1/employees', 2_000);

  const filtered: string[] = [];
  for (const kind of ['role', 'gig']) {
    for (const mode of ['on_site', 'hybrid', 'remote']) {
      for (const location of locations) {
        filtered.push(`/api/v1/opportunities?limit=20&kind=${kind}&work_mode=${mode}&location_id=${location}`);
      }
      for (let level = 1; level <= 8; level += 1) {
        filtered.push(`/api/v1/opportunities?limit=20&kind=${kind}&work_mode=${mode}&level_min=${level}`);
      }
    }
  }

  // Titles, skills and places of the demo company; beginnings and mistakes as people type them.
  const words = ['engineer', 'data', 'lyon', 'pyhton', 'sale', 'manager', 'finan', 'java', 'nurse', 'lead eng', 'project mana', 'analist'];
  const searched = words.map((word) => `/api/v1/opportunities?limit=20&q=${encodeURIComponent(word)}`);

  const skills = await ids(first, '/api/v1/skills', 200);
  const openings = await ids(specialist, '/api/v1/opportunities?sort=date', 400);
  const candidates = openings.map((id) => `/api/v1/opportunities/${id}/candidates?source=people&limit=20`);
  const boards = openings.map((id) => `/api/v1/opportunities/${id}/applications?limit=100`);
  const applicants = openings.map((id) => `/api/v1/opportunities/${id}/candidates?source=applicants&limit=20`);

  return [
    { name: '20 openings, by words', wanted: 2_000, requests: over(clients, searched) },
    { name: '20 openings, three filters', wanted: 5_000, requests: over(clients, filtered) },
    {
      name: "a person's profile",
      wanted: 5_000,
      requests: people.flatMap((id, index) => {
        const client = clients[index % clients.length];
        return client ? [{ path: `/api/v1/employees/${id}/profile`, cookie: client.cookie }] : [];
      }),
    },
    {
      name: '20 best openings for me, with reasons',
      wanted: 2_000,
      requests: over(clients, ['/api/v1/opportunities?sort=fit&limit=20']),
    },
    { name: '20 best people for an opening, with reasons', wanted: 1_500, requests: over([specialist], candidates) },
    {
      name: '20 best people for an opening, while people change',
      wanted: 1_500,
      requests: over([specialist], candidates),
      meanwhile: await changesMind(first),
    },
    { name: '20 people by skills', wanted: 1_500, requests: over(clients, bySkills(skills)) },
    { name: "the board of an opening's applications", wanted: 0, wantedP99: 50, requests: over([specialist], boards) },
    { name: 'applicants of an opening by fit, with reasons', wanted: 0, wantedP99: 50, requests: over([specialist], applicants) },
    { name: 'my applications', wanted: 0, wantedP99: 50, requests: over(clients, ['/api/v1/applications?limit=50']) },
    {
      name: 'openings that I or my team fill',
      wanted: 0,
      wantedP99: 50,
      requests: over(clients, ['/api/v1/opportunities?mine=true&limit=20&sort=date']),
    },
  ];
}

/** Applications of many openings are shortlisted: the policy asked, audit, notices, deadlines, all in one. */
export async function shortlistings(specialist: Client, many: number): Promise<Writes> {
  const writers = 8;
  // Two loads are stopped while each writer waits for one.
  const most = many + 2 * writers;
  const openings = await ids(specialist, '/api/v1/opportunities?sort=date', most);
  const waiting: { id: string; version: number }[] = [];
  for (const opening of openings) {
    if (waiting.length >= most) break;
    const path = `/api/v1/opportunities/${opening}/applications?limit=100`;
    const { body } = await specialist.get<Page<{ id: string; status: string; version: number }>>(path);
    waiting.push(...body.items.filter(({ status }) => status === 'submitted'));
  }
  return {
    name: `an application is shortlisted, ${writers} writers`,
    wantedP99: 25,
    writers,
    requests: waiting.slice(0, most).map(({ id, version }) => ({
      path: `/api/v1/applications/${id}/transitions`,
      cookie: specialist.cookie,
      change: { method: 'POST', version, body: { command: 'shortlist' } },
    })),
  };
}
