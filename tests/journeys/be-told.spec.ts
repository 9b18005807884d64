// Be told: the bell says what happened on either side of an application, to each as much as they may
// know, and leads there; what was read stays read; how one is told is one's own choice.
import type { Client } from '../support/client.ts';
import { draftOpening, me } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';

const TITLE = 'Sort the archive of the summer fair';

/** A step, on the version that is there now. */
async function step(client: Client, path: string, command: string): Promise<void> {
  const read = await client.get(path);
  const answer = await client.post(`${path}/transitions`, { command }, { 'if-match': read.headers.get('etag') ?? '' });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

test('be told', async ({ signIn, client }) => {
  const [hiring, ...applicants] = [
    await client('hiring_manager'),
    await client('employee'),
    await client('leader'),
  ] as const;
  const skills = await hiring.get<{ items: { id: string }[] }>('/api/v1/skills?limit=1');
  const drafted = await hiring.post<{ id: string }>('/api/v1/opportunities', {
    ...draftOpening(await me(hiring), TITLE),
    pay_range: { min_minor: 100, max_minor: 200, currency: 'EUR' },
    requirements: [{ skill_id: skills.body.items[0]?.id, level: 2, importance: 'required' }],
  });
  expect(drafted.status, JSON.stringify(drafted.body)).toBe(201);
  const path = `/api/v1/opportunities/${drafted.body.id}`;
  await step(hiring, path, 'publish');
  const applications: string[] = [];
  for (const applicant of applicants) {
    const sent = await applicant.post<{ id: string }>(`${path}/applications`, { statement: 'I would like to.' });
    expect(sent.status, JSON.stringify(sent.body)).toBe(201);
    applications.push(`/api/v1/applications/${sent.body.id}`);
  }

  const desk = await signIn('hiring_manager');
  await test.step('the hiring manager hears of two applications in one line', async () => {
    const bell = desk.getByRole('button', { name: 'Notices, 2 unread' });
    await bell.focus();
    await desk.keyboard.press('Enter');
    const list = desk.getByRole('dialog', { name: 'Notices' });
    const line = list.getByRole('link', { name: `${TITLE}: 2 new applications` });
    await expect(line).toBeVisible();
    await expectAccessible(desk);
    await desk.keyboard.press('Escape');
    await expect(list).toBeHidden();
    await expect(bell).toBeFocused();
    await bell.click();
    await line.click();
    await expect(desk.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
    await expect(desk.getByRole('button', { name: 'Notices', exact: true })).toBeVisible();
  });

  for (const command of ['shortlist', 'select']) await step(hiring, applications[0] ?? '', command);
  const page = await signIn('employee');
  await test.step('the applicant is told each step and who knows from here on, on a phone, too', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Notices, 3 unread' }).click();
    const list = page.getByRole('dialog', { name: 'Notices' });
    await expect(
      list.getByRole('link', { name: `${TITLE}: from here on your application is known to your current manager` }),
    ).toBeVisible();
    await expectAccessible(page);
    await list.getByRole('link', { name: 'All notices' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Notices' })).toBeVisible();
    await expect(page.getByText('Unread ·')).toHaveCount(3);
    await expectAccessible(page);
    await page.getByRole('button', { name: /^Mark as read: / }).first().click();
    await expect(page.getByText('Unread ·')).toHaveCount(2);
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await expect(page.getByText('Unread ·')).toHaveCount(0);
    await page.getByRole('checkbox', { name: 'Only unread' }).check();
    await expect(page.getByText('Nothing new')).toBeVisible();
    await page.reload();
    await expect(page.getByText('Nothing new')).toBeVisible();
  });

  await test.step('how one is told is chosen kind by kind, and stays so', async () => {
    await page.getByRole('link', { name: 'How you are told' }).click();
    await expect(page.getByText('This server sends no e-mail.')).toBeVisible();
    const choice = page.getByRole('combobox', { name: 'Your application moves on' });
    await choice.selectOption('Never');
    await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
    await expectAccessible(page);
    await page.reload();
    await expect(choice).toHaveValue('never');
  });
});
