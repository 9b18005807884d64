import { Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useChange } from '@/api/query';
import type { OpportunityInput } from '@/api/types';
import { TextLink } from '@/ui/link';
import { useNotify } from '@/ui/notify';
import { Page, Section, Trail } from '@/ui/page';
import { OpeningEditor } from './opening-editor';
import { emptyOpening } from './opening-form';

export function NewOpeningPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const notify = useNotify();
  const create = useChange(
    (body: OpportunityInput) => client.POST('/api/v1/opportunities', { body }),
    {
      touches: [['opportunities'], ['session'], ['home']],
      onDone: ({ data }) => {
        notify.done(t('hiring.draft_saved'));
        void navigate({ to: '/hiring/$opportunityId/edit', params: { opportunityId: data.id } });
      },
    },
  );
  return (
    <Page
      title={t('hiring.new')}
      trail={
        <Trail>
          <TextLink to="/hiring" search={{}}>
            {t('hiring.title')}
          </TextLink>
          <span aria-current="page">{t('hiring.new')}</span>
        </Trail>
      }
    >
      <OpeningEditor
        initial={emptyOpening}
        label={t('hiring.new')}
        onSave={(input) => create.mutateAsync(input)}
        onCancel={() => void navigate({ to: '/hiring', search: {} })}
        aside={
          <Section title={t('hiring.checks')}>
            <Text c="dimmed">{t('hiring.checks_after_saving')}</Text>
          </Section>
        }
      />
    </Page>
  );
}
