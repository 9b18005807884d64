// Consent: where the rules ask for it, a move is approved by a head above the new manager and brought
// before the works council before anything takes effect. A specialist reads what the works council is
// told, informs it, notes its objection and how that was overcome, and stands in for the approver.
import { me } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';
import { accept, offerTo, ok, publish, say } from '../support/moves.ts';

test('consent', async ({ signIn, client }) => {
  const specialist = await client('specialist');
  const rules = ok(await specialist.get('/api/v1/policy'));
  const parameters = { approvals: { required: true }, works_council: { days: 7 } };
  ok(
    await specialist.post(
      '/api/v1/policies',
      { parameters, reason: 'The works agreement.' },
      { 'if-match': rules.headers.get('etag') ?? '' },
    ),
  );
  const [employee, owner] = [await client('employee'), await client('hiring_manager')];
  const mover = await me(employee);
  const title = 'Planner, spare parts';
  const move = await accept(employee, await offerTo(owner, employee, await publish(owner, title)));
  const path = move.replace('/api/v1', '');

  const desk = await signIn('specialist');
  await test.step('the desk is told, and reads what the works council is told', async () => {
    await desk.goto('/');
    await desk.getByRole('link', { name: '1 move waits for the mobility specialists' }).click();
    await expect(desk.getByRole('radio', { name: 'Waits for us' })).toBeChecked();
    await desk.getByRole('link', { name: new RegExp(title) }).click();
    const consents = desk.getByRole('region', { name: 'Who has to consent' });
    await expect(consents).toContainText('to be informed');
    await expect(consents).toContainText('no answer yet');
    await expectAccessible(desk);
    await consents.getByRole('link', { name: 'Information for the works council' }).click();
    await expect(desk.getByRole('heading', { level: 1 })).toContainText(mover.display_name);
    await expect(desk.getByRole('main')).toContainText('7 days to answer');
    await expect(desk.getByRole('region', { name: 'How the choice was made' })).toContainText('Care for correct figures');
    await expectAccessible(desk);
    await desk.setViewportSize({ width: 390, height: 844 });
    expect(await desk.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await expectAccessible(desk);
    await desk.emulateMedia({ media: 'print' });
    await expect(desk.getByRole('button', { name: 'Print' })).toBeHidden();
    await expect(desk.getByRole('navigation').first()).toBeHidden();
    await desk.emulateMedia({ media: 'screen' });
    await desk.setViewportSize({ width: 1440, height: 900 });
  });

  await test.step('it objects; nothing goes on, and the manager who is left does not read why', async () => {
    await desk.goto(path);
    await say(desk, 'Works council is informed');
    await expect(desk.getByRole('region', { name: 'Who has to consent' })).toContainText('silence is consent');
    await say(desk, 'Works council objects', { Reason: 'The night shifts.' });
    await expect(desk.getByRole('region', { name: 'Who has to consent' })).toContainText('objected');
    const page = await signIn('employee');
    await page.goto(path);
    await say(page, 'Propose a day');
    const manager = await signIn('manager');
    await manager.goto(path);
    await say(manager, 'Agree');
    await expect(manager.getByRole('region', { name: 'How it went' }).getByText('Works council objected')).toBeVisible();
    await expect(manager.getByText('The night shifts.')).toHaveCount(0);
    await page.reload();
    await expect(page.getByText('The night shifts.')).toBeVisible();
    await expect(page.getByText('waits for consent')).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('the objection is overcome, a specialist stands in, and the move is agreed', async () => {
    await desk.reload();
    await say(desk, 'Works council consents', { Reason: 'Day shifts only.' });
    const consents = desk.getByRole('region', { name: 'Who has to consent' });
    await expect(consents).toContainText('consented');
    await expect(desk.getByRole('region', { name: 'What happens next' })).toContainText('An approval is missing');
    await say(desk, 'Approve');
    await expect(consents).toContainText('stood in');
    await expect(desk.getByRole('main')).not.toContainText('Waits for consent');
    await expect(desk.getByRole('button', { name: 'Approve', exact: true })).toHaveCount(0);
    await expectAccessible(desk);
  });
});
