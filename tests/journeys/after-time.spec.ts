// After time: what nobody does happens by itself. A secondment is published, taken and begun, and ends
// on its last day while the server was down; silence is consent where the rules say so, and an offer
// that nobody answers lapses. Each of those whom it concerns sees it in the browser.
import type { Page } from '@playwright/test';

import type { Persona } from '../support/client.ts';
import { me } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';
import { writeAndPublish } from '../support/hiring.ts';
import { accept, command, inDays, offerTo, ok, publish, say } from '../support/moves.ts';
import { eventually } from '../support/process.ts';

const TITLE = 'Three months at the control room';
const STARTS = 14;
const ENDS = 100;

interface Told {
  status: string;
  history: { step: string; on: string; changed: { field: string; old?: string; new?: string }[] }[];
}

/** The lines of a step as people read them. */
function lines(of: Told['history'][number] | undefined): string[] {
  const names: Record<string, string> = { org_unit: 'Unit', manager: 'Manager', job_profile: 'Job profile', title: 'Title', location: 'Location' };
  return (of?.changed ?? []).map((one) => `${names[one.field] ?? one.field}: ${one.old ?? 'none'} → ${one.new ?? 'none'}`);
}

/** Reads somebody's notices for one that says this. */
async function expectNotice(page: Page, words: string): Promise<void> {
  await page.goto('/notices');
  await expect(page.getByRole('link', { name: words }).first()).toBeVisible();
}

test('a secondment ends by time', async ({ signIn, client, later }) => {
  const api = await client('employee');
  const before = await me(api);
  const skills = (await api.get<{ items: { name: string }[] }>('/api/v1/skills?limit=1')).body.items;

  const desk = await signIn('hiring_manager');
  const opening = await test.step('the hiring manager publishes a secondment with its dates', () =>
    writeAndPublish(desk, {
      kind: 'Secondment',
      title: TITLE,
      description: 'Sit with those who watch the lines, and learn what they see.',
      skill: skills[0]?.name ?? '',
      criterion: 'Calm',
      startsOn: inDays(STARTS),
      endsOn: inDays(ENDS),
      more: { 'Pay from (a year)': '40000', 'Pay to (a year)': '52000' },
    }));

  const page = await signIn('employee');
  await test.step('the employee applies, is shortlisted and offered it, and accepts', async () => {
    await page.goto(`/opportunities/${opening}`);
    await page.getByRole('link', { name: 'Apply' }).click();
    await page.getByRole('textbox', { name: 'Why you, why this' }).fill('I want to see it from there.');
    await page.getByRole('button', { name: 'Send the application' }).click();
    await expect(page.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
    await desk.getByRole('tab', { name: 'Stages' }).click();
    await desk.reload();
    await desk.getByRole('region', { name: 'New' }).getByRole('link', { name: before.display_name }).click();
    await say(desk, 'Shortlist');
    await desk.getByRole('button', { name: 'Make an offer' }).click();
    const offer = desk.getByRole('dialog');
    await offer.getByLabel('Start').fill(inDays(STARTS));
    await offer.getByRole('textbox', { name: 'Pay a year (EUR)' }).fill('46000');
    await offer.getByRole('button', { name: 'Make the offer' }).click();
    await expect(desk.getByRole('region', { name: 'The offer' })).toContainText('€46,000');
    await page.reload();
    await say(page, 'Accept the offer');
    await page.getByRole('link', { name: 'Your move', exact: true }).click();
    await expect(page.getByText('Secondment until')).toBeVisible();
    await say(page, 'Propose a day', { Day: inDays(STARTS) });
  });
  const path = new URL(page.url()).pathname;
  const read = async (who: Persona): Promise<Told> => ok(await (await client(who)).get<Told>(`/api/v1${path}`)).body;

  await test.step('the manager who is left agrees', async () => {
    const manager = await signIn('manager');
    await manager.goto(path);
    await say(manager, 'Agree', {}, /is agreed/);
    await expect(manager.getByRole('region', { name: 'What happens next' })).toContainText('manager, unit, role and title change');
  });

  const silent = await test.step('elsewhere an offer and a release wait for answers that nobody gives', async () => {
    const [owner, leader, admin] = [await client('hiring_manager'), await client('leader'), await client('admin')];
    const offer = await offerTo(owner, leader, await publish(owner, 'Keeper of the spare keys'));
    const move = await accept(admin, await offerTo(owner, admin, await publish(owner, 'Planner of the second line')));
    await command(admin, move, { command: 'request_release', date: inDays(10) });
    return { offer: `/applications/${offer}`, move: move.replace('/api/v1', '') };
  });

  await later(STARTS + 6);
  await test.step('six days after its first day the seat has changed, and the old manager knows no more', async () => {
    const there = await eventually('the seat changes', async () => {
      const told = await read('employee');
      return told.status === 'effective' ? told : undefined;
    });
    const began = there.history.find(({ step }) => step === 'date_reached');
    expect(began?.on, 'on the day on which it was due').toBe(inDays(STARTS));
    const mover = await signIn('employee');
    await expect(mover.getByRole('region', { name: 'Your moves and gigs' })).toContainText(TITLE);
    await mover.goto(path);
    await expect(mover.getByRole('region', { name: 'How it went' })).toContainText(`Unit: ${before.org_unit.name} → `);
    for (const line of lines(began)) await expect(mover.getByRole('region', { name: 'How it went' })).toContainText(line);
    await expectAccessible(mover);
    expect((await (await client('manager')).get(`/api/v1${path}`)).status, 'SEC-44').toBe(404);
  });

  await test.step('the offer has lapsed by silence, and both sides were told', async () => {
    const leader = await signIn('leader');
    await leader.goto(silent.offer);
    await expect(leader.getByRole('main')).toContainText('Lapsed');
    await expectAccessible(leader);
    await expectNotice(leader, 'Keeper of the spare keys: your offer lapsed unanswered');
    await expectNotice(await signIn('hiring_manager'), 'Keeper of the spare keys: an offer was not answered in time');
  });

  await test.step('the release was consented to by silence, and took effect', async () => {
    const admin = await signIn('admin');
    await admin.goto(silent.move);
    const history = admin.getByRole('region', { name: 'How it went' });
    await expect(history).toContainText('No answer in time: agreed by silence');
    await expect(history).toContainText('The day came: the seat changed');
    await expectAccessible(admin);
  });

  await later(ENDS - 10);
  await test.step('after the trial it is confirmed, still runs, and says when it ends', async () => {
    await eventually('the trial ends', async () => ((await read('employee')).status === 'confirmed' ? true : undefined));
    const mover = await signIn('employee');
    await expect(mover.getByRole('region', { name: 'Your moves and gigs' })).toContainText('you take your old seat again');
    await mover.goto('/moves');
    await mover.getByRole('link', { name: TITLE }).click();
    await expect(mover.getByRole('region', { name: 'What happens next' })).toContainText('The secondment ends');
    await expectAccessible(mover);
  });

  await later(ENDS + 40);
  const ended = await test.step('past its end the old seat is restored, with the day on which it was due', async () => {
    const told = await eventually('the secondment ends', async () => {
      const now = await read('specialist');
      return now.status === 'returned' ? now : undefined;
    });
    const steps = told.history.filter(({ step }) => ['date_reached', 'trial_over', 'end_reached'].includes(step));
    expect(steps.map(({ step, on }) => [step, on])).toEqual([
      ['date_reached', inDays(STARTS)],
      ['trial_over', inDays(STARTS + 61)],
      ['end_reached', inDays(ENDS + 1)],
    ]);
    const [began, , end] = steps;
    const back = (began?.changed ?? []).map(({ field, old, new: now }) => ({ field, old: now, new: old }));
    expect(end?.changed, 'each field is what it was').toEqual(back);
    expect(back.map(({ field }) => field)).toEqual(expect.arrayContaining(['org_unit', 'manager', 'title']));
    return end;
  });

  for (const persona of ['employee', 'manager', 'hiring_manager', 'specialist'] satisfies Persona[]) {
    await test.step(`the ${persona} sees that it ended and what was put back`, async () => {
      const seen = await signIn(persona);
      await seen.goto(path);
      await expect(seen.getByText('Returned', { exact: true }).first()).toBeVisible();
      const next = seen.getByRole('region', { name: 'What happens next' });
      await expect(next).toContainText('The secondment is over, and the old seat is taken again.');
      const history = seen.getByRole('region', { name: 'How it went' });
      await expect(history).toContainText('The secondment is over: the old seat is taken again');
      for (const line of lines(ended)) await expect(history).toContainText(line);
      await expectAccessible(seen);
      await seen.goto(`/people/${before.id}`);
      await expect(seen.getByRole('main')).toContainText(before.org_unit.name);
      if (persona !== 'specialist') await expectNotice(seen, `${TITLE}: the move is over since `);
    });
  }

  await test.step('nobody is sought for the seat any more, and nothing runs', async () => {
    const seen = await signIn('manager');
    await seen.goto(path);
    await seen.getByRole('link', { name: 'Look at the draft' }).click();
    await expect(seen.getByText('Cancelled', { exact: true }).first()).toBeVisible();
    const mover = await signIn('employee');
    await expect(mover.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(mover.getByRole('region', { name: 'Your moves and gigs' })).toHaveCount(0);
    expect((await me(await client('employee'))).org_unit.id).toBe(before.org_unit.id);
  });
});
