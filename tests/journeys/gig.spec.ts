// Gig: some hours a week beside one's job. The hiring manager publishes it, somebody takes it on, their
// manager is asked because of the hours, the team says how it went, and what was shown is in the profile.
import { me } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';
import { writeAndPublish } from '../support/hiring.ts';
import { inDays, say } from '../support/moves.ts';

const TITLE = 'Count the stock of the northern warehouse';
const FEEDBACK = 'The count is done, and the way of counting is written down.';
/** Above what the shipped rules allow without a question to the manager. */
const HOURS = 12;

test('gig', async ({ signIn, client }) => {
  const api = await client('employee');
  const employee = await me(api);
  const profile = await api.get<{ skills: { skill: { id: string } }[] }>(`/api/v1/employees/${employee.id}/profile`);
  const known = new Set(profile.body.skills.map(({ skill }) => skill.id));
  const skills = (await api.get<{ items: { id: string; name: string; kind: string }[] }>('/api/v1/skills?limit=200')).body.items;
  const skill = skills.find(({ id, kind }) => kind === 'skill' && !known.has(id)) ;
  if (!skill) throw new Error('the demo company has no skill that is new to the employee');
  const desk = await signIn('hiring_manager');

  const opening = await test.step('the hiring manager publishes a gig with hours and dates', async () => {
    return writeAndPublish(desk, {
      kind: 'Gig',
      title: TITLE,
      description: 'Count, compare with the books, write down what differs.',
      skill: skill.name,
      criterion: 'Patience',
      startsOn: inDays(0),
      endsOn: inDays(60),
      more: { 'Hours a week': String(HOURS) },
    });
  });

  const page = await signIn('employee');
  await test.step('the employee sees hours and dates, and applies', async () => {
    await page.goto(`/opportunities/${opening}`);
    await expect(page.getByRole('region', { name: 'At a glance' })).toContainText(`${HOURS} hours a week`);
    await page.getByRole('link', { name: 'Apply' }).click();
    await page.getByRole('textbox', { name: 'Why you, why this' }).fill('I know that warehouse.');
    await page.getByRole('button', { name: 'Send the application' }).click();
    await expect(page.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
  });

  await test.step('it is offered and taken on; the answer says where it goes on', async () => {
    await desk.getByRole('tab', { name: 'Stages' }).click();
    await desk.reload();
    await desk.getByRole('region', { name: 'New' }).getByRole('link', { name: employee.display_name }).click();
    await say(desk, 'Shortlist');
    await desk.getByRole('button', { name: 'Make an offer' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: 'Make the offer' }).click();
    await expect(desk.getByRole('region', { name: 'The offer' })).toContainText(String(HOURS));

    await page.goto('/engagements');
    await expect(page.getByText('You have no gig yet')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: /^Notices, \d+ unread$/ }).click();
    await page.getByRole('dialog', { name: 'Notices' }).getByRole('link', { name: `${TITLE}: you have an offer to answer` }).click();
    await say(page, 'Accept the offer');
    await expect(page.getByRole('region', { name: 'How it went' })).toContainText('Accepted');
    await expect(page.getByRole('link', { name: 'Your gig', exact: true })).toBeVisible();
    await page.goto('/engagements');
    const row = page.getByRole('row').filter({ hasText: TITLE });
    await expect(row).toContainText(`${HOURS} hours a week`);
    await expect(row).toContainText('Manager is asked');
    await expectAccessible(page);
    await page.goBack();
    await page.getByRole('link', { name: 'Your gig', exact: true }).click();
    await expect(page.getByRole('region', { name: 'What is agreed' })).toContainText('The manager is asked');
    await expectAccessible(page);
  });
  const path = new URL(page.url()).pathname;

  await test.step('the manager hears of it, and agrees', async () => {
    const manager = await signIn('manager');
    await manager.getByRole('button', { name: /^Notices, \d+ unread$/ }).click();
    await manager.getByRole('dialog', { name: 'Notices' }).getByRole('link', { name: `${TITLE}: somebody who reports to you would take this on` }).click();
    await expect(manager).toHaveURL(path);
    await expect(manager.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
    await expect(manager.getByRole('main')).toContainText(employee.display_name);
    await expect(manager.getByRole('region', { name: 'Say no' })).toContainText('The seat goes to somebody else.');
    await expect(manager.getByRole('link', { name: 'The application it began with' })).toHaveCount(0);
    await expectAccessible(manager);
    await manager.getByRole('button', { name: 'Decline' }).click();
    await expect(manager.getByText('Write a few words.')).toBeVisible();
    await manager.getByRole('button', { name: 'Agree' }).click();
    await expect(manager.getByText('Running', { exact: true })).toBeVisible();
    await expect(manager.getByRole('region', { name: 'Say no' })).toHaveCount(0);
    await manager.getByRole('link', { name: 'Gigs', exact: true }).last().click();
    await manager.getByRole('tab', { name: 'Of my team' }).click();
    await expect(manager.getByRole('row').filter({ hasText: TITLE })).toContainText(employee.display_name);
    await expectAccessible(manager);
  });

  await test.step('the team says how it went and what was shown', async () => {
    await desk.goto('/engagements?of=team');
    await desk.getByRole('row').filter({ hasText: TITLE }).getByRole('link').click();
    const done = desk.getByRole('region', { name: 'It is done' });
    await done.getByRole('button', { name: 'Send the feedback' }).click();
    await expect(done.getByText('Write a few words.')).toBeVisible();
    await done.getByRole('textbox', { name: 'Feedback' }).fill(FEEDBACK);
    await done.getByRole('combobox', { name: 'Add a skill' }).fill(skill.name);
    await desk.getByRole('option').filter({ hasText: skill.name }).first().click();
    await expect(done.getByRole('combobox', { name: 'Add a skill' })).toHaveValue('');
    await done.getByRole('combobox', { name: `Level of ${skill.name}` }).click();
    await desk.getByRole('option', { name: /^4/ }).click();
    await expectAccessible(desk);
    await done.getByRole('button', { name: 'Send the feedback' }).click();
    await expect(desk.getByText('Done. The participant is asked to confirm the skills.')).toBeVisible();
    await expect(desk.getByRole('region', { name: 'Skills that were shown' })).toContainText(`${skill.name}, level 4`);
    await expectAccessible(desk);
  });

  await test.step('the participant confirms, and it is in the profile', async () => {
    await page.goto('/profile');
    await expect(page.getByRole('link', { name: skill.name, exact: true })).toHaveCount(0);
    await page.getByRole('link', { name: 'Opportunities' }).first().click();
    await page.getByRole('link', { name: 'Gigs', exact: true }).click();
    await page.getByRole('row').filter({ hasText: TITLE }).getByRole('link').click();
    await expect(page.getByRole('region', { name: 'Feedback' })).toContainText(FEEDBACK);
    const word = page.getByRole('region', { name: 'Your word on it' });
    await expect(word.getByRole('checkbox', { name: `${skill.name}, level 4` })).toBeChecked();
    await word.getByRole('textbox').fill('Gladly again.');
    await expectAccessible(page);
    await word.getByRole('button', { name: 'Confirm' }).click();
    await expect(page.getByText('Completed', { exact: true })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Skills that were shown' })).toContainText('confirmed and in the profile');
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Profile', exact: true }).first().click();
    const shown = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: skill.name, exact: true }) });
    await shown.getByText('Why this level').click();
    await expect(shown).toContainText(TITLE);
    await expectAccessible(page);
  });
});
