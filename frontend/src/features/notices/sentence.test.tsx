import { renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { describe, expect, it } from 'vitest';
import { i18n } from '@/i18n/in-tests';
import { useSentence, type Told } from './sentence';

const nothing: Told['params'] = {
  application_id: null,
  engagement_status: null,
  move_status: null,
  name_shown: false,
  on: null,
  parties: [],
  starts_at: null,
  status: null,
};

async function said(params: Partial<Told['params']>, language = 'en') {
  await i18n.changeLanguage(language);
  const wrapper = ({ children }: { children: ReactNode }) => (
    <I18nextProvider i18n={i18n}>{children}</I18nextProvider>
  );
  const { result } = renderHook(() => useSentence(), { wrapper });
  return result.current({
    kind: 'move_moved_on',
    opportunity: { id: 'o', title: 'Control room' },
    params: { ...nothing, ...params },
  });
}

describe('the notice of a move', () => {
  it('says when a move takes effect that is still to come', async () => {
    expect(await said({ move_status: 'approved', on: '2026-03-02' })).toBe(
      'Control room: the move is at “agreed”, effective Mar 2, 2026',
    );
  });

  it('says since when a move is over, in both languages', async () => {
    const returned = { move_status: 'returned' as const, on: '2026-07-01' };
    expect(await said(returned)).toBe('Control room: the move is over since Jul 1, 2026: returned');
    expect(await said(returned, 'fr')).toBe(
      'Control room\u00a0: la mobilité a pris fin le 1er juil. 2026\u00a0: retour effectué',
    );
  });
});
