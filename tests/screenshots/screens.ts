// Every screen, with somebody who sees it filled, and the states that people meet on the way:
// empty, refused, opened, compared.
import type { Page as Tab } from '@playwright/test';

import type { Client, Persona } from '../support/client.ts';
import type { OpportunityCard, Page } from '../support/company.ts';
import type { Prepared } from './prepare.ts';

export interface Screen {
  name: string;
  persona?: Persona;
  path: string;
  /** Brings the page into the state to look at. Languages differ: no words in here. */
  act?: (page: Tab) => Promise<void>;
  /** Of a server that nobody has set up yet. */
  fresh?: true;
  /** What lies above the page fills the window and no more. */
  window?: true;
}

const NOBODY = '00000000-0000-7000-8000-000000000000';

async function items<T>(client: Client, path: string): Promise<T[]> {
  const answer = await client.get<Page<T>>(path);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body.items;
}

const openDetails = async (page: Tab): Promise<void> => {
  await page.locator('main details summary').first().click();
};
const submit = async (page: Tab): Promise<void> => {
  await page.locator('main form button[type=submit]').last().click();
};

async function replay(page: Tab): Promise<void> {
  await page.getByText(/How this was computed|Comment cela a été calculé/).click();
  const answer = page.waitForResponse((response) => response.url().includes('/replay'));
  await page.getByRole('button', { name: /Compute it again|Recalculer/ }).click();
  await answer;
}

async function questionThis(page: Tab): Promise<void> {
  await page.getByRole('button', { name: /^(Question this|Contester)/ }).first().click();
  await page.getByRole('dialog').waitFor();
}

/** Less credit for a close skill, and what that would do. */
async function previewWeights(page: Tab): Promise<void> {
  await page.locator('main form input').nth(2).fill('0');
  const preview = page.waitForResponse((answer) => answer.url().includes('/weights/preview'));
  await page.locator('main form button[type=submit]').click();
  await preview;
}

/** Fewer months in the role, and what that would do. */
async function previewPolicy(page: Tab): Promise<void> {
  await page.locator('main form input').nth(1).fill('3');
  const preview = page.waitForResponse((answer) => answer.url().includes('/policies/preview'));
  await page.locator('main form button[type=submit]').first().click();
  await preview;
}

/** Other values for a unit, two of them. */
async function overridePolicy(page: Tab): Promise<void> {
  const unit = page.getByRole('combobox', { name: /^(Other values for a unit|Autres valeurs pour une unité)/ });
  await unit.evaluate((field) => field.scrollIntoView({ block: 'center' }));
  await unit.click();
  await page.getByRole('option').first().click();
  for (const at of [1, 1]) {
    const differing = page.getByRole('combobox', { name: /^(What differs|Ce qui diffère)/ });
    await differing.evaluate((field) => field.scrollIntoView({ block: 'center' }));
    await differing.click();
    await page.getByRole('option').nth(at).click();
  }
}

/** A waiver is granted: the answer asks for its last day. */
async function grant(page: Tab): Promise<void> {
  await page.locator('main form [role=combobox]').click();
  await page.getByRole('option').first().click();
}

async function assess(page: Tab): Promise<void> {
  await page.getByRole('button', { name: /^(Assess|Évaluer)$/ }).click();
}

async function nameASkill(page: Tab): Promise<void> {
  await page.locator('main form [role=combobox]').first().fill('data');
  await page.getByRole('option').first().click();
}

async function openBell(page: Tab): Promise<void> {
  await page.locator('header button[aria-haspopup=dialog]').first().click();
  await page.getByRole('dialog').locator('li').first().waitFor();
}

async function command(page: Tab, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').last().fill(words);
  if (words !== '') await page.waitForResponse((answer) => answer.url().includes('/api/v1/search'));
}

export async function screens(as: (persona: Persona) => Promise<Client>, prepared: Prepared): Promise<Screen[]> {
  const employee = await as('employee');
  const hiring = await as('hiring_manager');
  const admin = await as('admin');
  const open = await items<OpportunityCard>(employee, '/api/v1/opportunities?sort=fit&limit=50');
  const best = open.find(({ application_status }) => !application_status);
  const mine = (await items<OpportunityCard & { applicants_count?: number }>(hiring, '/api/v1/opportunities?mine=true&limit=50'))
    .filter(({ id }) => id !== prepared.longOpening)
    .toSorted((a, b) => (b.applicants_count ?? 0) - (a.applicants_count ?? 0));
  const own = mine[0];
  const draft = mine.find(({ status }) => status === 'draft') ?? own;
  const applications = await items<{ id: string; status: string }>(employee, '/api/v1/applications?limit=50');
  const application = applications.find(({ status }) => status !== 'accepted');
  const theirs = own && (await items<{ id: string }>(hiring, `/api/v1/opportunities/${own.id}/applications?limit=1`))[0];
  const ranked = own
    ? await items<{ employee: { id: string } }>(hiring, `/api/v1/opportunities/${own.id}/candidates?source=applicants&limit=4`)
    : [];
  const person = (await items<{ id: string }>(employee, '/api/v1/employees?limit=1'))[0];
  const role = (await items<{ id: string }>(employee, '/api/v1/job-profiles?limit=1'))[0];
  const skill = (await items<{ id: string }>(employee, '/api/v1/skills?limit=1'))[0];
  const run = (await items<{ id: string }>(admin, '/api/v1/import-runs?limit=1'))[0];
  const wanted = await items<{ id: string }>(employee, '/api/v1/skills?q=data&limit=4');
  const compare = ranked.map((candidate) => candidate.employee.id).join(',');

  const list: (Screen | undefined)[] = [
    { name: 'set-up', path: '/set-up', fresh: true },
    { name: 'sign-in', path: '/sign-in' },
    {
      name: 'sign-in-refused',
      path: '/sign-in',
      act: async (page) => {
        await page.locator('input[type=email], input[autocomplete=username]').first().fill('camille@example.org');
        await page.locator('input[type=password]').fill('not the password');
        await page.keyboard.press('Enter');
        await page.getByRole('alert').first().waitFor();
      },
    },
    { name: 'home', persona: 'employee', path: '/' },
    { name: 'home-hiring', persona: 'hiring_manager', path: '/' },
    { name: 'home-manager', persona: 'manager', path: '/' },
    { name: 'opportunities', persona: 'employee', path: '/opportunities' },
    { name: 'opportunities-filtered', persona: 'employee', path: '/opportunities?kind=role&fit_min=40&level_min=6' },
    { name: 'opportunities-empty', persona: 'employee', path: '/opportunities?q=zzzzzz' },
    { name: 'opportunities-leader', persona: 'leader', path: '/opportunities?sort=date' },
    best && { name: 'opportunity', persona: 'employee', path: `/opportunities/${best.id}`, act: openDetails },
    best && { name: 'opportunity-replay', persona: 'employee', path: `/opportunities/${best.id}`, act: replay },
    best && { name: 'opportunity-question', persona: 'employee', path: `/opportunities/${best.id}`, window: true, act: questionThis },
    { name: 'opportunity-long', persona: 'employee', path: `/opportunities/${prepared.longOpening}` },
    { name: 'opportunity-unknown', persona: 'employee', path: `/opportunities/${NOBODY}` },
    best && { name: 'apply', persona: 'employee', path: `/opportunities/${best.id}/apply` },
    { name: 'applications', persona: 'employee', path: '/applications' },
    { name: 'applications-empty', persona: 'manager', path: '/applications' },
    application && { name: 'application', persona: 'employee', path: `/applications/${application.id}` },
    application && {
      name: 'application-withdraw',
      persona: 'employee',
      path: `/applications/${application.id}`,
      window: true,
      act: async (page) => {
        await page.locator('main header button').first().click();
        await page.getByRole('dialog').waitFor();
      },
    },
    { name: 'application-rejected', persona: 'leader', path: `/applications/${prepared.rejected}` },
    theirs && { name: 'application-theirs', persona: 'hiring_manager', path: `/applications/${theirs.id}` },
    theirs && {
      name: 'application-assess',
      persona: 'hiring_manager',
      path: `/applications/${theirs.id}`,
      act: assess,
    },
    { name: 'application-talk', persona: 'leader', path: `/applications/${prepared.talk}` },
    { name: 'application-talk-theirs', persona: 'hiring_manager', path: `/applications/${prepared.talk}` },
    { name: 'home-talk', persona: 'leader', path: '/' },
    { name: 'application-offered', persona: 'employee', path: `/applications/${prepared.offer}` },
    { name: 'application-offered-theirs', persona: 'hiring_manager', path: `/applications/${prepared.offer}` },
    {
      name: 'application-decline',
      persona: 'employee',
      path: `/applications/${prepared.offer}`,
      window: true,
      act: async (page) => {
        await page.getByRole('button', { name: /^(Decline|Décliner|Refuser)/ }).click();
        await page.getByRole('dialog').waitFor();
      },
    },
    { name: 'gigs', persona: 'manager', path: '/engagements' },
    { name: 'gigs-empty', persona: 'leader', path: '/engagements' },
    { name: 'gigs-team', persona: 'hiring_manager', path: '/engagements?of=team' },
    { name: 'gig-confirm', persona: 'manager', path: `/engagements/${prepared.gigs.completed}` },
    { name: 'gig-complete', persona: 'hiring_manager', path: `/engagements/${prepared.gigs.running}`, act: nameASkill },
    { name: 'gig-asked', persona: 'manager', path: `/engagements/${prepared.gigs.asked}` },
    { name: 'gig-consent', persona: 'leader', path: `/engagements/${prepared.gigs.asked}` },
    { name: 'notices', persona: 'manager', path: '/notices' },
    { name: 'notices-empty', persona: 'admin', path: '/notices' },
    { name: 'notices-preferences', persona: 'manager', path: '/notices/preferences' },
    { name: 'bell', persona: 'manager', path: '/', window: true, act: openBell },
    { name: 'moves', persona: 'employee', path: '/moves' },
    { name: 'moves-empty', persona: 'leader', path: '/moves' },
    { name: 'moves-releases', persona: 'manager', path: '/moves?view=releases' },
    { name: 'moves-pipeline', persona: 'specialist', path: '/moves?view=pipeline' },
    { name: 'move', persona: 'employee', path: `/moves/${prepared.move}` },
    { name: 'move-release', persona: 'manager', path: `/moves/${prepared.move}` },
    {
      name: 'move-counter',
      persona: 'manager',
      path: `/moves/${prepared.move}`,
      window: true,
      act: async (page) => {
        await page.getByRole('button', { name: /^(Ask for a later day|Demander une date plus tardive)$/ }).click();
        await page.getByRole('dialog').waitFor();
      },
    },
    { name: 'profile', persona: 'employee', path: '/profile', act: openDetails },
    { name: 'profile-experience', persona: 'employee', path: '/profile?tab=experience' },
    { name: 'profile-aspirations', persona: 'employee', path: '/profile?tab=aspirations' },
    { name: 'profile-preferences', persona: 'employee', path: '/profile?tab=preferences' },
    { name: 'profile-privacy', persona: 'employee', path: '/profile?tab=privacy' },
    { name: 'people', persona: 'specialist', path: '/people' },
    { name: 'people-empty', persona: 'specialist', path: '/people?q=zzzzzz' },
    { name: 'people-long', persona: 'specialist', path: '/people?q=Rochefoucauld' },
    { name: 'people-by-skills-start', persona: 'employee', path: '/people/by-skills' },
    { name: 'people-by-skills', persona: 'specialist', path: `/people/by-skills?skills=${wanted.map(({ id }) => `${id}:3`).join(',')}&match=any` },
    { name: 'people-by-skills-nobody', persona: 'employee', path: `/people/by-skills?skills=${wanted.map(({ id }) => `${id}:5`).join(',')}` },
    { name: 'people-by-skills-unknown', persona: 'employee', path: '/people/by-skills?skills=nothing' },
    person && { name: 'person', persona: 'specialist', path: `/people/${person.id}`, act: openDetails },
    { name: 'roles', persona: 'employee', path: '/roles' },
    role && { name: 'role', persona: 'employee', path: `/roles/${role.id}` },
    { name: 'skills', persona: 'employee', path: '/skills' },
    skill && { name: 'skill', persona: 'employee', path: `/skills/${skill.id}` },
    { name: 'hiring', persona: 'hiring_manager', path: '/hiring' },
    { name: 'hiring-empty', persona: 'hiring_manager', path: '/hiring?status=cancelled' },
    { name: 'hiring-new', persona: 'hiring_manager', path: '/hiring/new' },
    { name: 'hiring-new-refused', persona: 'hiring_manager', path: '/hiring/new', act: submit },
    own && { name: 'hiring-opening', persona: 'hiring_manager', path: `/hiring/${own.id}` },
    own && { name: 'hiring-people', persona: 'hiring_manager', path: `/hiring/${own.id}?source=people` },
    own && { name: 'hiring-compare', persona: 'hiring_manager', path: `/hiring/${own.id}?compare=${compare}` },
    own && { name: 'hiring-board', persona: 'hiring_manager', path: `/hiring/${own.id}?tab=stages` },
    own && { name: 'hiring-stages', persona: 'hiring_manager', path: `/hiring/${own.id}?tab=stages&view=table` },
    own && { name: 'hiring-checks', persona: 'hiring_manager', path: `/hiring/${own.id}?tab=about` },
    { name: 'hiring-long', persona: 'hiring_manager', path: `/hiring/${prepared.longOpening}` },
    draft && { name: 'hiring-edit', persona: 'hiring_manager', path: `/hiring/${draft.id}/edit` },
    { name: 'questions', persona: 'leader', path: '/questions' },
    { name: 'question', persona: 'employee', path: `/questions/${prepared.question}` },
    { name: 'question-answered', persona: 'leader', path: `/questions/${prepared.answered}` },
    { name: 'question-desk', persona: 'specialist', path: `/questions/${prepared.question}` },
    { name: 'queue', persona: 'specialist', path: '/mobility/questions?desk=all' },
    { name: 'weights', persona: 'employee', path: '/matching/weights' },
    { name: 'weights-edit', persona: 'specialist', path: '/matching/weights', act: previewWeights },
    { name: 'policy', persona: 'leader', path: '/policy' },
    { name: 'policy-edit', persona: 'specialist', path: '/policy', act: previewPolicy },
    { name: 'policy-elsewhere', persona: 'specialist', path: '/policy', act: overridePolicy },
    { name: 'checklist', persona: 'specialist', path: '/mobility/checklist' },
    { name: 'checklist-edit', persona: 'specialist', path: '/mobility/checklist', window: true, act: (page) => page.getByRole('button', { name: /^(Edit|Modifier)/ }).first().click() },
    { name: 'policy-older', persona: 'employee', path: '/policy?version=1' },
    { name: 'opportunity-closed', persona: 'leader', path: `/opportunities/${prepared.role}` },
    { name: 'question-waiver', persona: 'leader', path: `/questions/${prepared.waiver}` },
    { name: 'question-waiver-desk', persona: 'specialist', path: `/questions/${prepared.waiver}`, act: grant },
    { name: 'imports', persona: 'admin', path: '/admin/imports' },
    { name: 'imports-refused', persona: 'employee', path: '/admin/imports' },
    run && { name: 'import-run', persona: 'admin', path: `/admin/imports/${run.id}` },
    { name: 'audit', persona: 'admin', path: '/admin/audit' },
    { name: 'deliveries', persona: 'admin', path: '/admin/deliveries' },
    { name: 'account', persona: 'employee', path: '/account' },
    { name: 'account-menu', persona: 'employee', path: '/', window: true, act: (page) => page.locator('header button').last().click() },
    { name: 'command', persona: 'hiring_manager', path: '/', window: true, act: (page) => command(page, '') },
    { name: 'command-found', persona: 'hiring_manager', path: '/', window: true, act: (page) => command(page, 'data') },
    { name: 'command-nothing', persona: 'hiring_manager', path: '/', window: true, act: (page) => command(page, 'zzzzzz') },
    { name: 'not-found', persona: 'employee', path: '/no/such/page' },
    {
      name: 'focus',
      persona: 'employee',
      path: '/opportunities',
      window: true,
      act: async (page) => {
        await page.locator('main article a').nth(1).focus();
        await page.keyboard.press('Shift+Tab');
        await page.keyboard.press('Tab');
      },
    },
  ];
  return list.filter((screen) => screen !== undefined);
}
