import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { I18nextProvider } from 'react-i18next';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { client } from '@/api/client';
import type { ChecklistItem } from '@/api/types';
import { i18n } from '@/i18n/in-tests';
import { ChecklistPage } from './checklist-page';

beforeEach(() => i18n.changeLanguage('en'));
afterEach(cleanup);

const base = { crosses_units: false, active: true, updated_at: '2026-11-27T00:00:00Z', etag: '"v1"' } as const;
const shipped: ChecklistItem = {
  ...base,
  id: 'a',
  code: 'grant_access',
  owner: 'it',
  offset_days: 0,
  shipped: { owner: 'it', offset_days: 0 },
};
const badge: ChecklistItem = {
  ...base,
  id: 'b',
  title_en: 'Return the badge',
  explanation_en: 'At the front desk.',
  owner: 'mover',
  offset_days: -3,
  kind: 'role',
  org_unit: { id: 'u', name: 'Data' },
  etag: '"v7"',
};
const old: ChecklistItem = { ...base, id: 'c', title_fr: 'Rendre les clés', owner: 'mover', offset_days: 1, active: false };

const answer = (status: number, body: unknown) =>
  Promise.resolve({
    ...(status < 400 ? { data: body } : { error: body }),
    response: new Response(null, { status }),
  }) as never;

function show(items: ChecklistItem[] | number) {
  vi.spyOn(client, 'GET').mockImplementation(() =>
    typeof items === 'number' ? answer(items, { code: 'forbidden' }) : answer(200, { items }),
  );
  const put = vi.spyOn(client, 'PUT').mockImplementation(() => answer(200, badge));
  const post = vi.spyOn(client, 'POST').mockImplementation(() => answer(201, badge));
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <I18nextProvider i18n={i18n}>
        <MantineProvider env="test">
          <ChecklistPage />
        </MantineProvider>
      </I18nextProvider>
    </QueryClientProvider>,
  );
  return { user: userEvent.setup(), put, post };
}

// A busy machine takes its time for a dialog with many fields.
describe('the hand-over list', { timeout: 20_000 }, () => {
  it('groups by who does it, and says when and for which moves', async () => {
    show([shipped, badge, old]);
    const mover = await screen.findByRole('region', { name: 'Mover' });
    const [first, second] = within(mover).getAllByRole('listitem');
    expect(first?.textContent).toContain('Return the badge3 days before the first day');
    expect(first?.textContent).toContain('Only into a role, only into Data and all below it');
    expect(first?.textContent).toContain('At the front desk.');
    expect(second?.textContent).toContain('Rendre les clés');
    expect(second?.textContent).toContain('Not in use');
    expect(second?.textContent).toContain('1 day after the first day');
    expect(screen.getByRole('region', { name: 'IT' }).textContent).toContain('Grant the new accessOn the first day');
    expect(screen.queryByRole('region', { name: 'HR' })).toBeNull();
  });

  it('reads in French what is written in French, and the rest as it is', async () => {
    await i18n.changeLanguage('fr');
    show([shipped, { ...badge, offset_days: -1 }, old]);
    const mover = await screen.findByRole('region', { name: 'Personne qui bouge' });
    expect(mover.textContent).toContain('Return the badge1 jour avant le premier jour');
    expect(screen.getByRole('region', { name: 'IT' }).textContent).toContain('Donner les nouveaux accès');
    expect(screen.getByRole('button', { name: 'Modifier\u00a0: Rendre les clés' })).toBeTruthy();
  });

  it('says that nothing is to be done, and why it cannot be shown', async () => {
    show([]);
    expect(await screen.findByText('Nothing is to be done for moves')).toBeTruthy();
    cleanup();
    show(403);
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Add' })).toBeNull();
  });

  it('takes out of use what is confirmed, on the version that was read', async () => {
    const { user, put } = show([badge]);
    await user.click(await screen.findByRole('button', { name: 'Stop using: Return the badge' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('Those that are under way keep it.');
    expect(put).not.toHaveBeenCalled();
    await user.click(within(dialog).getByRole('button', { name: 'Stop using' }));
    await waitFor(() => expect(put).toHaveBeenCalledOnce());
    expect(put.mock.calls[0]?.[1]).toMatchObject({
      params: { path: { id: 'b' }, header: { 'If-Match': '"v7"' } },
      body: { active: false, title_en: 'Return the badge', offset_days: -3, org_unit_id: 'u', kind: 'role' },
    });
  });

  it('takes nothing without a title and sound days', async () => {
    const { user, post } = show([shipped]);
    await user.click(await screen.findByRole('button', { name: 'Add' }));
    const days = await screen.findByLabelText(/^Days/);
    await user.clear(days);
    await user.type(days, '61');
    await user.click(screen.getByRole('button', { name: 'Save', hidden: true }));
    expect(screen.getByText('Give it a title in one language at least')).toBeTruthy();
    expect(screen.getByText('A whole number from 0 to 60')).toBeTruthy();
    expect(post).not.toHaveBeenCalled();
  });

  it('adds what is typed, and says meanwhile when it is due', async () => {
    const { user, post } = show([shipped]);
    await user.click(await screen.findByRole('button', { name: 'Add' }));
    await user.type(await screen.findByLabelText(/^Days/), '14', { initialSelectionStart: 0, initialSelectionEnd: 1 });
    expect(screen.getByText('Due: 14 days before the first day')).toBeTruthy();
    await user.type(screen.getByLabelText('Title in French'), 'Clés');
    await user.click(screen.getByRole('button', { name: 'Save', hidden: true }));
    await waitFor(() => expect(post).toHaveBeenCalledOnce());
    expect(post.mock.calls[0]?.[1]).toMatchObject({
      body: { title_en: null, title_fr: 'Clés', offset_days: -14, owner: 'mover', active: true },
    });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('reads again what somebody else changed meanwhile', async () => {
    const { user, put } = show([old]);
    put.mockImplementation(() => answer(412, { code: 'precondition_failed' }));
    await user.click(await screen.findByRole('button', { name: 'Use again: Rendre les clés' }));
    await waitFor(() => expect(client.GET).toHaveBeenCalledTimes(2));
    expect(put.mock.calls[0]?.[1]).toMatchObject({ body: { active: true, title_fr: 'Rendre les clés' } });
  });

  it('goes back to what was shipped, once that is saved', async () => {
    const { user, put } = show([
      { ...shipped, title_en: 'Grant the badge', owner: 'hr', offset_days: 30, kind: 'role', crosses_units: true },
    ]);
    await user.click(await screen.findByRole('button', { name: 'Edit: Grant the badge' }));
    const dialog = await screen.findByRole('dialog', { name: 'Change what is to be done' });
    await user.click(within(dialog).getByRole('button', { name: 'As shipped' }));
    expect(within(dialog).getByText('Due: On the first day')).toBeTruthy();
    expect(put).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Save', hidden: true }));
    await waitFor(() => expect(put).toHaveBeenCalledOnce());
    expect(put.mock.calls[0]?.[1]).toMatchObject({
      body: { title_en: null, owner: 'it', offset_days: 0, kind: null, crosses_units: false, org_unit_id: null },
    });
  });

  it('needs no title where there are words already, and keeps what is typed when somebody was faster', async () => {
    const { user, put } = show([shipped]);
    put.mockImplementation(() => answer(412, { code: 'precondition_failed' }));
    await user.click(await screen.findByRole('button', { name: 'Edit: Grant the new access' }));
    const dialog = await screen.findByRole('dialog', { name: 'Change what is to be done' });
    expect(dialog.textContent).toContain('“Grant the new access”');
    await user.click(screen.getByRole('button', { name: 'Save', hidden: true }));
    expect(await screen.findByRole('button', { name: 'Load their version' })).toBeTruthy();
    expect(put.mock.calls[0]?.[1]).toMatchObject({ body: { title_en: null, title_fr: null, offset_days: 0 } });
  });
});
