import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ApplicationSummary } from '@/api/types';
import { i18n } from '@/i18n/in-tests';
import { comparedAs } from './compared';
import { BoardCard } from './stages';

// What a link leads to is the router's matter.
vi.mock('@/ui/link', () => ({
  TextLink: ({ children }: { children: ReactNode }) => <a href="#card">{children}</a>,
}));

afterEach(cleanup);

const sent: ApplicationSummary = {
  id: 'a',
  opportunity: {} as ApplicationSummary['opportunity'],
  status: 'submitted',
  submitted_at: '2026-03-02T09:00:00Z',
  updated_at: '2026-03-02T09:00:00Z',
  interview_guaranteed: false,
  version: 1,
};
const eve = { id: 'e', display_name: 'Eve Explorer', title: 'Account manager' };

async function shown(applicant: Partial<ApplicationSummary>, language = 'en') {
  await i18n.changeLanguage(language);
  render(
    <I18nextProvider i18n={i18n}>
      <MantineProvider env="test">
        <article>
          <BoardCard application={{ ...sent, ...applicant }} closed={false} />
        </article>
      </MantineProvider>
    </I18nextProvider>,
  );
  return screen.getByRole('article').textContent;
}

describe('a card of the board', () => {
  it('calls somebody whose name is hidden by number, without a job, in both languages', async () => {
    expect(await shown({ applicant_number: 427 })).toMatch(/^Applicant 427Sent /);
    cleanup();
    expect(await shown({ applicant_number: 1427 }, 'fr')).toMatch(/^Candidature 1427Envoyée /);
  });

  it('calls them by name with their job once it is shown', async () => {
    await shown({ employee: eve });
    expect(screen.getByRole('link', { name: 'Eve Explorer' })).toBeTruthy();
    expect(screen.getByText('Account manager')).toBeTruthy();
  });
});

describe('who is compared', () => {
  it('is the person, or the application of somebody who is not named', () => {
    const application = { id: 'a', status: 'submitted' as const };
    expect(comparedAs({ employee: eve, application })).toBe('e');
    expect(comparedAs({ application })).toBe('a');
    expect(comparedAs({ employee: eve })).toBe('e');
  });
});
