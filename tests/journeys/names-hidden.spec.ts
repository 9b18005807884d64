// Names hidden: the policy says so, two people apply, and the hiring team reads, compares and
// shortlists by number; with the shortlist it is told the name, and so is the applicant.
import { me } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';
import { ok, publish } from '../support/moves.ts';

const TITLE = 'Measure the morning peak';
const ALIAS = /^Applicant \d{3}$/;

test('names hidden', async ({ signIn, client }) => {
  const owner = await client('hiring_manager');
  const chosen = await me(await client('employee'));
  const other = await me(await client('leader'));
  const opening = await publish(owner, TITLE, { kind: 'gig', hours_per_week: 6 });

  await test.step('a specialist switches it on', async () => {
    const desk = await signIn('specialist');
    await desk.getByRole('link', { name: 'Rules' }).first().click();
    const hides = desk.getByRole('switch', { name: 'Names hidden until the shortlist' });
    await hides.focus();
    await desk.keyboard.press('Space');
    await expect(hides).toBeChecked();
    await desk.getByRole('button', { name: 'Preview' }).click();
    await desk.getByRole('textbox', { name: 'Reason' }).fill('Look at what people can do first.');
    await desk.getByRole('button', { name: 'Put in force' }).click();
    await expect(desk.getByText('Version 2 was stored')).toBeVisible();
    await expectAccessible(desk);
  });

  const page = await signIn('employee');
  await test.step('who applies reads so beforehand', async () => {
    await page.goto(`/opportunities/${opening}/apply`);
    const knows = page.getByRole('region', { name: 'Who will know if you apply' });
    await expect(knows).toContainText('The hiring team does not see your name until you are shortlisted.');
    await expect(page.getByRole('main')).toContainText('do not write who you are');
    await expectAccessible(page);
    await page.getByRole('textbox', { name: 'Why you, why this' }).fill('I have counted peaks before.');
    await page.getByRole('button', { name: 'Send the application' }).click();
    await expect(page.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
    ok(await (await client('leader')).post(`/api/v1/opportunities/${opening}/applications`, { statement: '' }));
  });

  const hiring = await signIn('hiring_manager');
  const main = hiring.getByRole('main');
  const unnamed = async (): Promise<void> => {
    for (const { display_name: name } of [chosen, other]) await expect(main).not.toContainText(name);
  };
  await test.step('the board, the list and the comparison know numbers', async () => {
    await hiring.goto(`/hiring/${opening}?tab=stages`);
    await expect(main.getByRole('link', { name: ALIAS })).toHaveCount(2);
    await expect(main).toContainText('Names are shown once shortlisted.');
    await unnamed();
    await expectAccessible(hiring);
    await hiring.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(hiring);
    await hiring.setViewportSize({ width: 1440, height: 900 });
    await hiring.goto(`/hiring/${opening}`);
    const boxes = main.getByRole('checkbox', { name: /^Compare Applicant \d+$/ });
    await expect(boxes).toHaveCount(2);
    for (const box of await boxes.all()) await box.check();
    const compared = main.getByRole('region', { name: 'Side by side' });
    await expect(compared.getByRole('region', { name: ALIAS })).toHaveCount(2);
    await expect(compared.getByText(/covers \d+/)).toHaveCount(2);
    await unnamed();
    await expectAccessible(hiring);
  });

  await test.step('the shortlist tells the name, and the applicant that it did', async () => {
    const all = ok(await owner.get<{ items: { id: string; submitted_at: string }[] }>(`/api/v1/opportunities/${opening}/applications`));
    const first = all.body.items.at(-1);
    await hiring.goto(`/applications/${first?.id ?? ''}`);
    await expect(hiring.getByRole('heading', { level: 1, name: /^Applicant \d{3} for / })).toBeVisible();
    await expect(main).toContainText('I have counted peaks before.');
    await unnamed();
    await expectAccessible(hiring);
    await hiring.getByRole('button', { name: 'Shortlist', exact: true }).click();
    const dialog = hiring.getByRole('dialog');
    await expect(dialog).toContainText('From here on the hiring team sees the name');
    await dialog.getByRole('button', { name: 'Shortlist', exact: true }).click();
    await expect(hiring.getByRole('heading', { level: 1, name: `${chosen.display_name} for ${TITLE}` })).toBeVisible();
    await hiring.goto(`/hiring/${opening}?tab=stages`);
    await expect(main.getByRole('link', { name: chosen.display_name })).toBeVisible();
    await expect(main.getByRole('link', { name: ALIAS })).toHaveCount(1);
    await expect(main).not.toContainText(other.display_name);
    await page.goto('/notices');
    await expect(page.getByRole('main')).toContainText(`${TITLE}: the hiring team is told your name from here on`);
    await expectAccessible(page);
  });
});
