import { Alert, List, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useChange, useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { OpportunityDetail } from '@/api/types';
import { DisclosureTimeline, ManagerDecidesNote } from '@/ui/disclosure-timeline';
import { Form } from '@/ui/form';
import { TextLink } from '@/ui/link';
import { useNotify } from '@/ui/notify';
import { Page, Section, Trail } from '@/ui/page';
import { PageRead } from '@/ui/page-read';
import { RowsSkeleton } from '@/ui/states';
import { EligibilityList } from './eligibility';
import classes from './opportunities.module.css';

const route = getRouteApi('/signed-in/opportunities/$opportunityId/apply');

/** The server's limit for a statement. */
const STATEMENT_MAX = 5000;

export function ApplyPage() {
  const { opportunityId } = route.useParams();
  const opportunity = useRead(reads.opportunity(opportunityId));
  return (
    <PageRead state={opportunity} skeleton={<RowsSkeleton rows={4} height={120} />}>
      {(data) => <ApplyForm opportunity={data} />}
    </PageRead>
  );
}

function ApplyForm({ opportunity }: { opportunity: OpportunityDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const notify = useNotify();
  const form = useForm({ initialValues: { statement: '' } });
  const send = useChange(
    (body: { statement: string }) =>
      client.POST('/api/v1/opportunities/{id}/applications', {
        params: { path: { id: opportunity.id } },
        body,
      }),
    {
      touches: [['applications'], ['opportunities'], ['home']],
      onDone: ({ data }) => {
        notify.done(t('opportunities.applied'));
        void navigate({ to: '/applications/$applicationId', params: { applicationId: data.id } });
      },
    },
  );
  const statement = form.values.statement;
  const title = t('opportunities.apply_title', { title: opportunity.title });

  return (
    <Page
      title={title}
      lead={t('opportunities.apply_lead')}
      trail={
        <Trail>
          <TextLink to="/opportunities" search={{}}>
            {t('opportunities.title')}
          </TextLink>
          <TextLink
            to="/opportunities/$opportunityId"
            params={{ opportunityId: opportunity.id }}
          >
            {opportunity.title}
          </TextLink>
          <span aria-current="page">{t('opportunities.apply')}</span>
        </Trail>
      }
    >
      <div className={classes.detail}>
        <Section title={t('opportunities.application')}>
          <Form
            form={form}
            label={title}
            submitLabel={t('opportunities.submit_application')}
            onSubmit={(values) => send.mutateAsync(values)}
            onCancel={() =>
              void navigate({
                to: '/opportunities/$opportunityId',
                params: { opportunityId: opportunity.id },
              })
            }
          >
            <Textarea
              label={t('opportunities.statement')}
              description={t(
                opportunity.names_hidden ? 'opportunities.statement_hint_unnamed' : 'opportunities.statement_hint',
              )}
              autosize
              minRows={6}
              maxRows={18}
              maxLength={STATEMENT_MAX}
              {...form.getInputProps('statement')}
            />
            {statement.length > STATEMENT_MAX - 500 && (
              <Text size="sm" c="dimmed" role="status">
                {t('opportunities.statement_left', { count: STATEMENT_MAX - statement.length })}
              </Text>
            )}
            {opportunity.manager_decides && <ManagerDecidesNote namesHidden={opportunity.names_hidden} />}
            {opportunity.permissions.includes('read_candidates') && (
              <Alert color="yellow" variant="outline" role="note" title={t('opportunities.you_decide_title')}>
                {t('opportunities.you_decide')}
              </Alert>
            )}
            <Text size="sm" c="dimmed">
              {t('opportunities.what_happens')}
            </Text>
          </Form>
        </Section>
        <div className={classes.stack}>
          <Section title={t('opportunities.preview')}>
            {opportunity.names_hidden && (
              <Text size="sm" mb="md">
                {t('opportunities.preview_unnamed')}
              </Text>
            )}
            <Text fw={600} size="sm" mb="xs">
              {t('opportunities.preview_statement')}
            </Text>
            <Text className={classes.statement} c={statement === '' ? 'dimmed' : undefined}>
              {statement === '' ? t('opportunities.preview_statement_empty') : statement}
            </Text>
            <List size="sm" mt="md" spacing="xs">
              <List.Item>{t('opportunities.preview_skills')}</List.Item>
              <List.Item>{t('opportunities.preview_roles')}</List.Item>
              <List.Item>{t('opportunities.preview_match')}</List.Item>
            </List>
            <Text size="sm" mt="sm" c="dimmed">
              {t('opportunities.preview_never')}
            </Text>
          </Section>
          <Section title={t('opportunities.eligibility')}>
            <EligibilityList opportunityId={opportunity.id} title={opportunity.title} />
          </Section>
          <Section title={t('opportunities.who_will_know')}>
            <DisclosureTimeline
              stages={opportunity.disclosure}
              managerDecides={opportunity.manager_decides}
              namesHidden={opportunity.names_hidden}
            />
          </Section>
        </div>
      </div>
    </Page>
  );
}
