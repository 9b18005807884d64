// Openings as a hiring manager writes them in the browser.
import { expect, type Page } from '@playwright/test';

import { expectAccessible } from './fixtures.ts';
import { inDays, say } from './moves.ts';

export interface Writing {
  /** As the editor names it. */
  kind: 'Gig' | 'Secondment';
  title: string;
  description: string;
  skill: string;
  criterion: string;
  startsOn: string;
  endsOn: string;
  /** What only some kinds have, by its label. */
  more: Record<string, string>;
}

/** Writes an opening and publishes it; its id. */
export async function writeAndPublish(desk: Page, opening: Writing): Promise<string> {
  await desk.goto('/hiring/new');
  await desk.getByRole('combobox', { name: 'Kind' }).click();
  await desk.getByRole('option', { name: opening.kind }).click();
  await desk.getByRole('textbox', { name: 'Title' }).fill(opening.title);
  await desk.getByRole('textbox', { name: 'Description' }).fill(opening.description);
  await desk.getByRole('combobox', { name: 'Unit', exact: true }).click();
  await desk.getByRole('option').first().click();
  await desk.getByRole('button', { name: 'Add a skill' }).click();
  await desk.getByRole('combobox', { name: 'Skill', exact: true }).fill(opening.skill);
  await desk.getByRole('option').filter({ hasText: opening.skill }).first().click();
  await desk.getByRole('button', { name: 'Add a criterion' }).click();
  await desk.getByRole('textbox', { name: 'Criterion 1' }).fill(opening.criterion);
  for (const [label, value] of Object.entries(opening.more)) await desk.getByRole('textbox', { name: label }).fill(value);
  await desk.getByLabel('Closes on').fill(inDays(14));
  await desk.getByLabel('Starts on').fill(opening.startsOn);
  await desk.getByLabel('Ends on').fill(opening.endsOn);
  await expectAccessible(desk);
  await desk.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(desk.getByText('The draft is saved. Nobody but the hiring team sees it.')).toBeVisible();
  await desk.getByRole('link', { name: opening.title }).first().click();
  await desk.getByRole('tab', { name: 'Checks and reach' }).click();
  await say(desk, 'Publish');
  await expect(desk.getByText('Open internally')).toBeVisible();
  return /\/hiring\/([0-9a-f-]{36})/.exec(desk.url())?.[1] ?? '';
}
