// Question a match: somebody sees how a fit was computed, has it computed again, questions it and a
// level; a specialist looks at the same match and answers; the answer comes home.
import { openOpening } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';

const DOUBT = 'The migrations that I led last year are not counted.';
const ANSWER = 'They count from now on; thank you for telling us.';

test('question a match', async ({ signIn, client }) => {
  const opening = await openOpening(await client('employee'));
  const page = await signIn('employee');

  await test.step('the fit says how it was computed, and is computed again', async () => {
    await page.goto(`/opportunities/${opening.id}`);
    const fit = page.getByRole('region', { name: 'Your fit' });
    await fit.getByText('How this was computed').click();
    await expect(fit).toContainText('Fingerprints of what it was computed from');
    await fit.getByRole('button', { name: 'Compute it again' }).click();
    await expect(fit.getByText('Recomputed: identical')).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('the fit is questioned, once', async () => {
    const ask = page.getByRole('button', { name: 'Question this: this fit' });
    await ask.click();
    const dialog = page.getByRole('dialog', { name: 'Question this fit' });
    await expect(dialog).toContainText('Neither your manager nor a hiring team learns that you asked.');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Send the question' }).click();
    await expect(dialog).toContainText('Write at least ten characters.');
    await dialog.getByRole('textbox', { name: 'What is not right' }).fill(DOUBT);
    await dialog.getByRole('button', { name: 'Send the question' }).click();
    await expect(dialog).toBeHidden();
    await ask.click();
    await dialog.getByRole('textbox', { name: 'What is not right' }).fill(DOUBT);
    await dialog.getByRole('button', { name: 'Send the question' }).click();
    await expect(dialog).toContainText('You have asked this already');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('it is among the own questions, with a deadline and a name', async () => {
    await page.goto('/profile');
    await page.getByText('Why this level').first().click();
    await expect(page.getByRole('button', { name: /^Question this: / }).first()).toBeVisible();
    await page.getByRole('link', { name: 'My questions' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'My questions' })).toBeVisible();
    const row = page.getByRole('row').filter({ hasText: opening.title });
    await expect(row).toContainText('Open');
    await expect(row).not.toContainText('Nobody yet');
    await expectAccessible(page);
  });

  const desk = await signIn('specialist');
  await test.step('a specialist sees the match as it was and answers', async () => {
    await desk.getByRole('link', { name: 'Questions' }).first().click();
    await expect(desk.getByRole('heading', { level: 1, name: 'Questions' })).toBeVisible();
    await expectAccessible(desk);
    await desk.getByRole('tab', { name: 'Overdue' }).click();
    await expect(desk.getByText('Nothing waits here')).toBeVisible();
    await desk.getByRole('tab', { name: 'All open' }).click();
    await desk.getByRole('row').filter({ hasText: opening.title }).getByRole('link').first().click();
    await expect(desk.getByText(DOUBT)).toBeVisible();
    const take = desk.getByRole('button', { name: 'Take it over' });
    if (await take.isVisible()) await take.click();
    await desk.getByText('How this was computed').click();
    await desk.getByRole('button', { name: 'Compute it again' }).click();
    await expect(desk.getByText('Recomputed: identical')).toBeVisible();
    await desk.getByRole('combobox', { name: 'Outcome' }).click();
    await desk.getByRole('option', { name: 'Upheld', exact: true }).click();
    await desk.getByRole('textbox', { name: 'Reason' }).fill(ANSWER);
    await expectAccessible(desk);
    await desk.getByRole('button', { name: 'Send the answer' }).click();
    await expect(desk.getByRole('region', { name: 'Answer', exact: true })).toContainText(ANSWER);
  });

  await test.step('the answer is news to who asked', async () => {
    await page.goto('/');
    await page.getByRole('link', { name: 'Your question about a fit was answered' }).click();
    await expect(page.getByRole('region', { name: 'Answer', exact: true })).toContainText(ANSWER);
    await expect(page.getByText('Upheld', { exact: true })).toBeVisible();
    await expectAccessible(page);
  });
});
