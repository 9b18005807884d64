// Rules: a specialist sees what a stricter rule would do, puts it in force and plans a milder one;
// everybody reads it; somebody whom it keeps from applying asks for a waiver, gets it, and applies.
import { me, openOpening, type OpportunityCard, type Page as Listed } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const SHIPPED = 6;
/** Longer than the employee of the demo company has been in their role. */
const STRICT = 120;

test('rules', async ({ signIn, client }) => {
  const api = await client('employee');
  const roles = (await api.get<Listed<OpportunityCard>>('/api/v1/opportunities?kind=role&sort=fit&limit=50')).body.items;
  const opening = roles.find(({ application_status }) => !application_status) ?? (await openOpening(api));
  const employee = await me(api);
  const desk = await signIn('specialist');
  const main = desk.getByRole('main');
  const months = desk.getByRole('group', { name: 'Who may apply' }).getByRole('textbox', { name: 'Time in the role' });

  await test.step('a stricter rule is previewed, by groups of five or more, and put in force', async () => {
    await desk.getByRole('link', { name: 'Rules' }).first().click();
    await expect(desk.getByRole('heading', { level: 1, name: 'Rules' })).toBeVisible();
    await expect(main).toContainText('Version 1');
    await expectAccessible(desk);
    await months.fill('1000');
    await desk.getByRole('button', { name: 'Preview' }).click();
    await expect(main).toContainText(/From 0 to \d+/);
    await expect(months).toBeFocused();
    await months.fill(String(STRICT));
    await desk.getByRole('button', { name: 'Preview' }).click();
    const table = desk.getByRole('table', { name: /^Who may apply: / }).first();
    await expect(table.getByRole('row').filter({ hasText: 'Everybody' })).toBeVisible();
    await expect(main).toContainText(`Time in the role: ${SHIPPED} months → ${STRICT} months`);
    const people = await table.getByRole('row').evaluateAll((rows) =>
      rows.slice(1).map((row) => Number(row.querySelectorAll('td')[1]?.textContent.replace(/\D/g, ''))),
    );
    expect(Math.min(...people)).toBeGreaterThanOrEqual(5);
    await expectAccessible(desk);
    await desk.setViewportSize({ width: 390, height: 844 });
    expect(await desk.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await expectAccessible(desk);
    await desk.setViewportSize({ width: 1440, height: 900 });
    await desk.getByRole('textbox', { name: 'Reason' }).fill('Teams ask for more calm.');
    await desk.getByRole('button', { name: 'Put in force' }).click();
    await expect(desk.getByText('Version 2 was stored')).toBeVisible();
    await expect(main).toContainText('Version 2, in force since');
    await expectAccessible(desk);
  });

  await test.step('a milder one is planned for later, and is listed before it begins', async () => {
    await months.fill('24');
    await desk.getByLabel('Begins on').fill(inDays(30));
    await desk.getByRole('button', { name: 'Preview' }).click();
    await expect(main).toContainText(`Time in the role: ${STRICT} months → 24 months`);
    await desk.getByRole('textbox', { name: 'Reason' }).fill('By then the calm is there.');
    await desk.getByRole('button', { name: 'Put in force' }).click();
    const planned = desk.getByRole('region', { name: 'Scheduled' });
    await expect(planned).toContainText('By then the calm is there.');
    const row = desk.getByRole('table', { name: 'History' }).getByRole('row').filter({ hasText: 'By then the calm is there.' });
    await expect(row).toContainText('Scheduled');
    await expect(main).toContainText('Version 2, in force since');
    await expectAccessible(desk);
  });

  const page = await signIn('employee');
  await test.step('an employee reads the rules and cannot change them', async () => {
    await page.getByRole('link', { name: 'Rules' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Rules' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(`${STRICT} months`);
    await expect(page.getByRole('region', { name: 'Scheduled' })).toContainText('By then the calm is there.');
    await expect(page.getByRole('textbox')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Withdraw' })).toHaveCount(0);
    await expectAccessible(page);
    await page.getByRole('table', { name: 'History' }).getByRole('link', { name: /^1/ }).click();
    await expect(page.getByRole('main')).toContainText('Another version is in force now');
    await expectAccessible(page);
  });

  await test.step('whom the rule keeps from applying asks for a waiver', async () => {
    await page.goto(`/opportunities/${opening.id}`);
    const may = page.getByRole('region', { name: 'May you apply?' });
    await expect(may).toContainText('You cannot apply yet.');
    await expect(may).toContainText(/Not met until/);
    await expect(page.getByRole('link', { name: 'Apply', exact: true })).toHaveCount(0);
    await may.getByRole('button', { name: /^Ask for a waiver/ }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('Neither your manager nor the hiring team learns that you asked');
    await expectAccessible(page);
    await dialog.getByRole('textbox').fill('My role changed its name last year, not its work.');
    await dialog.getByRole('button', { name: 'Send the request' }).click();
    await expect(page.getByText('Your request was sent.')).toBeVisible();
    await expect(may).toContainText('You asked for a waiver.');
    await expect(may.getByRole('button', { name: /^Ask for a waiver/ })).toHaveCount(0);
    await expectAccessible(page);
    await may.getByRole('link', { name: 'Show the request' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('A waiver');
    await expect(page.getByRole('main')).toContainText('Minimum time in your role');
    await expectAccessible(page);
  });

  await test.step('a specialist grants it up to a day', async () => {
    await desk.getByRole('link', { name: 'Questions' }).first().click();
    await desk.getByRole('tab', { name: 'All open' }).click();
    const row = desk.getByRole('row').filter({ hasText: opening.title }).filter({ hasText: employee.display_name });
    await expect(row).toContainText('A waiver');
    await row.getByRole('link').first().click();
    await expect(desk.getByRole('heading', { level: 1 })).toContainText('A waiver');
    const take = desk.getByRole('button', { name: 'Take it over' });
    if (await take.isVisible()) await take.click();
    await desk.getByRole('combobox', { name: 'Outcome' }).click();
    await desk.getByRole('option', { name: 'Granted' }).click();
    await desk.getByRole('textbox', { name: 'Reason' }).fill('The work is the same; only the name is new.');
    await desk.getByRole('button', { name: 'Send the answer' }).click();
    await expect(main).toContainText('Choose the last day.');
    await desk.getByLabel('Last day of the waiver').fill(inDays(20));
    await expectAccessible(desk);
    await desk.getByRole('button', { name: 'Send the answer' }).click();
    await expect(desk.getByRole('region', { name: 'Answer', exact: true })).toContainText('Granted up to and including');
    await expect(desk.getByText('Granted', { exact: true })).toBeVisible();
    await expectAccessible(desk);
  });

  await test.step('the answer comes home, and the way is open', async () => {
    await page.goto('/');
    await page.getByRole('link', { name: 'Your request for a waiver was answered' }).click();
    await expect(page.getByText('Granted', { exact: true })).toBeVisible();
    await page.goto(`/opportunities/${opening.id}`);
    const may = page.getByRole('region', { name: 'May you apply?' });
    await expect(may).toContainText('Waived for you until');
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Apply', exact: true }).click();
    await page.getByRole('textbox', { name: 'Why you, why this' }).fill('I would like to.');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Send the application' }).click();
    await expect(page.getByRole('heading', { level: 1, name: opening.title })).toBeVisible();
    await expect(page.getByRole('region', { name: 'How it went' })).toContainText('Submitted');
  });

  await test.step('waivers are reported in groups of five or more', async () => {
    await desk.goto('/mobility/questions');
    const report = desk.getByRole('region', { name: 'Waivers of the last twelve months' });
    await expect(report).toContainText('by 5 people or more');
    await expectAccessible(desk);
  });

  await test.step('what is planned can be taken back before it begins', async () => {
    await desk.goto('/policy');
    await desk.getByRole('button', { name: 'Withdraw' }).click();
    const dialog = desk.getByRole('dialog');
    await expect(dialog).toContainText('It will not begin.');
    await dialog.getByRole('button', { name: 'Withdraw' }).click();
    await expect(desk.getByRole('region', { name: 'Scheduled' })).toHaveCount(0);
    await expect(desk.getByRole('table', { name: 'History' })).toContainText('Withdrawn');
    await expectAccessible(desk);
  });

  await test.step('other values for a unit are previewed, put in force, and read by its people', async () => {
    await desk.goto('/policy');
    const elsewhere = desk.getByRole('group', { name: 'Where other values hold' });
    const unit = elsewhere.getByRole('combobox', { name: 'Other values for a unit' });
    // Choices belong to a field that is seen: a click on one must not scroll it away.
    await unit.evaluate((field) => field.scrollIntoView({ block: 'center', behavior: 'instant' }));
    await unit.fill(employee.org_unit.name);
    await desk.getByRole('option', { name: employee.org_unit.name }).first().click();
    const scope = `${employee.org_unit.name} and all below it`;
    const differing = elsewhere.getByRole('combobox', { name: `What differs: ${scope}` });
    await differing.evaluate((field) => field.scrollIntoView({ block: 'center', behavior: 'instant' }));
    await differing.click();
    await desk.getByRole('option', { name: 'Time in the role' }).click();
    const there = elsewhere.getByRole('group', { name: scope });
    await there.getByRole('textbox', { name: 'Time in the role' }).fill('1000');
    await desk.getByRole('button', { name: 'Preview' }).click();
    await expect(there).toContainText(/From 0 to \d+/);
    await there.getByRole('textbox', { name: 'Time in the role' }).fill('1');
    await expectAccessible(desk);
    await desk.getByRole('button', { name: 'Preview' }).click();
    await expect(main).toContainText(`Time in the role: as above it → 1 month (${scope})`);
    await desk.getByRole('textbox', { name: 'Reason' }).fill('That unit grows.');
    await desk.getByRole('button', { name: 'Put in force' }).click();
    await expect(desk.getByText(/^Version \d+ was stored$/)).toBeVisible();
    await page.goto('/policy');
    await expect(page.getByRole('main')).toContainText(`For you: 1 month (${scope})`);
    await expectAccessible(page);

    await elsewhere.getByRole('button', { name: `No other values: ${scope}` }).click();
    await desk.getByRole('button', { name: 'Preview' }).click();
    await expect(main).toContainText(`Time in the role: 1 month → as above it (${scope})`);
  });
});
