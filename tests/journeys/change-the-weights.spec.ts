// Change the weights: a specialist tries other weights out, sees who would gain and who would lose,
// puts them in force with a reason and goes back; everybody can read what they are scored with.
import { expect, expectAccessible, test } from '../support/fixtures.ts';

test('change the weights of matching', async ({ signIn, client }) => {
  const page = await signIn('specialist');
  const specialist = await client('specialist');
  await page.getByRole('link', { name: 'Matching weights' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Matching weights' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Version 1');
  await expect(page.getByRole('main')).toContainText('As shipped');
  await expectAccessible(page);

  const fit = page.getByRole('group', { name: 'Would the person want it' }).getByRole('textbox', { name: 'Fit' });
  const aspiration = page.getByRole('group', { name: 'Would the person want it' }).getByRole('textbox', { name: 'Aspiration' });
  const close = page.getByRole('textbox', { name: 'Credit for a close skill' });

  await test.step('what is unsound is said while it is typed', async () => {
    await fit.fill('80');
    await expect(page.getByRole('main')).toContainText('Together 130 %');
    await expect(fit).toBeVisible();
    await expect(fit).toHaveAttribute('aria-invalid', 'true');
    await page.getByRole('button', { name: 'Preview' }).click();
    await expect(page.getByRole('heading', { name: 'Who gains and who loses' })).toHaveCount(0);
    await aspiration.fill('0');
    await fit.fill('75');
    await expect(fit).not.toHaveAttribute('aria-invalid', 'true');
    await close.fill('0');
  });

  await test.step('SEC-46 the preview tells who gains and who loses, by groups of five or more', async () => {
    await page.getByRole('button', { name: 'Preview' }).click();
    const table = page.getByRole('table', { name: 'Who gains and who loses' });
    await expect(table.getByRole('row').filter({ hasText: 'Everybody' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('Credit for a close skill: 30 % → 0 %');
    const people = await table.getByRole('row').evaluateAll((rows) =>
      rows.slice(1).map((row) => Number(row.querySelectorAll('td')[1]?.textContent.replace(/\D/g, ''))),
    );
    expect(people.length).toBeGreaterThan(2);
    expect(Math.min(...people)).toBeGreaterThanOrEqual(5);
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await expectAccessible(page);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await test.step('what was previewed is put in force with a reason', async () => {
    await close.fill('10');
    await expect(page.getByRole('main')).toContainText('You changed values after this preview');
    await expect(page.getByRole('textbox', { name: 'Reason' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('Aspirations counted too much');
    await page.getByRole('button', { name: 'Put in force' }).click();
    await expect(page.getByRole('main')).toContainText('Version 2');
    const history = page.getByRole('table', { name: 'History' });
    const newest = history.getByRole('row').filter({ hasText: 'Aspirations counted too much' });
    await expect(newest).toContainText('Fit: 50 % → 75 %');
    await expect(newest).toContainText('In force');
    await expectAccessible(page);
  });

  await test.step('everybody reads what they are scored with, from the fit itself', async () => {
    const person = await signIn('employee');
    const list = await (await client('employee')).get<{ items: { id: string }[] }>('/api/v1/opportunities?limit=1');
    await person.goto(`/opportunities/${list.body.items[0]?.id}`);
    await person.getByText('Show the arithmetic').click();
    await person.getByRole('link', { name: 'Weights version 2' }).click();
    await expect(person.getByRole('heading', { level: 1, name: 'Matching weights' })).toBeVisible();
    await expect(person.getByRole('main')).toContainText('Aspirations counted too much');
    await expect(person.getByRole('textbox')).toHaveCount(0);
    await expect(person.getByRole('link', { name: 'Go back to this' })).toHaveCount(0);
    await expectAccessible(person);
    await person.getByRole('link', { name: /^1/ }).click();
    await expect(person.getByRole('main')).toContainText('Another version is in force now');
  });

  await test.step('API-05 who goes back while somebody else changes is told', async () => {
    await page.getByRole('link', { name: /Go back to this/ }).click();
    await expect(page.getByRole('main')).toContainText('These are the values of version 1');
    await expect(fit).toHaveValue('50 %');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('The old weights were better');
    const meanwhile = { parameters: { neighbours: 4 }, reason: 'Four are enough' };
    await specialist.post('/api/v1/matching/weights/versions', meanwhile, { 'if-match': '"v2"' });
    await page.getByRole('button', { name: 'Put in force' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Load their version' }).click();
    await expect(page.getByRole('main')).toContainText('Version 3');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('The old weights were better');
    await page.getByRole('button', { name: 'Put in force' }).click();
    await expect(page.getByRole('main')).toContainText('Version 4');
    const now = await specialist.get<{ version: number; parameters: Record<string, number> }>('/api/v1/matching/weights');
    const first = await specialist.get<{ parameters: Record<string, number> }>('/api/v1/matching/weights/versions/1');
    expect(now.body.version).toBe(4);
    expect(now.body.parameters).toEqual(first.body.parameters);
  });
});
