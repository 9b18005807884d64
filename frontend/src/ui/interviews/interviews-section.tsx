import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { InterviewList } from '@/api/types';
import { useNotify } from '../notify';
import { Section } from '../page';
import { ReadView, RowsSkeleton } from '../states';
import { InterviewCard } from './interview-card';
import classes from './interviews.module.css';
import { TimesForm } from './times-form';
import { useInterviews } from './use-interviews';

interface InterviewsSectionProps {
  applicationId: string;
  own: boolean;
}

/** Conversations: proposed by the hiring side, chosen by the applicant, noted by those who are there. */
export function InterviewsSection({ applicationId, own }: InterviewsSectionProps) {
  const { t } = useTranslation();
  const state = useRead(reads.interviews(applicationId));
  // An applicant with whom nobody wants to talk yet is told nothing by an empty section.
  if (own && state.data?.items.length === 0) return null;
  return (
    <Section title={t('interviews.title')}>
      <ReadView state={state} skeleton={<RowsSkeleton rows={2} height={48} />}>
        {(data) => <Interviews applicationId={applicationId} own={own} list={data} />}
      </ReadView>
    </Section>
  );
}

function Interviews({ applicationId, own, list }: InterviewsSectionProps & { list: InterviewList }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const [proposing, setProposing] = useState(false);
  const { propose } = useInterviews(applicationId);
  return (
    <>
      {list.items.length === 0 && <Text c="dimmed">{t('interviews.none')}</Text>}
      <ul className={classes.list}>
        {list.items.map((one) => (
          <InterviewCard key={one.id} applicationId={applicationId} one={one} own={own} />
        ))}
      </ul>
      {proposing ? (
        <TimesForm
          zone={list.time_zone}
          named
          label={t('interviews.propose')}
          submitLabel={t('interviews.propose_submit')}
          onCancel={() => setProposing(false)}
          onSubmit={async (input) => {
            await propose.mutateAsync(input);
            setProposing(false);
            notify.done(t('interviews.proposed'));
          }}
        />
      ) : (
        list.may_propose && (
          <Button mt="sm" variant="default" onClick={() => setProposing(true)}>
            {t('interviews.propose')}
          </Button>
        )
      )}
    </>
  );
}
