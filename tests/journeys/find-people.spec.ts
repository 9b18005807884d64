// Find people: from a skill to those who have it, a question of several skills at some level, the
// address that keeps it, and what is proposed where nobody has all of it.
import type { Client } from '../support/client.ts';
import type { Page } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';

interface Skill {
  id: string;
  name: string;
  kind: string;
}

interface Found {
  total: number;
  items: { employee: { display_name: string } }[];
  nearest: { change: string; total: number }[];
}

async function found(client: Client, query: string): Promise<Found> {
  const answer = await client.get<Found>(`/api/v1/employees/by-skills?${query}`);
  if (answer.status !== 200) throw new Error(`${query}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Two skills that some people have, but nobody both at the highest level, though somebody a little lower. */
async function twoSkills(client: Client): Promise<[Skill, Skill]> {
  const answer = await client.get<Page<Skill>>('/api/v1/skills?limit=200');
  const skills = answer.body.items.filter(({ kind, name }) => kind !== 'certificate' && kind !== 'language' && name.length > 8);
  const held: Skill[] = [];
  for (const skill of skills) {
    if (held.length < 12 && (await found(client, `skills=${skill.id}:2`)).total > 2) held.push(skill);
  }
  for (const one of held) {
    for (const two of held) {
      if (one.id === two.id) continue;
      const both = await found(client, `skills=${one.id}:5,${two.id}:5`);
      const some = await found(client, `skills=${one.id}:2,${two.id}`);
      if (both.total === 0 && both.nearest.length > 0 && some.total > 0) return [one, two];
    }
  }
  throw new Error('the demo company has no two such skills');
}

const misspelt = (name: string): string => name.slice(0, 3) + name.slice(4);

test('find people', async ({ signIn, client }) => {
  const api = await client('employee');
  const [one, two] = await twoSkills(api);
  const people = await found(api, `skills=${one.id}`);
  const page = await signIn('employee');
  const results = page.getByRole('list', { name: 'People', exact: true });
  const total = (count: number) => page.getByRole('status').filter({ hasText: new RegExp(`^${count.toLocaleString('en-GB')} (person|people)$`) });

  await test.step('a skill leads to those who have it', async () => {
    await page.goto(`/skills/${one.id}`);
    await page.getByRole('link', { name: /^\d+ (person has|people have) it\.$/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
    await expect(total(people.total)).toBeVisible();
    await expect(results.getByRole('link', { name: people.items[0]?.employee.display_name ?? '' }).first()).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('a level narrows it, and the address keeps the question', async () => {
    const narrowed = await found(api, `skills=${one.id}:2`);
    await page.getByRole('combobox', { name: `${one.name}: least level` }).click();
    await page.getByRole('option', { name: /^2 .* or more$/ }).click();
    await expect(page).toHaveURL(/skills=[^&]*%3A2/);
    await expect(total(narrowed.total)).toBeVisible();
    await page.reload();
    await expect(total(narrowed.total)).toBeVisible();
  });

  await test.step('another skill is found though misspelt, by the keyboard alone', async () => {
    const both = await found(api, `skills=${one.id}:2,${two.id}`);
    const field = page.getByRole('combobox', { name: 'Add a skill' });
    await field.focus();
    await page.keyboard.type(misspelt(two.name));
    await expect(page.getByRole('option').first()).toContainText(two.name);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('list', { name: 'Skills you are looking for' }).getByRole('listitem')).toHaveCount(2);
    await expect(field).toBeFocused();
    await expect(field).toHaveValue('');
    await expect(total(both.total)).toBeVisible();
    await expect(results.getByRole('listitem').first()).toContainText(/have \d(\.\d+)?, need 2/);
    await expectAccessible(page);
  });

  await test.step('any of them finds more', async () => {
    const any = await found(api, `skills=${one.id}:2,${two.id}&match=any`);
    await page.getByText('Any of them', { exact: true }).click();
    await expect(page).toHaveURL(/match=any/);
    await expect(total(any.total)).toBeVisible();
    await page.getByText('All of them', { exact: true }).click();
    await expect(page).not.toHaveURL(/match=any/);
  });

  await test.step('where nobody has all of it, the nearest questions are proposed', async () => {
    for (const { name } of [one, two]) {
      await page.getByRole('combobox', { name: `${name}: least level` }).click();
      await page.getByRole('option', { name: /^5 .* or more$/ }).click();
    }
    await expect(page.getByText('Nobody has all that')).toBeVisible();
    await expectAccessible(page);
    const nearest = page.getByRole('list', { name: 'Nearest questions' }).getByRole('listitem').first();
    const promised = Number(/(\d+) (person|people)$/.exec((await nearest.innerText()).trim())?.[1]);
    await nearest.getByRole('link').click();
    await expect(total(promised)).toBeVisible();
    await expect(results.getByRole('listitem')).not.toHaveCount(0);
  });

  await test.step('who is open to moves is asked by specialists only', async () => {
    await expect(page.getByRole('checkbox', { name: /open to moves/ })).toHaveCount(0);
    await page.goto(`/people/by-skills?skills=${one.id}&open=true`);
    await expect(page.getByRole('alert')).toContainText('You may not do this');
    const specialist = await signIn('specialist');
    await specialist.goto(`/people/by-skills?skills=${one.id}`);
    await specialist.getByRole('checkbox', { name: /open to moves/ }).click();
    await expect(specialist).toHaveURL(/open=true/);
    const open = await found(await client('specialist'), `skills=${one.id}&open_to_moves=true`);
    await expect(specialist.getByText(new RegExp(`^${open.total} (person|people)$`))).toBeVisible();
    await expectAccessible(specialist);
  });

  await test.step('an address that names nothing says so', async () => {
    await page.goto('/people/by-skills?skills=nothing%20of%20the%20kind');
    await expect(page.getByText('The address names something we do not know')).toBeVisible();
    await expectAccessible(page);
  });
});
