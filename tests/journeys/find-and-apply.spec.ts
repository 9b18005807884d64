// Find and apply: an employee looks for openings that fit, sees why, applies in confidence, follows
// the application and takes it back.
import { Client } from '../support/client.ts';
import { openOpening } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';

test('find and apply', async ({ signIn, client, server }) => {
  const opening = await openOpening(await client('employee'));
  const page = await signIn('employee');

  await test.step('home says what fits best', async () => {
    await expect(page.getByRole('heading', { level: 1, name: /^Hello, / })).toBeVisible();
    const best = page.getByRole('region', { name: 'Best fits for you' });
    await expect(best.getByRole('article')).toHaveCount(3);
    await expect(best.getByRole('article').first()).toContainText(/(Strong fit|Good fit|Stretch|Low fit) · \d+/);
    await expectAccessible(page);
  });

  await test.step('the list says how it is ordered, and the address keeps what is chosen', async () => {
    await page.getByRole('link', { name: 'Opportunities' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Opportunities' })).toBeVisible();
    await expect(page.getByText(/^Ordered by what would suit you/)).toBeVisible();
    await expectAccessible(page);

    await page.getByRole('searchbox', { name: 'Search openings' }).fill(opening.title);
    await expect(page).toHaveURL(/[?&]q=/);
    const found = page.getByRole('list', { name: 'Openings found' });
    await expect(found.getByRole('link', { name: opening.title, exact: true }).first()).toBeVisible();
    await page.reload();
    await expect(page.getByRole('searchbox', { name: 'Search openings' })).toHaveValue(opening.title);
    await found.getByRole('link', { name: opening.title, exact: true }).first().click();
  });

  await test.step('the fit panel explains the number down to its arithmetic', async () => {
    await expect(page.getByRole('heading', { level: 1, name: opening.title })).toBeVisible();
    const fit = page.getByRole('region', { name: 'Your fit' });
    await expect(fit).toContainText(/You cover \d+\s*% of the role; the role uses \d+\s*% of your strengths/);
    await expect(fit.getByRole('heading', { name: 'Requirement by requirement' })).toBeVisible();
    await fit.getByText('Show the arithmetic').click();
    await expect(fit.getByRole('region', { name: 'Weights and contributions' }).getByRole('row')).not.toHaveCount(0);
    await expect(page.getByRole('region', { name: 'Who will know if you apply' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'May you apply?' })).toContainText('You meet every rule.');
    await expectAccessible(page);
  });

  const statement = 'I have wanted to work on this for a year.';
  await test.step('applying asks for nothing that is known already', async () => {
    await page.getByRole('link', { name: 'Apply', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: `Apply: ${opening.title}` })).toBeVisible();
    await page.getByRole('textbox', { name: 'Why you, why this' }).fill(statement);
    await expect(page.getByRole('region', { name: 'What the hiring team will see' })).toContainText(statement);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Send the application' }).click();
  });

  await test.step('the application tells where it stands', async () => {
    await expect(page).toHaveURL(/\/applications\/[0-9a-f-]{36}$/);
    await expect(page.getByRole('heading', { level: 1, name: opening.title })).toBeVisible();
    await expect(page.getByRole('region', { name: 'How it went' })).toContainText('Submitted');
    await expect(page.getByRole('region', { name: 'Statement' })).toContainText(statement);
    await expect(page.getByRole('region', { name: 'Who has seen it' })).toContainText('Nobody has opened it yet.');
    await expectAccessible(page);
  });

  await test.step('nobody who must not know can find out', async () => {
    const id = page.url().split('/').at(-1) ?? '';
    for (const persona of ['manager', 'leader'] as const) {
      const other = await Client.as(server.url, persona);
      expect((await other.get(`/api/v1/applications/${id}`)).status, persona).toBe(404);
    }
  });

  await test.step('it can be taken back', async () => {
    await page.getByRole('button', { name: 'Withdraw' }).click();
    const dialog = page.getByRole('dialog', { name: 'Withdraw this application?' });
    await expect(dialog).toContainText('Nobody else learns of it.');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Withdraw' }).click();
    await expect(page.getByRole('region', { name: 'How it went' })).toContainText('Withdrawn');

    await page.getByRole('link', { name: 'My applications' }).first().click();
    const row = page.getByRole('row').filter({ hasText: opening.title });
    await expect(row.first()).toContainText('Withdrawn');
    await expectAccessible(page);
  });
});
