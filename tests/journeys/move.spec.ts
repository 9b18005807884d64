// Move: an accepted offer is carried to its end. The managers agree on a day, the seat changes, both
// sides say how it goes and confirm; and another one goes back during the trial.
import { me } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';
import { command, inDays, offerTo, ok, publish, say, takeEffect } from '../support/moves.ts';

test('move', async ({ signIn, client }) => {
  const [employee, owner] = [await client('employee'), await client('hiring_manager')];
  const mover = await me(employee);
  const title = 'Reporting engineer, warehouse';
  const application = await offerTo(owner, employee, await publish(owner, title));

  const page = await signIn('employee');
  await test.step('an accepted offer becomes a move that says what happens next', async () => {
    await page.goto(`/applications/${application}`);
    await page.getByRole('button', { name: 'Accept the offer', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Accept the offer', exact: true }).click();
    await expect(dialog).toBeHidden();
    await page.getByRole('link', { name: 'Moves' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Moves' })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('link', { name: title }).click();
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await expect(page.getByRole('region', { name: 'What happens next' })).toContainText('release is asked for');
    await expect(page.getByRole('region', { name: 'Who knows' })).toContainText('the manager who is left');
    await expectAccessible(page);
    await say(page, 'Propose a day', { Day: inDays(0) }, /Silence is consent/);
    await expect(page.getByText('Release requested', { exact: true })).toBeVisible();
  });
  const path = new URL(page.url()).pathname;

  await test.step('the manager who is left asks for a later day, with a reason, up to the cap', async () => {
    const manager = await signIn('manager');
    await manager.goto('/moves?view=releases');
    await expect(manager.getByRole('table', { name: 'Leaving my team' })).toContainText(mover.display_name);
    await expectAccessible(manager);
    await manager.getByRole('link', { name: new RegExp(title) }).click();
    await expect(manager.getByRole('region', { name: 'What happens next' })).toContainText('Without an answer');
    await say(manager, 'Ask for a later day', { Day: inDays(7), Reason: 'The quarter closes on Friday.' }, /You can ask once/);
    await expect(manager.getByRole('region', { name: 'How it went' })).toContainText('The quarter closes on Friday.');
    await expect(manager.getByRole('button', { name: 'Cancel the move' })).toHaveCount(0);
    await manager.getByRole('link', { name: 'Look at the draft' }).click();
    await expect(manager.getByText('Draft', { exact: true }).first()).toBeVisible();
  });

  await test.step('the new manager insists on an earlier day, which is agreed', async () => {
    const receiving = await signIn('hiring_manager');
    await receiving.goto('/moves?view=arrivals');
    await receiving.getByRole('link', { name: new RegExp(title) }).click();
    await say(receiving, 'Propose a day', { Day: inDays(0) }, /they cannot refuse/);
    const manager = await signIn('manager');
    await manager.goto(path);
    await expect(manager.getByRole('button', { name: 'Ask for a later day' })).toHaveCount(0);
    await say(manager, 'Agree', {}, /is agreed/);
    // The day is today: the server may have looked already, and the manager who is left knows no more.
    await receiving.goto(path);
    await expect(receiving.getByRole('region', { name: 'How it went' })).toContainText('Agreed');
  });

  await test.step('on its day everything of the seat changes, and the old manager sees it no more', async () => {
    const specialist = await signIn('specialist');
    await specialist.goto('/moves?view=pipeline');
    await expect(specialist.getByRole('table', { name: 'All moves' })).toContainText(mover.display_name);
    await expectAccessible(specialist);
    await takeEffect(owner, `/api/v1${path}`);
    await specialist.goto(path);
    const history = specialist.getByRole('region', { name: 'How it went' });
    await expect(history).toContainText(`Unit: ${mover.org_unit.name} → `);
    await expect(history).toContainText('Manager: ');
    const manager = await client('manager');
    expect((await manager.get(`/api/v1${path}`)).status, 'SEC-44').toBe(404);
    const there = await me(employee);
    expect(there.org_unit.id).toBe((await me(owner)).org_unit.id);
  });

  await test.step('both sides say how it goes and confirm', async () => {
    await page.goto(path);
    await page.getByRole('textbox', { name: 'In your words' }).fill('The team is welcoming.');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(page.getByRole('region', { name: 'How it goes' })).toContainText('The team is welcoming.');
    await page.getByRole('checkbox', { name: 'Hand over running work' }).click();
    await expect(page.getByText('1 of 11 done')).toBeVisible();
    await expectAccessible(page);
    await say(page, 'Confirm', {}, /Once both sides have said so/);
    await expect(page.getByRole('region', { name: 'What happens next' })).toContainText('the other side has not said so yet');
    const receiving = await signIn('hiring_manager');
    await receiving.goto(path);
    await say(receiving, 'Confirm', {}, /Once both sides have said so/);
    const history = receiving.getByRole('region', { name: 'How it went' });
    await expect(history.getByText('Confirmed', { exact: true })).toHaveCount(2);
    await expect(receiving.getByText('Confirmed', { exact: true })).toHaveCount(3);
  });
});

test('return from a trial', async ({ signIn, client }) => {
  const [employee, owner, manager] = [await client('employee'), await client('hiring_manager'), await client('manager')];
  const before = await me(employee);
  const application = await offerTo(owner, employee, await publish(owner, 'Planning analyst'));
  await command(employee, `/api/v1/applications/${application}`, { command: 'accept' });
  const own = ok(await employee.get<{ items: { id: string }[] }>('/api/v1/moves'));
  const path = `/moves/${own.body.items[0]?.id ?? ''}`;
  await command(employee, `/api/v1${path}`, { command: 'request_release', date: inDays(0) });
  await command(manager, `/api/v1${path}`, { command: 'agree' });
  await takeEffect(owner, `/api/v1${path}`);
  expect((await me(employee)).org_unit.id).not.toBe(before.org_unit.id);

  const page = await signIn('employee');
  await page.goto(path);
  await expect(page.getByRole('region', { name: 'What happens next' })).toContainText('either side may return');
  await say(page, 'Return', { Reason: 'It is not what I hoped for.' }, /change back today/);
  await expect(page.getByText('The old seat is restored')).toBeVisible();
  await expectAccessible(page);
  expect((await me(employee)).org_unit.id).toBe(before.org_unit.id);

  const left = await signIn('manager');
  await left.goto(path);
  await expect(left.getByRole('region', { name: 'How it went' })).toContainText('Returned');
  await expect(left.getByText('It is not what I hoped for.')).toHaveCount(0);
});
