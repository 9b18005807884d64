// Complete my profile: an employee adds what they can do and want, sees why each level is what it
// is, and sees at once what it changes.
import type { Client } from '../support/client.ts';
import { me, openOpening } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';

interface Explanation {
  fit: number;
  requirements: { skill: { id: string; name: string }; have_level?: number; counterfactual?: { to_level: number; fit_after: number } }[];
}

async function explain(client: Client, openingId: string): Promise<Explanation> {
  const answer = await client.get<Explanation>(`/api/v1/opportunities/${openingId}/match`);
  expect(answer.status).toBe(200);
  return answer.body;
}

test('complete my profile', async ({ signIn, client }) => {
  const employee = await client('employee');
  const opening = await openOpening(employee);
  const before = await explain(employee, opening.id);
  const missing = before.requirements.find((requirement) => requirement.have_level === undefined && requirement.counterfactual);
  if (!missing?.counterfactual) throw new Error(`nothing is missing for ${opening.title}`);
  const { skill, counterfactual } = missing;

  const vocabulary = await employee.get<{ items: { name: string }[] }>('/api/v1/skills?limit=100');
  const meant = vocabulary.body.items.find(({ name }) => name.length >= 12)?.name;
  if (meant === undefined) throw new Error('no skill has a long name');

  const page = await signIn('employee');

  await test.step('a skill is found by its first letters and added once, with a level', async () => {
    await page.getByRole('link', { name: 'Profile' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'My profile' })).toBeVisible();
    await expectAccessible(page);

    const add = page.getByRole('region', { name: 'Add a skill' });
    // A slip of the keyboard is no new skill: what is meant is offered before anything is proposed.
    await add.getByRole('button', { name: 'My skill is not in the list' }).click();
    await add.getByRole('textbox', { name: 'Skill', exact: true }).fill(meant.slice(0, -2) + meant.slice(-1));
    await expect(add.getByText('Did you mean')).toBeVisible();
    await expectAccessible(page);
    await add.getByRole('button', { name: meant }).first().click();
    await expect(add.getByRole('combobox', { name: 'Skill', exact: true })).toHaveValue(meant);

    await add.getByRole('combobox', { name: 'Skill', exact: true }).click();
    await add.getByRole('combobox', { name: 'Skill', exact: true }).fill(skill.name.slice(0, -2));
    await page.getByRole('option', { name: skill.name }).first().click();
    await add.getByRole('combobox', { name: 'Level' }).click();
    await page.getByRole('option', { name: new RegExp(`^${counterfactual.to_level} · `) }).click();
    await add.getByRole('textbox', { name: 'Evidence (optional)' }).fill('Led this in the spring release.');
    await add.getByRole('button', { name: 'Add a skill' }).click();
    await expect(page.getByText(`${skill.name} is in your profile.`)).toBeVisible();
  });

  await test.step('the level says what it is made of', async () => {
    const entry = page.getByRole('region', { name: 'Skills' }).getByRole('listitem').filter({ hasText: skill.name }).first();
    await entry.getByText('Why this level').click();
    await expect(entry).toContainText('It is the only valid statement.');
    await expect(entry).toContainText('Led this in the spring release.');
    await entry.getByRole('button', { name: new RegExp(`^Interest in ${skill.name}`) }).click();
    await page.getByRole('menuitemradio', { name: 'Want to use' }).click();
    await expect(entry.getByRole('button', { name: `Interest in ${skill.name}: Want to use` })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('the fit follows at once, by what was announced', async () => {
    const after = await explain(employee, opening.id);
    expect(after.fit).toBeGreaterThan(before.fit);
    expect(Math.abs(after.fit - counterfactual.fit_after)).toBeLessThanOrEqual(2);
  });

  await test.step('preferences are saved and stay', async () => {
    await page.getByRole('tab', { name: 'Preferences' }).click();
    const preferences = page.getByRole('region', { name: 'How I would like to work' });
    await expect(preferences.getByRole('button', { name: 'Save' })).toBeVisible();
    await expectAccessible(page);
    await preferences.getByRole('switch', { name: 'I am open to a move' }).setChecked(true, { force: true });
    await preferences.getByRole('checkbox', { name: 'Gig' }).setChecked(true, { force: true });
    await preferences.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Your preferences are saved.')).toBeVisible();
    await page.reload();
    await expect(preferences.getByRole('switch', { name: 'I am open to a move' })).toBeChecked();
    await expect(preferences.getByRole('checkbox', { name: 'Gig' })).toBeChecked();
  });

  await test.step('an aspiration is private unless shared', async () => {
    await page.getByRole('tab', { name: 'Aspirations' }).click();
    const add = page.getByRole('region', { name: 'Add an aspiration' });
    await add.getByRole('combobox', { name: 'Role' }).click();
    const choice = page.getByRole('option').first();
    const target = (await choice.innerText()).split('\n')[0] ?? '';
    await choice.click();
    await expect(add.getByRole('combobox', { name: 'Who may see it' })).toHaveValue('Only me');
    await add.getByRole('button', { name: 'Add an aspiration' }).click();
    await expect(page.getByText('Your aspiration is saved.')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Aspirations' })).toContainText(target);
    await expectAccessible(page);

    const { id } = await me(employee);
    const seen = await (await client('hiring_manager')).get<{ aspirations?: unknown }>(`/api/v1/employees/${id}/profile`);
    expect(seen.status).toBe(200);
    expect(seen.body).not.toHaveProperty('aspirations');
  });

  await test.step('who sees what is shown, with who looked', async () => {
    await page.getByRole('tab', { name: 'Who sees what' }).click();
    await expect(page.getByRole('region', { name: 'What others see' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Who looked at my data' })).toBeVisible();
    await expectAccessible(page);
  });
});
