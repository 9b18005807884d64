// Import and see: a specialist brings in a folder from the HR system while the server runs, is told
// what was refused and why, and people see what came in.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryFolder } from '../support/database.ts';
import { binary } from '../support/environment.ts';
import { expect, expectAccessible, test } from '../support/fixtures.ts';
import { run, type Outcome } from '../support/process.ts';

const FILES: Record<string, string[]> = {
  'locations.csv': ['external_id,name,city,country,time_zone', 'L1,Harbour office,Nantes,FR,Europe/Paris'],
  'skills.csv': ['external_id,name,kind,description', 'S1,Tidal modelling,skill,Predicts water levels from measurements.'],
  'job_families.csv': ['external_id,name', 'F1,Coastal engineering'],
  'job_profiles.csv': ['external_id,title,family,level,track', 'P1,Tide engineer,F1,4,individual'],
  'requirements.csv': ['job_profile,skill,level,importance', 'P1,S1,3,required'],
  'org_units.csv': ['external_id,name,kind,parent', 'U1,Harbour,division,', 'U2,Tides,team,U1'],
  // The manager stands after the report (HR-03), and one row has no such unit.
  'employees.csv': [
    'external_id,given_name,family_name,work_email,title,org_unit,location,manager,job_profile,hire_date',
    'E1,Ondine,Kervella,ondine.kervella@harbour.example,Tide engineer,U2,L1,E2,P1,2021-04-01',
    'E2,Maël,Le Goff,mael.legoff@harbour.example,Head of tides,U2,L1,,,2015-09-01',
    'E3,Nobody,Nowhere,nobody@harbour.example,Diver,U9,L1,E2,,2020-01-01',
  ],
  'skill_claims.csv': ['employee,skill,source,level,claimed_on,evidence', 'E1,S1,manager,4,2026-05-01,"Surge model, spring 2026"'],
  'openings.csv': [
    'external_id,kind,title,description,org_unit,work_mode,job_profile,owner,seats,status,selection_criteria',
    'O1,gig,Recompute the tide tables,A month of careful figures.,U2,hybrid,P1,E2,1,open_internal,Care for figures',
  ],
};

test('import and see', async ({ signIn, database, server }) => {
  // Started before the import: what comes in must be seen without a restart.
  await expect.poll(async () => (await fetch(`${server.url}/health/ready`)).status).toBe(200);
  const folder = temporaryFolder();
  for (const [name, lines] of Object.entries(FILES)) writeFileSync(join(folder.path, name), `${lines.join('\r\n')}\r\n`);
  const importFolder = (...options: string[]): Promise<Outcome> =>
    run(binary(), ['import', folder.path, '--source', 'harbour-hr', ...options], { env: { DATABASE_URL: database.url } });
  /** The table of counts and the refused rows, without what only a real run says. */
  const said = (outcome: Outcome): string[] => outcome.stdout.split('\n').filter((line) => /\.csv\b/.test(line));

  await test.step('HR-06 a dry run says exactly what the real run does', async () => {
    const dry = await importFolder('--dry-run');
    expect(dry.code, dry.stderr).toBe(3);
    expect(dry.stdout).toMatch(/employees\.csv: row 4, column org_unit, unknown_reference: "U9"/);
    const real = await importFolder();
    expect(real.code, real.stderr).toBe(3);
    expect(said(real)).toEqual(said(dry));
  });

  await test.step('HR-01 the same folder again changes nothing', async () => {
    const again = await importFolder();
    expect(again.stdout).toMatch(/^employees\.csv\s+3\s+0\s+0\s+2\s+1\s+1$/m);
  });
  folder.remove();

  await test.step('people see who came in, with what they can do', async () => {
    const page = await signIn('specialist');
    await page.getByRole('link', { name: 'People' }).first().click();
    await page.getByRole('searchbox', { name: 'Search people' }).fill('Kervela');
    await page.getByRole('link', { name: 'Ondine Kervella' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Ondine Kervella' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('Maël Le Goff');
    await expect(page.getByRole('main')).toContainText('Tidal modelling');
    await expectAccessible(page);

    await page.getByRole('link', { name: 'Opportunities' }).first().click();
    await page.getByRole('searchbox', { name: 'Search openings' }).fill('tide tables');
    await expect(page.getByRole('link', { name: 'Recompute the tide tables' })).toBeVisible();
  });

  await test.step('the runs are listed with what was refused', async () => {
    const page = await signIn('admin');
    await page.getByRole('link', { name: 'Imports' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Imports' })).toBeVisible();
    const rows = page.getByRole('row').filter({ hasText: 'harbour-hr' });
    await expect(rows.first()).toBeVisible();
    await expectAccessible(page);
    await rows.last().getByRole('link').click();
    const refused = page.getByRole('table', { name: 'Refused rows' });
    await expect(refused).toContainText('employees.csv');
    await expect(refused).toContainText('What it refers to does not exist');
    await expect(refused).toContainText('U9');
    await expectAccessible(page);

    // Who brought it in is on record, without the names of those it was about.
    await page.getByRole('link', { name: 'Audit log' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Audit log' })).toBeVisible();
    const event = page.getByRole('row').filter({ hasText: 'import_run.finish' }).first();
    await expect(event).toContainText('Import: finished');
    await expect(event).toContainText('Nobody signed in');
    await event.getByText(/^[0-9a-f]{8}$/).click();
    await expect(event).toContainText(/[0-9a-f]{64}/);
    await expect(page.getByRole('main')).not.toContainText('Kervella');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect(page.getByRole('row')).not.toHaveCount(26);
  });
});
