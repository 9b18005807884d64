// Moves through the API: what a journey needs before or beside what it walks in the browser.
import { expect, type Page } from '@playwright/test';

import type { Answer, Client } from './client.ts';
import { me } from './company.ts';

export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

export function ok<T>(answer: Answer<T>): Answer<T> {
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer;
}

/** A command on the version as it is now. */
export async function command(client: Client, path: string, body: Record<string, unknown>): Promise<void> {
  const read = ok(await client.get(path));
  ok(await client.post(`${path}/transitions`, body, { 'if-match': read.headers.get('etag') ?? '' }));
}

/** A published opening of somebody's unit, with what the rules ask of it; its id. */
export async function publish(owner: Client, title: string, more: Record<string, unknown> = {}): Promise<string> {
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
      ...more,
    }),
  );
  await command(owner, `/api/v1/opportunities/${draft.body.id}`, { command: 'publish' });
  return draft.body.id;
}

/** Somebody's application to an opening, offered by one who decides; its id. */
export async function offerTo(decider: Client, applicant: Client, opening: string): Promise<string> {
  const sent = ok(
    await applicant.post<{ id: string }>(`/api/v1/opportunities/${opening}/applications`, {
      statement: 'I would like to.',
    }),
  );
  const path = `/api/v1/applications/${sent.body.id}`;
  await command(decider, path, { command: 'shortlist' });
  await command(decider, path, { command: 'offer' });
  return sent.body.id;
}

/** Takes the offer; the path of the move that it becomes. */
export async function accept(applicant: Client, application: string): Promise<string> {
  const path = `/api/v1/applications/${application}`;
  await command(applicant, path, { command: 'accept' });
  const became = ok(await applicant.get<{ move_id?: string }>(path));
  expect(became.body.move_id, 'an accepted application names its move').toBeDefined();
  return `/api/v1/moves/${became.body.move_id ?? ''}`;
}

/** On the day the move takes effect: by this command, or because the server has looked before it. */
export async function takeEffect(receiving: Client, path: string): Promise<void> {
  const read = ok(await receiving.get(path));
  const told = await receiving.post(`${path}/transitions`, { command: 'make_effective' }, { 'if-match': read.headers.get('etag') ?? '' });
  expect([200, 409, 412]).toContain(told.status);
  expect(ok(await receiving.get<{ status: string }>(path)).body.status).toBe('effective');
}

/** Presses a command, reads what follows from it, fills in what it asks for, and says it. */
export async function say(page: Page, label: string, fields: Record<string, string> = {}, follows?: RegExp): Promise<void> {
  await page.getByRole('button', { name: label, exact: true }).click();
  const dialog = page.getByRole('dialog');
  if (follows) await expect(dialog).toContainText(follows);
  for (const [field, value] of Object.entries(fields)) await dialog.getByRole('textbox', { name: field }).fill(value);
  await dialog.getByRole('button', { name: label, exact: true }).click();
  await expect(dialog).toBeHidden();
}
