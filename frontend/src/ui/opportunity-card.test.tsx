import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { OpportunityCard as Opportunity } from '@/api/types';
import { i18n } from '@/i18n/in-tests';
import { OpportunityCard } from './opportunity-card';

// What a link leads to is the router's matter.
vi.mock('./link', () => ({
  TextLink: ({ children }: { children: ReactNode }) => <a href="#card">{children}</a>,
}));

afterEach(cleanup);

const opening: Opportunity = {
  id: 'o',
  kind: 'role',
  title: 'Data engineer',
  org_unit: { id: 'u', name: 'Data' },
  work_mode: 'hybrid',
  status: 'open_internal',
  seats: 1,
  priority: 'normal',
};

async function shown(more: Partial<Opportunity>, language = 'en') {
  await i18n.changeLanguage(language);
  render(
    <I18nextProvider i18n={i18n}>
      <MantineProvider env="test">
        <OpportunityCard opportunity={{ ...opening, ...more }} />
      </MantineProvider>
    </I18nextProvider>,
  );
  return screen.getByRole('article').textContent;
}

describe('the card of an opening', () => {
  it('says from when one may apply while time is in the way', async () => {
    const text = await shown({ eligible_from: { code: 'time_in_role', date: '2032-01-03' } });
    expect(text).toContain('Opens to you on Jan 3, 2032');
    expect(text).not.toContain('waiver');
  });

  it('says that one may apply by waiver, until when, in both languages', async () => {
    expect(await shown({ waived_until: '2026-03-20' })).toContain('You may apply by waiver, until Mar 20, 2026');
    cleanup();
    expect(await shown({ waived_until: '2026-03-20' }, 'fr')).toContain(
      'Vous pouvez postuler par dérogation, jusqu’au 20 mars 2026',
    );
  });
});
