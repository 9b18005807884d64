// A conversation: the hiring side proposes times, the applicant reads who will be there and chooses,
// who will be there learns of it and writes a note, and the decision ends what they may know.
import { me } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';
import { command, ok, publish } from '../support/moves.ts';

const TITLE = 'Keep the tariff data whole';
const NOTE = 'Told how the tariffs of last spring were checked.';

/** So many days from now, at ten, as a field for date and time takes it. */
const atTen = (days: number): string => `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T10:00`;

test('interview', async ({ signIn, client }) => {
  const owner = await client('hiring_manager');
  const applicant = await client('leader');
  const outsider = await client('employee');
  const talker = await me(outsider);
  const manager = await client('manager');
  const opening = await publish(owner, TITLE);
  const sent = ok(await applicant.post<{ id: string }>(`/api/v1/opportunities/${opening}/applications`, { statement: 'I know the tariffs.' }));
  const path = `/api/v1/applications/${sent.body.id}`;
  await command(owner, path, { command: 'shortlist' });

  const hiring = await signIn('hiring_manager');
  const section = hiring.getByRole('region', { name: 'Conversations', exact: true });
  await test.step('times and people are proposed, and only the applicant is told', async () => {
    await hiring.goto(`/applications/${sent.body.id}`);
    await expect(section).toContainText('No conversation has been proposed.');
    await section.getByRole('button', { name: 'Propose a conversation' }).click();
    await section.getByRole('textbox', { name: 'Time 1' }).fill(atTen(3));
    await section.getByRole('button', { name: 'Add a time' }).click();
    await section.getByRole('textbox', { name: 'Time 2' }).fill(atTen(4));
    await section.getByRole('textbox', { name: 'Room or link' }).fill('Room 4.2');
    await section.getByRole('button', { name: 'Send to the applicant' }).click();
    await expect(section).toContainText('Name at least one person');
    await section.getByRole('combobox', { name: 'Who will be there' }).fill(talker.display_name);
    await hiring.getByRole('option', { name: talker.display_name }).first().click();
    await expectAccessible(hiring);
    await section.getByRole('button', { name: 'Send to the applicant' }).click();
    await expect(section).toContainText('Time to be chosen');
    await expect(section).toContainText('know nothing of the application');
    await expectAccessible(hiring);
    expect((await outsider.get(path)).status, 'who is named knows nothing yet').toBe(404);
  });

  await test.step('the applicant reads who will be there, and chooses', async () => {
    const page = await signIn('leader');
    const ahead = page.getByRole('region', { name: 'Conversations ahead' });
    await ahead.getByRole('link', { name: new RegExp(`${TITLE}: choose a time`) }).click();
    const own = page.getByRole('region', { name: 'Conversations', exact: true });
    await expect(own).toContainText(`With ${talker.display_name}`);
    await expectAccessible(page);
    await own.getByRole('button', { name: /^Take / }).nth(1).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText(`${talker.display_name} will know of your application from now on`);
    await dialog.getByRole('button', { name: 'Take it', exact: true }).click();
    await expect(own).toContainText('Confirmed');
    await expect(own.getByRole('link', { name: 'Save to my calendar' })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('who will be there sees what they need and writes a note', async () => {
    const page = await signIn('employee');
    await page.getByRole('region', { name: 'Conversations ahead' }).getByRole('link', { name: new RegExp(TITLE) }).click();
    await expect(page.getByText('I know the tariffs.')).toBeVisible();
    const theirs = page.getByRole('region', { name: 'Conversations', exact: true });
    await theirs.getByRole('textbox', { name: 'My note' }).fill(NOTE);
    await theirs.getByRole('button', { name: 'Save the note' }).click();
    await expect(page.getByText('Your note is saved.')).toBeVisible();
    await expectAccessible(page);
    expect((await outsider.get(`/api/v1/opportunities/${opening}/applications`)).status).toBeGreaterThanOrEqual(403);
    expect((await manager.get(path)).status, 'the manager knows nothing').toBe(404);
  });

  await test.step('the note is read after the own assessment, and the decision ends it', async () => {
    await hiring.reload();
    await expect(section).toContainText('Confirmed');
    await expect(section).not.toContainText(NOTE);
    const read = ok(await owner.get<{ criteria: string[] }>(`${path}/assessment`));
    const ratings = read.body.criteria.map(() => ({ rating: 'shown' }));
    ok(await owner.call('PUT', `${path}/assessment`, { json: { ratings } }));
    await hiring.reload();
    await expect(section).toContainText(NOTE);
    await expectAccessible(hiring);
    await command(owner, path, { command: 'select' });
    expect((await outsider.get(path)).status, 'nothing is left for them to know').toBe(404);
    await hiring.reload();
    await expect(section).toContainText('Cancelled');
  });
});
