// What the demo company does not show by itself: refused rows of an import, an answer with
// feedback, and the longest names that somebody could type.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Client, Persona } from '../support/client.ts';
import { draftOpening, me, type OpportunityCard, type Page } from '../support/company.ts';
import { temporaryFolder } from '../support/database.ts';
import { binary } from '../support/environment.ts';
import { run } from '../support/process.ts';

const LONG_TITLE =
  'Principal engineer for the electrical safety, documentation and regulatory conformity of battery-powered agricultural machinery';

const FILES: Record<string, string[]> = {
  'locations.csv': ['external_id,name,city,country,time_zone', 'L1,Harbour office,Nantes,FR,Europe/Paris'],
  'org_units.csv': ['external_id,name,kind,parent', 'U1,Harbour,division,', 'U2,Tides,team,U1'],
  'employees.csv': [
    'external_id,given_name,family_name,work_email,title,org_unit,location,manager,hire_date',
    'E1,Ondine,Kervella,ondine.kervella@harbour.example,Tide engineer,U2,L1,,2021-04-01',
    'E2,Nobody,Nowhere,nobody@harbour.example,Diver,U9,L1,E1,2020-01-01',
    'E3,Marie-Antoinette Clémence,de La Rochefoucauld-Doudeauville,mac@harbour.example,Tide engineer,U2,L1,E1,2020-12-31',
    'E4,Nobody,Later,later@harbour.example,Diver,U2,L1,E1,31/12/2020',
  ],
};

async function importWithErrors(databaseUrl: string): Promise<void> {
  const folder = temporaryFolder();
  for (const [name, lines] of Object.entries(FILES)) writeFileSync(join(folder.path, name), `${lines.join('\r\n')}\r\n`);
  const outcome = await run(binary(), ['import', folder.path, '--source', 'harbour-hr'], { env: { DATABASE_URL: databaseUrl } });
  folder.remove();
  if (outcome.code !== 3) throw new Error(`the import ended with ${outcome.code}: ${outcome.stderr}`);
}

async function step(client: Client, path: string, body: Record<string, unknown>): Promise<void> {
  const now = await client.get(path);
  const answer = await client.post(`${path}/transitions`, body, { 'if-match': now.headers.get('etag') ?? '' });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
}

/** A question that waits, and one that was answered. */
async function questions(as: (persona: Persona) => Promise<Client>, rejected: string): Promise<Pick<Prepared, 'question' | 'answered'>> {
  const [employee, leader, specialist] = await Promise.all([as('employee'), as('leader'), as('specialist')]);
  const skills = (await employee.get<{ skills: { skill: { id: string } }[] }>(`/api/v1/employees/${(await me(employee)).id}/profile`)).body.skills;
  const ask = async (client: Client, kind: string, id: string | undefined): Promise<string> => {
    const sent = await client.post<{ id: string }>('/api/v1/contests', {
      subject_kind: kind,
      subject_id: id,
      statement: 'I have led two migrations since that was set, and I taught the others how to do it.',
    });
    if (sent.status !== 201) throw new Error(JSON.stringify(sent.body));
    return sent.body.id;
  };
  const question = await ask(employee, 'skill_level', skills[0]?.skill.id);
  const answered = await ask(leader, 'rejection', rejected);
  const path = `/api/v1/contests/${answered}`;
  const version = async (): Promise<Record<string, string>> => ({ 'if-match': (await specialist.get(path)).headers.get('etag') ?? '' });
  const taken = await specialist.post(`${path}/assign`, { assignee_id: (await me(specialist)).id }, await version());
  if (taken.status >= 300) throw new Error(JSON.stringify(taken.body));
  const answer = { outcome: 'upheld', reason: 'The team had not seen your certificate; they will talk with you again.' };
  const sent = await specialist.post(`${path}/answer`, answer, await version());
  if (sent.status >= 300) throw new Error(JSON.stringify(sent.body));
  return { question, answered };
}

export interface Prepared {
  move: string;
  gigs: Gigs;
  offer: string;
  /** An application with times to choose from. */
  talk: string;
  /** What the offer and the waiver are about. */
  role: string;
  waiver: string;
  longOpening: string;
  rejected: string;
  question: string;
  answered: string;
}

interface Gigs {
  /** The manager is asked. */
  asked: string;
  /** The team can complete it. */
  running: string;
  /** The participant can confirm. */
  completed: string;
}

async function published(owner: Client, title: string, of: Record<string, unknown>): Promise<string> {
  const draft = await owner.post<OpportunityCard>('/api/v1/opportunities', { ...draftOpening(await me(owner), title), ...of });
  if (draft.status !== 201) throw new Error(JSON.stringify(draft.body));
  await step(owner, `/api/v1/opportunities/${draft.body.id}`, { command: 'publish' });
  return draft.body.id;
}

async function offered(owner: Client, applicant: Client, opening: string, offer?: Record<string, unknown>): Promise<string> {
  const sent = await applicant.post<{ id: string }>(`/api/v1/opportunities/${opening}/applications`, { statement: 'I would like to.' });
  if (sent.status !== 201) throw new Error(JSON.stringify(sent.body));
  const application = `/api/v1/applications/${sent.body.id}`;
  await step(owner, application, { command: 'shortlist' });
  const seen = { rating: 'shown', note: 'Told how the figures of last spring were found and mended, and by whom.' };
  const said = await owner.call('PUT', `${application}/assessment`, { json: { ratings: [seen] } });
  if (said.status !== 200) throw new Error(JSON.stringify(said.body));
  await step(owner, application, { command: 'offer', ...(offer ? { offer } : {}) });
  return sent.body.id;
}

/** Two times are proposed to an applicant; the application. */
async function conversation(owner: Client, applicant: Client, interviewer: Client, opening: string): Promise<string> {
  const sent = await applicant.post<{ id: string }>(`/api/v1/opportunities/${opening}/applications`, { statement: 'I know the tariffs.' });
  if (sent.status !== 201) throw new Error(JSON.stringify(sent.body));
  const application = `/api/v1/applications/${sent.body.id}`;
  await step(owner, application, { command: 'shortlist' });
  const { id } = await me(interviewer);
  const slots = [3, 4].map((days) => ({ starts_at: `${inDays(days)}T09:00:00Z`, minutes: 45 }));
  const planned = await owner.post(`${application}/interviews`, { slots, interviewer_ids: [id], place: 'Room 4.2, Lyon office' });
  if (planned.status !== 201) throw new Error(JSON.stringify(planned.body));
  return sent.body.id;
}

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Gigs of one person in three states. */
async function gigs(owner: Client, employee: Client, skills: string[]): Promise<Gigs> {
  const terms = { requirements: skills.slice(0, 1).map((id) => ({ skill_id: id, level: 2, importance: 'required' })), starts_on: inDays(0), ends_on: inDays(60), closes_on: inDays(14) };
  const begin = async (title: string, hours: number): Promise<string> => {
    const opening = await published(owner, title, { ...terms, hours_per_week: hours });
    const application = await offered(owner, employee, opening);
    await step(employee, `/api/v1/applications/${application}`, { command: 'accept' });
    const all = (await employee.get<Page<{ id: string; application_id?: string }>>('/api/v1/engagements')).body.items;
    return all.find(({ application_id: id }) => id === application)?.id ?? '';
  };
  const completed = await begin('Rehearse the fire drill with the night shift', 2);
  await step(owner, `/api/v1/engagements/${completed}`, {
    command: 'complete',
    feedback: 'The drill took eleven minutes instead of twenty. Next time, let the night shift lead it.',
    skills: skills.map((id, index) => ({ skill_id: id, level: index + 2 })),
  });
  const running = await begin('Translate the safety handbook', 3);
  const asked = await begin('Count the stock of the northern warehouse', 12);
  return { asked, running, completed };
}

/** A rule that keeps the leader from applying, a waiver that they ask for, and a milder rule to come. */
async function rules(as: (persona: Persona) => Promise<Client>, opening: string): Promise<string> {
  const [specialist, leader] = await Promise.all([as('specialist'), as('leader')]);
  const policy = await specialist.get<{ parameters: { eligibility: { min_months_in_role: number } } }>('/api/v1/policy');
  const change = async (version: number, months: number, reason: string, from?: string): Promise<void> => {
    const { parameters } = policy.body;
    const eligibility = { ...parameters.eligibility, min_months_in_role: months };
    const body = { parameters: { ...parameters, eligibility }, reason, ...(from ? { effective_from: from } : {}) };
    const sent = await specialist.post('/api/v1/policies', body, { 'if-match': `"v${version}"` });
    if (sent.status >= 300) throw new Error(JSON.stringify(sent.body));
  };
  await change(1, 120, 'Teams ask for more calm after the reorganisation.');
  await change(2, 12, 'By then the calm is there.', inDays(30));
  const asked = await leader.post<{ id: string }>('/api/v1/contests', {
    subject_kind: 'waiver',
    subject_id: opening,
    statement: 'My role changed its name last year, not its work.',
  });
  if (asked.status !== 201) throw new Error(JSON.stringify(asked.body));
  return asked.body.id;
}

/** Somebody has accepted an offer; the manager who is left is asked for a day. */
async function moving(owner: Client, employee: Client, skill: string | undefined): Promise<string> {
  const opening = await published(owner, 'Reporting engineer, warehouse', {
    kind: 'role',
    hours_per_week: null,
    requirements: [{ skill_id: skill, level: 2, importance: 'required' }],
    pay_range: { min_minor: 4_000_000, max_minor: 5_200_000, currency: 'EUR' },
    closes_on: inDays(30),
  });
  const application = `/api/v1/applications/${await offered(owner, employee, opening)}`;
  await step(employee, application, { command: 'accept' });
  const moves = (await employee.get<Page<{ id: string }>>('/api/v1/moves')).body.items;
  const id = moves[0]?.id ?? '';
  await step(owner, `/api/v1/moves/${id}`, { command: 'request_release', date: inDays(14) });
  return id;
}

export async function prepare(as: (persona: Persona) => Promise<Client>, databaseUrl: string): Promise<Prepared> {
  await importWithErrors(databaseUrl);
  const [owner, leader] = await Promise.all([as('hiring_manager'), as('leader')]);
  const skills = (await owner.get<Page<{ id: string }>>('/api/v1/skills?limit=3&q=data')).body.items;
  const draft = await owner.post<OpportunityCard>('/api/v1/opportunities', {
    ...draftOpening(await me(owner), LONG_TITLE),
    requirements: skills.map(({ id }) => ({ skill_id: id, level: 4, importance: 'required' })),
    pay_range: { min_minor: 12_345_600, max_minor: 98_765_400, currency: 'EUR' },
    closes_on: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
  });
  if (draft.status !== 201) throw new Error(JSON.stringify(draft.body));
  const path = `/api/v1/opportunities/${draft.body.id}`;
  await step(owner, path, { command: 'publish' });
  const sent = await leader.post<{ id: string }>(`${path}/applications`, { statement: 'I would like to.' });
  if (sent.status !== 201) throw new Error(JSON.stringify(sent.body));
  // Whoever fits well is promised an interview.
  await step(owner, `/api/v1/applications/${sent.body.id}`, { command: 'invite_to_interview' });
  await step(owner, `/api/v1/applications/${sent.body.id}`, {
    command: 'reject',
    feedback: { reason_code: 'skills_gap', gap: 'Practice with reporting tools.', next_step: 'Ask the data team for a day together.' },
  });
  const theGigs = await gigs(owner, await as('manager'), skills.map(({ id }) => id));
  const terms = {
    kind: 'role',
    hours_per_week: null,
    requirements: skills.slice(0, 1).map(({ id }) => ({ skill_id: id, level: 2, importance: 'required' })),
    pay_range: { min_minor: 4_000_000, max_minor: 5_200_000, currency: 'EUR' },
    closes_on: inDays(30),
  };
  const role = await published(owner, 'Planner of the spring fair', terms);
  const offer = await offered(owner, await as('employee'), role, {
    starts_on: inDays(45),
    pay: { minor: 5_400_000, currency: 'EUR' },
    pay_reason: 'Keeps the night shifts of the old seat.',
    hours_per_week: 35,
    note: 'Two days a week from home, as we said.',
  });
  const tariffs = await published(owner, 'Keeper of the tariffs', terms);
  const talk = await conversation(owner, await as('leader'), await as('employee'), tariffs);
  const move = await moving(owner, await as('employee'), skills[0]?.id);
  const waiver = await rules(as, role);
  return { move, talk, gigs: theGigs, offer, waiver, role, longOpening: draft.body.id, rejected: sent.body.id, ...(await questions(as, sent.body.id)) };
}
