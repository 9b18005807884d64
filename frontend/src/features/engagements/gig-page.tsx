import { Button, List, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { Engagement } from '@/api/types';
import { useSession } from '@/auth/session';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from '@/ui/link';
import { Page, Section, Trail } from '@/ui/page';
import { PageRead } from '@/ui/page-read';
import { Prose } from '@/ui/prose';
import { RowsSkeleton } from '@/ui/states';
import { useAction } from '@/ui/use-action';
import { CompleteForm } from './complete-form';
import { ConfirmForm } from './confirm-form';
import { GigState } from '@/ui/gig-state';
import { ReasonForm } from './reason-form';

const route = getRouteApi('/signed-in/engagements/$engagementId');

/** One gig or shadowing, for the participant, the team, and the participant's manager. */
export function GigPage() {
  const { engagementId } = route.useParams();
  const gig = useRead(reads.engagement(engagementId));
  return (
    <PageRead state={gig} skeleton={<RowsSkeleton rows={4} height={120} />}>
      {(data) => <Detail gig={data} etag={gig.etag} onReload={gig.retry} />}
    </PageRead>
  );
}

export interface GigProps {
  gig: Engagement;
  etag: string | undefined;
  onReload: () => void;
}

function Detail({ gig, etag, onReload }: GigProps) {
  const { t } = useTranslation();
  const session = useSession();
  const own = session.employee_id === gig.employee.id;
  const may = (command: Engagement['allowed'][number]) => gig.allowed.includes(command);
  return (
    <Page
      title={gig.opportunity.title}
      lead={own ? t('engagements.yours') : t('engagements.theirs', { name: gig.employee.display_name })}
      marks={<GigState status={gig.status} />}
      trail={
        <Trail>
          <TextLink to="/engagements" search={{}}>
            {t('engagements.title')}
          </TextLink>
          <span aria-current="page">{gig.opportunity.title}</span>
        </Trail>
      }
      actions={may('agree') ? <Agree gig={gig} etag={etag} /> : undefined}
    >
      <Stack gap="lg">
        <Section title={t('engagements.terms')}>
          <Terms gig={gig} />
        </Section>
        {may('decline') && (
          <Section title={t('engagements.decline_title')}>
            <ReasonForm gig={gig} etag={etag} onReload={onReload} command="decline" />
          </Section>
        )}
        {gig.reason != null && (
          <Section title={t(`engagements.reason_title.${gig.status === 'declined' ? 'declined' : 'ended_early'}`)}>
            <Prose text={gig.reason} />
          </Section>
        )}
        {gig.feedback != null && (
          <Section title={t('engagements.feedback')}>
            <Prose text={gig.feedback} />
            {gig.feedback_by != null && (
              <Text size="sm" c="dimmed" mt="sm">
                {gig.feedback_by.display_name}
              </Text>
            )}
          </Section>
        )}
        {gig.skills.length > 0 && !may('confirm') && (
          <Section title={t('engagements.skills')}>
            <List>
              {gig.skills.map(({ skill, level, confirmed }) => (
                <List.Item key={skill.id}>
                  {t(confirmed ? 'engagements.skill_confirmed' : 'engagements.skill_shown', { skill: skill.name, level })}
                </List.Item>
              ))}
            </List>
          </Section>
        )}
        {gig.reply != null && (
          <Section title={t('engagements.reply')}>
            <Prose text={gig.reply} />
          </Section>
        )}
        {may('confirm') && (
          <Section title={t('engagements.confirm_title')}>
            <ConfirmForm gig={gig} etag={etag} onReload={onReload} />
          </Section>
        )}
        {may('complete') && (
          <Section title={t('engagements.complete_title')}>
            <CompleteForm gig={gig} etag={etag} onReload={onReload} />
          </Section>
        )}
        {may('end_early') && (
          <Section title={t('engagements.end_title')}>
            <ReasonForm gig={gig} etag={etag} onReload={onReload} command="end_early" />
          </Section>
        )}
      </Stack>
    </Page>
  );
}

/** Hours and dates, and who is asked what until when. */
function Terms({ gig }: { gig: Engagement }) {
  const { t } = useTranslation();
  const format = useFormat();
  const date = (day: string | null | undefined) => (day == null ? t('engagements.unset') : format.date(day));
  return (
    <Stack gap={4}>
      <Text>
        {gig.hours_per_week == null
          ? t('engagements.no_hours')
          : t('engagements.hours_value', { count: gig.hours_per_week })}
      </Text>
      <Text>{t('engagements.from_to', { from: date(gig.starts_on), to: date(gig.ends_on) })}</Text>
      {gig.status === 'awaiting_manager' && gig.consent_due_on != null && (
        <Text>{t('engagements.consent', { due: format.date(gig.consent_due_on) })}</Text>
      )}
      {gig.application_id != null && (
        <TextLink to="/applications/$applicationId" params={{ applicationId: gig.application_id }}>
          {t('engagements.to_application')}
        </TextLink>
      )}
    </Stack>
  );
}

function Agree({ gig, etag }: { gig: Engagement; etag: string | undefined }) {
  const { t } = useTranslation();
  const agree = useAction(
    () =>
      client.POST('/api/v1/engagements/{id}/transitions', {
        params: { path: { id: gig.id }, header: { 'If-Match': etag ?? '' } },
        body: { command: 'agree' },
      }),
    { touches: [['engagements'], ['notices']], done: t('engagements.done.agree') },
  );
  return (
    <Button loading={agree.isRunning} onClick={() => agree.run(undefined)}>
      {t('engagements.agree')}
    </Button>
  );
}
