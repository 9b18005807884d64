// Hand-over list: a specialist writes what is to be done for moves; whoever moves then finds what is
// for them, ticks it, and keeps their list whatever becomes of the template.
import type { Page } from '@playwright/test';

import { me } from '../support/company.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';
import { accept, offerTo, publish } from '../support/moves.ts';

/** Chooses of a field of the dialog that offers a list. */
async function choose(page: Page, field: string, option: string | RegExp): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: option }).first().click();
}

async function save(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog).toBeHidden();
}

test('hand-over list', async ({ signIn, client }) => {
  const [employee, owner] = [await client('employee'), await client('hiring_manager')];
  const unit = (await me(owner)).org_unit.name;
  const desk = await signIn('specialist');
  const dialog = desk.getByRole('dialog');

  await test.step('a specialist reads who does what, and when', async () => {
    await desk.getByRole('link', { name: 'Hand-over list' }).first().click();
    await expect(desk.getByRole('heading', { level: 1, name: 'Hand-over list' })).toBeVisible();
    await expect(desk.getByRole('region', { name: 'IT' })).toContainText('Grant the new access');
    const first = desk.getByRole('region', { name: 'Old manager' }).getByRole('listitem').first();
    await expect(first).toContainText('7 days before the first day');
    await expectAccessible(desk);
    await desk.setViewportSize({ width: 390, height: 844 });
    expect(await desk.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await expectAccessible(desk);
    await desk.setViewportSize({ width: 1440, height: 900 });
  });

  await test.step('adds something for those who come to a unit, by keyboard, and nothing without a title', async () => {
    await desk.getByRole('button', { name: 'Add', exact: true }).focus();
    await desk.keyboard.press('Enter');
    await expect(dialog).toBeVisible();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(dialog).toContainText('Give it a title in one language at least');
    await expect(dialog.getByRole('textbox', { name: 'Title in English' })).toBeFocused();
    await desk.keyboard.type('Book the safety training');
    await desk.keyboard.press('Tab');
    await desk.keyboard.type('Réserver la formation');
    await dialog.getByRole('textbox', { name: 'Explanation in English' }).fill('Half a day, every first Monday.');
    await dialog.getByRole('textbox', { name: 'Days' }).fill('200');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(dialog).toContainText('A whole number from 0 to 60');
    await dialog.getByRole('textbox', { name: 'Days' }).fill('3');
    await expect(dialog.getByRole('status')).toContainText('Due: 3 days before the first day');
    await choose(desk, 'Who does it', 'New manager');
    await dialog.getByRole('combobox', { name: 'Only into this unit' }).fill(unit);
    await desk.getByRole('option', { name: unit }).first().click();
    await dialog.getByRole('switch', { name: 'Only for moves into another unit' }).click();
    await expectAccessible(desk);
    await desk.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(desk);
    await desk.setViewportSize({ width: 1440, height: 900 });
    await save(desk);
    const item = desk.getByRole('region', { name: 'New manager' }).getByRole('listitem').filter({ hasText: 'Book the safety training' });
    await expect(item).toContainText(`Only into another unit, only into ${unit} and all below it`);
  });

  await test.step('titles otherwise what every organisation begins with, and takes something out of use', async () => {
    await desk.getByRole('button', { name: 'Edit: Grant the new access' }).click();
    await dialog.getByRole('textbox', { name: 'Title in English' }).fill('Grant access to the warehouse');
    await save(desk);
    await expect(desk.getByRole('region', { name: 'IT' })).toContainText('Grant access to the warehouse');
    await desk.getByRole('button', { name: 'Stop using: Close or pass on goals' }).click();
    await expect(dialog).toContainText('Those that are under way keep it.');
    await dialog.getByRole('button', { name: 'Stop using' }).click();
    const goals = desk.getByRole('listitem').filter({ hasText: 'Close or pass on goals' });
    await expect(goals).toContainText('Not in use');
    await expectAccessible(desk);
  });

  const path = (await accept(employee, await offerTo(owner, employee, await publish(owner, 'Warehouse planner')))).replace('/api/v1', '');
  const manager = await signIn('hiring_manager');
  const handOver = manager.getByRole('region', { name: 'Hand-over' });

  await test.step('whoever moves then has it, and the new manager ticks it', async () => {
    await manager.goto(path);
    await expect(handOver).toContainText('0 of 11 done');
    const own = handOver.getByRole('list', { name: 'New manager' });
    await expect(own).toContainText('Half a day, every first Monday.');
    await expect(handOver.getByRole('list', { name: 'IT' })).toContainText('Grant access to the warehouse');
    await expect(handOver).not.toContainText('Close or pass on goals');
    await expect(handOver.getByRole('checkbox', { name: 'Grant access to the warehouse' })).toBeDisabled();
    await own.getByRole('checkbox', { name: 'Book the safety training' }).click();
    await expect(handOver).toContainText('1 of 11 done');
    await expect(manager.getByRole('region', { name: 'How it went' })).toContainText('Done: Book the safety training');
    await expectAccessible(manager);
  });

  await test.step('a later change leaves it alone', async () => {
    await desk.getByRole('button', { name: 'Edit: Book the safety training' }).click();
    await dialog.getByRole('textbox', { name: 'Title in English' }).fill('Book the fire drill');
    await save(desk);
    await desk.getByRole('button', { name: 'Use again: Close or pass on goals' }).click();
    await expect(desk.getByRole('button', { name: 'Stop using: Close or pass on goals' })).toBeVisible();
    await manager.reload();
    await expect(handOver).toContainText('1 of 11 done');
    await expect(handOver.getByRole('checkbox', { name: 'Book the safety training' })).toBeChecked();
    await expect(handOver).not.toContainText('Book the fire drill');
  });

  await test.step('nobody else reads the template', async () => {
    await expect(manager.getByRole('link', { name: 'Hand-over list' })).toHaveCount(0);
    await manager.goto('/mobility/checklist');
    await expect(manager.getByRole('alert')).toBeVisible();
    await expect(manager.getByRole('button', { name: 'Add', exact: true })).toHaveCount(0);
    await expectAccessible(manager);
  });
});
