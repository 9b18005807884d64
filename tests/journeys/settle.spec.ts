// Settle: the ways a move can go besides the usual one, each walked by those whom it concerns: a
// secondment with its last day, and a chain in which one move opens the seat that the next one fills.
import type { Page } from '@playwright/test';

import type { Client, Persona } from '../support/client.ts';
import { me, type Employee } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';
import { accept, command, inDays, offerTo, ok, publish, say, takeEffect } from '../support/moves.ts';

async function homeOf(page: Page): Promise<void> {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

test('secondment to its last day', async ({ signIn, client }) => {
  const [employee, owner, manager] = [await client('employee'), await client('hiring_manager'), await client('manager')];
  const before = await me(employee);
  const title = 'Half a year with the night shift';
  const opening = await publish(owner, title, { kind: 'secondment', starts_on: inDays(0), ends_on: inDays(0) });
  const application = await offerTo(owner, employee, opening);

  const page = await signIn('employee');
  await test.step('it is accepted, and Home says that the old seat waits', async () => {
    await accept(employee, application);
    await homeOf(page);
    const running = page.getByRole('region', { name: 'Your moves and gigs' });
    await expect(running).toContainText(title);
    await expect(page.getByRole('region', { name: 'Your open applications' })).not.toContainText(title);
    await expectAccessible(page);
    await running.getByRole('link', { name: new RegExp(title) }).click();
    await expect(page.getByText('Secondment until')).toBeVisible();
  });
  const path = new URL(page.url()).pathname;

  await test.step('the manager finds the request on Home, and what it opens beside it', async () => {
    await command(employee, `/api/v1${path}`, { command: 'request_release', date: inDays(0) });
    const left = await signIn('manager');
    await homeOf(left);
    await left.getByRole('link', { name: /is about to leave your team/ }).first().click();
    await expect(left.getByRole('region', { name: 'What this move would open' })).toContainText(before.org_unit.name);
    await expectAccessible(left);
    await left.getByRole('button', { name: 'Agree', exact: true }).click();
    await left.getByRole('dialog').getByRole('button', { name: 'Agree', exact: true }).click();
    await expect(left.getByRole('dialog')).toBeHidden();
    // The day is today: the server may have looked already, and the manager who is left knows no more.
    await page.goto(path);
    await expect(page.getByRole('region', { name: 'How it went' })).toContainText('Agreed');
  });

  await test.step('the seat changes for the time of the secondment, and its page says for how long', async () => {
    await takeEffect(owner, `/api/v1${path}`);
    expect((await me(employee)).org_unit.id).not.toBe(before.org_unit.id);
    await page.goto(path);
    await expect(page.getByRole('region', { name: 'What happens next' })).toContainText('The secondment ends');
  });

  await test.step('going back early restores the old seat, and the old manager knows of it again', async () => {
    await page.getByRole('button', { name: 'Return', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('The shift is full again.');
    await dialog.getByRole('button', { name: 'Return', exact: true }).click();
    await expect(page.getByText('The old seat is restored')).toBeVisible();
    expect((await me(employee)).org_unit.id).toBe(before.org_unit.id);
    expect((await manager.get(`/api/v1${path}`)).status).toBe(200);
    await homeOf(page);
    await expect(page.getByRole('region', { name: 'Your moves and gigs' })).toHaveCount(0);
  });
});

/** One link of a chain: taken by the mover, released by a specialist in the manager's place, today. */
async function link(mover: Page, desk: Page, specialist: Client, application: string): Promise<string> {
  await mover.goto(`/applications/${application}`);
  await say(mover, 'Accept the offer');
  await mover.getByRole('link', { name: 'Moves' }).first().click();
  await mover.getByRole('table').getByRole('link').first().click();
  await expect(mover.getByRole('region', { name: 'What happens next' })).toContainText('release is asked for');
  const path = new URL(mover.url()).pathname;
  await desk.goto(path);
  await say(desk, 'Propose a day', { Day: inDays(0) });
  await say(desk, 'Agree');
  await takeEffect(specialist, `/api/v1${path}`);
  await mover.reload();
  await expect(mover.getByRole('region', { name: 'What happens next' })).toContainText('either side may return');
  await expect(mover.getByRole('region', { name: 'What this move opens and fills' })).toHaveCount(0);
  return path;
}

interface Draft {
  kind: string;
  title: string;
  org_unit: { id: string };
  work_mode: string;
  job_profile?: { id: string };
  requirements: { skill: { id: string }; level: number; importance: string }[];
  seats: number;
  priority: string;
}

/** The opening drafted for the seat that a move leaves, made fit to be seen and published. */
async function backfill(specialist: Client, path: string): Promise<string> {
  const { backfill_id: id } = ok(await specialist.get<{ backfill_id?: string }>(path)).body;
  if (!id) throw new Error(`no opening was drafted for the seat that ${path} leaves`);
  const opening = `/api/v1/opportunities/${id}`;
  const read = ok(await specialist.get<Draft>(opening));
  const { kind, title, org_unit, work_mode, job_profile, requirements, seats, priority } = read.body;
  const filled = {
    ...{ kind, title, work_mode, seats, priority },
    description: 'What was done on this seat until now.',
    org_unit_id: org_unit.id,
    job_profile_id: job_profile?.id,
    requirements: requirements.map(({ skill, level, importance }) => ({ skill_id: skill.id, level, importance })),
    pay_range: { min_minor: 4_000_000, max_minor: 5_200_000, currency: 'EUR' },
    selection_criteria: ['Knows the work'],
    closes_on: inDays(30),
  };
  ok(await specialist.call('PATCH', opening, { json: filled, headers: { 'if-match': read.headers.get('etag') ?? '' } }));
  await command(specialist, opening, { command: 'publish' });
  return id;
}

test('a chain of three moves', async ({ signIn, client }) => {
  const [owner, specialist] = [await client('hiring_manager'), await client('specialist')];
  const personas = ['employee', 'admin', 'leader'] satisfies Persona[];
  const movers = await Promise.all(personas.map((persona) => client(persona)));
  const people: Employee[] = await Promise.all(movers.map(me));
  const desk = await signIn('specialist');
  const paths: string[] = [];
  let opening = await publish(owner, 'Analyst who begins a chain');
  for (const [at, persona] of personas.entries()) {
    await test.step(`link ${String(at + 1)}: ${people[at]?.display_name ?? ''} takes the seat`, async () => {
      const mover = movers[at];
      if (!mover) throw new Error('nobody moves');
      const application = await offerTo(specialist, mover, opening);
      const path = await link(await signIn(persona), desk, specialist, application);
      paths.push(path);
      if (at < personas.length - 1) opening = await backfill(specialist, `/api/v1${path}`);
    });
  }

  await test.step('whoever moved sees their own move and nobody else’s', async () => {
    for (const [at, mover] of movers.entries()) {
      for (const [other, path] of paths.entries()) {
        expect((await mover.get(`/api/v1${path}`)).status).toBe(at === other ? 200 : 404);
      }
      expect((await mover.get(`/api/v1${paths[at] ?? ''}/chain`)).status).toBe(403);
    }
  });

  await test.step('from any link a specialist follows the chain to its ends', async () => {
    for (const path of paths) {
      await desk.goto(path);
      const chain = desk.getByRole('region', { name: 'What this move opens and fills' });
      const links = chain.getByRole('listitem');
      for (const [at, person] of people.entries()) await expect(links.nth(at)).toContainText(person.display_name);
    }
    await expectAccessible(desk);
  });
});

test('what sort of move it is', async ({ signIn, client }) => {
  const [employee, owner] = [await client('employee'), await client('hiring_manager')];
  const profile = ok(await employee.get<{ job_profile?: { id: string } }>(`/api/v1/employees/${(await me(employee)).id}`)).body;
  const roles = ok(await employee.get<{ items: { id: string; title: string; level: number }[] }>('/api/v1/job-profiles?limit=200')).body.items;
  const held = roles.find(({ id }) => id === profile.job_profile?.id);
  const higher = roles.find(({ level }) => held && level === held.level + 1);
  if (!held || !higher) throw new Error('the demo company has no role above the employee’s');
  const page = await signIn('employee');

  await test.step('a lateral move into another unit is named as such, and withdrawn from the offer', async () => {
    const application = await offerTo(owner, employee, await publish(owner, 'The same work elsewhere', { job_profile_id: held.id }));
    await page.goto(`/applications/${application}`);
    await page.getByRole('button', { name: /^Decline/ }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^Decline/ }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText('Offer declined', { exact: true }).first()).toBeVisible();
    const again = await offerTo(owner, employee, await publish(owner, 'The same work, nearer by', { job_profile_id: held.id }));
    const path = await accept(employee, again);
    await page.goto(path.replace('/api/v1', ''));
    await expect(page.getByText('Same level', { exact: true })).toBeVisible();
    await expect(page.getByText('Another unit', { exact: true })).toBeVisible();
    await expectAccessible(page);
    await command(employee, path, { command: 'cancel', reason: 'My family stays here.' });
  });

  await test.step('a promotion is named as such, for the new manager too', async () => {
    const path = await accept(employee, await offerTo(owner, employee, await publish(owner, 'One step up', { job_profile_id: higher.id })));
    for (const who of ['employee', 'hiring_manager'] satisfies Persona[]) {
      const seen = await signIn(who);
      await seen.goto(path.replace('/api/v1', ''));
      await expect(seen.getByText('Promotion', { exact: true })).toBeVisible();
    }
  });
});
