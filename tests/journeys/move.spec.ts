// Move: an accepted offer becomes a move, the managers agree on a day, the seat changes, and the
// mover goes back during the trial.
import type { Page } from '@playwright/test';

import type { Answer, Client } from '../support/client.ts';
import { me } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

function ok<T>(answer: Answer<T>): Answer<T> {
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer;
}

/** A command on the version as it is now. */
async function command(client: Client, path: string, body: Record<string, unknown>): Promise<void> {
  const read = ok(await client.get(path));
  ok(await client.post(`${path}/transitions`, body, { 'if-match': read.headers.get('etag') ?? '' }));
}

/** An opening for a role, an application to it, an offer; the application. */
async function offer(owner: Client, applicant: Client, title: string): Promise<string> {
  const { org_unit: unit } = await me(owner);
  const skills = ok(await owner.get<{ items: { id: string }[] }>('/api/v1/skills?limit=1'));
  const draft = ok(
    await owner.post<{ id: string }>('/api/v1/opportunities', {
      kind: 'role',
      title,
      description: 'Own the reports from source to screen.',
      org_unit_id: unit.id,
      work_mode: 'hybrid',
      requirements: [{ skill_id: skills.body.items[0]?.id, level: 2, importance: 'required' }],
      seats: 1,
      pay_range: { min_minor: 4_000_000, max_minor: 5_200_000, currency: 'EUR' },
      selection_criteria: ['Care for correct figures'],
      priority: 'normal',
      closes_on: inDays(30),
    }),
  );
  const opening = `/api/v1/opportunities/${draft.body.id}`;
  await command(owner, opening, { command: 'publish' });
  const sent = ok(await applicant.post<{ id: string }>(`${opening}/applications`, { statement: 'I would like to.' }));
  const application = `/api/v1/applications/${sent.body.id}`;
  await command(owner, application, { command: 'shortlist' });
  await command(owner, application, { command: 'offer' });
  return sent.body.id;
}

/** Presses a command of a move, reads what follows, fills in what it asks for, and says it. */
async function say(page: Page, label: string, consequence: RegExp, fields: Record<string, string> = {}): Promise<void> {
  await page.getByRole('button', { name: label, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(consequence);
  for (const [field, value] of Object.entries(fields)) await dialog.getByRole('textbox', { name: field }).fill(value);
  await dialog.getByRole('button', { name: label, exact: true }).click();
  await expect(dialog).toBeHidden();
}

test('return from a trial', async ({ signIn, client }) => {
  const [employee, owner, manager] = [await client('employee'), await client('hiring_manager'), await client('manager')];
  const before = await me(employee);
  const application = await offer(owner, employee, 'Planning analyst');
  await command(employee, `/api/v1/applications/${application}`, { command: 'accept' });
  const own = ok(await employee.get<{ items: { id: string }[] }>('/api/v1/moves'));
  const path = `/moves/${own.body.items[0]?.id ?? ''}`;
  await command(employee, `/api/v1${path}`, { command: 'request_release', date: inDays(0) });
  await command(manager, `/api/v1${path}`, { command: 'agree' });
  await command(owner, `/api/v1${path}`, { command: 'make_effective' });
  expect((await me(employee)).org_unit.id).not.toBe(before.org_unit.id);

  const page = await signIn('employee');
  await page.goto(path);
  await expect(page.getByRole('region', { name: 'What happens next' })).toContainText('either side may return');
  await say(page, 'Return', /change back today/, { Reason: 'It is not what I hoped for.' });
  await expect(page.getByText('The old seat is restored')).toBeVisible();
  await expectAccessible(page);
  expect((await me(employee)).org_unit.id).toBe(before.org_unit.id);

  const left = await signIn('manager');
  await left.goto(path);
  await expect(left.getByRole('region', { name: 'How it went' })).toContainText('Returned');
  await expect(left.getByText('It is not what I hoped for.')).toHaveCount(0);
});
