// Hire: the owner of an opening writes it, publishes it, sees who fits and why, decides, and tells
// those who were not chosen what would have made the difference.
import type { Page } from '@playwright/test';

import { me } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';

const TITLE = 'Move the billing reports to the new warehouse';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Picks the first that a field offers. */
async function pickFirst(page: Page, field: string): Promise<void> {
  await page.getByRole('combobox', { name: field, exact: true }).click();
  await page.getByRole('option').first().click();
}

/** Presses a button whose consequence is said first, and agrees. */
async function confirm(page: Page, label: string, consequence: RegExp): Promise<void> {
  await page.getByRole('button', { name: label, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(consequence);
  await dialog.getByRole('button', { name: label, exact: true }).click();
  await expect(dialog).toBeHidden();
}

test('hire', async ({ signIn, client }) => {
  const applicants = { chosen: await client('employee'), other: await client('leader'), third: await client('manager') };
  const chosen = await me(applicants.chosen);
  const other = await me(applicants.other);
  const third = await me(applicants.third);
  const helper = await me(await client('specialist'));
  const page = await signIn('hiring_manager');

  await test.step('a draft says what is missing and whom it would reach, without names', async () => {
    await page.getByRole('link', { name: 'Hiring' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Hiring' })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'New opening' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'New opening' })).toBeVisible();
    await expectAccessible(page);

    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Gig' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill(TITLE);
    await page.getByRole('textbox', { name: 'Description' }).fill('Rebuild eleven reports, compare the figures, switch over.');
    await pickFirst(page, 'Unit');
    await page.getByRole('button', { name: 'Add a skill' }).click();
    await pickFirst(page, 'Skill');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('The draft is saved. Nobody but the hiring team sees it.')).toBeVisible();
    const checks = page.getByRole('region', { name: 'Before publishing' });
    await expect(checks).toContainText('Not ready to publish');
    await expect(checks).toContainText('selection criteria are missing');
    await expect(checks).toContainText(/\d+ people may apply/);
    await expectAccessible(page);
  });

  await test.step('it is completed and published', async () => {
    await page.getByRole('combobox', { name: 'Add somebody' }).fill(helper.display_name);
    await page.getByRole('option', { name: helper.display_name }).first().click();
    await page.getByRole('group', { name: helper.display_name }).getByRole('checkbox', { name: 'Deputy' }).check();
    await page.getByRole('button', { name: 'Add a criterion' }).click();
    await page.getByRole('textbox', { name: 'Criterion 1' }).fill('Care for correct figures');
    await page.getByRole('textbox', { name: 'Pay from (a year)' }).fill('40000');
    await page.getByRole('textbox', { name: 'Pay to (a year)' }).fill('52000');
    await page.getByRole('textbox', { name: 'Hours a week' }).fill('8');
    await page.getByLabel('Closes on').fill(inDays(30));
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
    await page.getByRole('link', { name: TITLE }).first().click();
    await page.getByRole('tab', { name: 'Checks and reach' }).click();
    await expect(page.getByText('Ready to publish', { exact: true })).toBeVisible();
    const saved = await (await client('hiring_manager')).get<{ deputy_ids: string[] }>(`/api/v1/opportunities/${/[0-9a-f-]{36}/.exec(page.url())?.[0] ?? ''}`);
    expect(saved.body.deputy_ids).toEqual([helper.id]);
    await confirm(page, 'Publish', /Everyone it is meant for sees it at once/);
    await expect(page.getByText('Open internally')).toBeVisible();
  });

  const openingId = /\/hiring\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
  for (const applicant of Object.values(applicants)) {
    const sent = await applicant.post(`/api/v1/opportunities/${openingId}/applications`, { statement: 'I would like to.' });
    expect(sent.status, JSON.stringify(sent.body)).toBe(201);
  }

  await test.step('candidates are ranked, with explanations side by side', async () => {
    await page.getByRole('tab', { name: 'Candidates' }).click();
    await page.reload();
    await expect(page.getByText(/^Ordered by fit from the opening’s side/)).toBeVisible();
    for (const person of [chosen, other]) {
      await page.getByRole('checkbox', { name: `Compare ${person.display_name}` }).check();
    }
    const comparison = page.getByRole('region', { name: 'Side by side' });
    for (const person of [chosen, other]) {
      await expect(comparison.getByRole('region', { name: person.display_name, exact: true })).toContainText(/covers \d+/);
    }
    await expect(comparison.getByText('Nobody has handed in an assessment yet.')).toHaveCount(2);
    await expectAccessible(page);
    await page.getByText('People who fit', { exact: true }).click();
    await expect(page).toHaveURL(/source=people/);
    await expect(page.getByRole('table', { name: 'Candidates' }).or(page.getByText('Nobody to show'))).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('a refusal carries a reason, the gap and a next step', async () => {
    await page.getByText('Applicants', { exact: true }).click();
    await page.getByRole('link', { name: `Open the application of ${other.display_name}` }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(other.display_name);
    await expectAccessible(page);
    // Whoever fits well is promised an interview; here everybody gets one before a no.
    await confirm(page, 'Invite to an interview', /tell their manager/);
    await expect(page.getByRole('region', { name: 'How it went' })).toContainText('Interview');
    await page.getByRole('button', { name: 'Do not select' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText(`${other.display_name} reads English`);
    await expectAccessible(page);
    await dialog.getByRole('textbox', { name: 'What was missing' }).fill('Practice with reporting tools.');
    await expectAccessible(page);
    await dialog.getByRole('textbox', { name: 'A next step' }).fill('Ask the data team for a day together.');
    await dialog.getByRole('button', { name: 'Send the answer' }).click();
    await expect(page.getByRole('region', { name: 'How it went' })).toContainText('Not selected');
  });

  const application = await test.step('the other one is taken through to an offer', async () => {
    await page.getByRole('link', { name: TITLE }).first().click();
    await page.getByRole('tab', { name: 'Stages' }).click();
    await expectAccessible(page);
    await page.getByRole('region', { name: 'New' }).getByRole('link', { name: chosen.display_name }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(chosen.display_name);
    const id = page.url().split('/').at(-1) ?? '';
    const how = page.getByRole('region', { name: 'How it went' });

    await confirm(page, 'Begin screening', /Nobody else is told/);
    await expect(how).toContainText('In screening');

    // What was seen, criterion by criterion, before anybody talks about it.
    const assessment = page.getByRole('region', { name: 'Assessment' });
    await assessment.getByRole('button', { name: 'Assess', exact: true }).click();
    await assessment.getByRole('button', { name: 'Hand in' }).click();
    await expect(assessment).toContainText('Rate at least one criterion');
    await expectAccessible(page);
    const criterion = assessment.getByRole('radiogroup', { name: 'Care for correct figures' });
    await criterion.getByRole('radio', { name: 'Shown', exact: true }).check();
    await assessment.getByRole('textbox', { name: 'Note on “Care for correct figures”' }).fill('Found the wrong total unasked.');
    await assessment.getByRole('button', { name: 'Hand in' }).click();
    await expect(assessment).toContainText('You: Shown');
    await expectAccessible(page);
    for (const who of [applicants.chosen, applicants.other]) {
      const asked = await who.get(`/api/v1/applications/${id}/assessment`);
      expect(asked.status, 'neither the applicant nor a rival').toBeGreaterThanOrEqual(403);
    }
    await confirm(page, 'Shortlist', /Nobody else is told/);
    await expect(how).toContainText('Shortlisted');
    const manager = await client('manager');
    expect((await manager.get(`/api/v1/applications/${id}`)).status, 'before the selection').toBe(404);
    await confirm(page, 'Select', /current manager/);
    await expect(how).toContainText('Selected');
    await page.getByRole('button', { name: 'Make an offer' }).click();
    const offer = page.getByRole('dialog');
    await offer.getByRole('textbox', { name: 'Pay a year (EUR)' }).fill('60000');
    await offer.getByLabel('Start').fill(inDays(60));
    await expect(offer.getByRole('textbox', { name: 'Why not the posted pay' })).toBeVisible();
    await offer.getByRole('button', { name: 'Make the offer' }).click();
    await expect(offer).toContainText('Pay outside the posted range needs a reason');
    await expectAccessible(page);
    await offer.getByRole('textbox', { name: 'Why not the posted pay' }).fill('Keeps the night shifts of the old seat.');
    await offer.getByRole('textbox', { name: 'A note' }).fill('Two days a week from home.');
    await offer.getByRole('button', { name: 'Make the offer' }).click();
    await expect(how).toContainText('Offered');
    await expect(page.getByRole('region', { name: 'The offer' })).toContainText('Keeps the night shifts');
    expect(JSON.stringify((await manager.get(`/api/v1/applications/${id}`)).body), 'what it says is no manager’s business').not.toContain('60000');
    return id;
  });

  await test.step('several are answered at once, each in words of their own', async () => {
    const owner = await client('hiring_manager');
    const list = await owner.get<{ items: { id: string; employee: { id: string } }[] }>(`/api/v1/opportunities/${openingId}/applications`);
    const path = `/api/v1/applications/${list.body.items.find(({ employee }) => employee.id === third.id)?.id ?? ''}`;
    const read = await owner.get(path);
    const invited = await owner.post(`${path}/transitions`, { command: 'invite_to_interview' }, { 'if-match': read.headers.get('etag') ?? '' });
    expect(invited.status, JSON.stringify(invited.body)).toBe(200);

    await page.goto(`/hiring/${openingId}/edit`);
    await expect(page.getByText(/^They stand from now on/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Add a criterion' })).toHaveCount(0);
    await expect(page.getByRole('textbox', { name: 'Criterion 1' })).not.toBeEditable();
    await expectAccessible(page);
    await page.getByRole('link', { name: TITLE }).first().click();
    await page.getByRole('tab', { name: 'Stages' }).click();
    await page.reload();
    await page.getByText('Table', { exact: true }).click();
    await expect(page.getByRole('button', { name: 'Answer 0 people' })).toBeDisabled();
    await page.getByRole('checkbox', { name: `Choose ${third.display_name} for an answer` }).check();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Answer 1 person' }).click();
    const answers = page.getByRole('dialog').getByRole('group', { name: third.display_name });
    await answers.getByRole('textbox', { name: 'What was missing' }).fill('Time next to the team that you lead.');
    await answers.getByRole('textbox', { name: 'A next step' }).fill('Come back to us in autumn.');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Send 1 answer' }).click();
    await expect(page.getByText('1 answer is sent.')).toBeVisible();
    const answered = await applicants.third.get<{ feedback: { gap: string } }>(path);
    expect(answered.body.feedback.gap).toBe('Time next to the team that you lead.');
  });

  await test.step('the offer is accepted, and the owner sees it', async () => {
    const applicant = await signIn('employee');
    await applicant.goto(`/applications/${application}`);
    await expect(applicant.getByRole('region', { name: 'Who has seen it' })).not.toContainText('Nobody has opened it yet.');
    const terms = applicant.getByRole('region', { name: 'The offer' });
    await expect(terms).toContainText('60,000');
    await expect(terms).toContainText('Two days a week from home.');
    await expect(terms).not.toContainText('night shifts');
    await expectAccessible(applicant);
    await confirm(applicant, 'Accept the offer', /hiring team/);
    await expect(applicant.getByRole('region', { name: 'How it went' })).toContainText('Accepted');
    await expectAccessible(applicant);

    await page.reload();
    await page.getByText('Board', { exact: true }).click();
    await expect(page.getByRole('region', { name: 'Accepted' })).toContainText(chosen.display_name);
  });

  await test.step('who was not chosen can use the answer', async () => {
    const applicant = await signIn('leader');
    await applicant.goto('/applications');
    await applicant.getByRole('link', { name: TITLE }).click();
    const feedback = applicant.getByRole('region', { name: 'Feedback' });
    await expect(feedback).toContainText('Skills are missing');
    await expect(feedback).toContainText('Practice with reporting tools.');
    await expect(feedback).toContainText('Ask the data team for a day together.');
    const goal = feedback.getByRole('button', { name: /^Make .* a goal$/ });
    await goal.first().click();
    await expect(feedback.getByText('It is one of your goals now.')).toBeVisible();
    await expectAccessible(applicant);
  });
});
