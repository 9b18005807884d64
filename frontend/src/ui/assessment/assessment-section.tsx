import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { Assessment } from '@/api/types';
import { Section } from '../page';
import { ReadView, RowsSkeleton } from '../states';
import { AssessmentForm } from './assessment-form';
import { AssessmentResults } from './assessment-results';

/** What the hiring team has seen of each criterion; one's own first, those of others after it. */
export function AssessmentSection({ applicationId }: { applicationId: string }) {
  const { t } = useTranslation();
  const state = useRead(reads.assessment(applicationId));
  return (
    <Section title={t('assessment.title')}>
      <ReadView state={state} skeleton={<RowsSkeleton rows={3} height={48} />}>
        {(data) => <Assessed applicationId={applicationId} assessment={data} />}
      </ReadView>
    </Section>
  );
}

function Assessed({ applicationId, assessment }: { applicationId: string; assessment: Assessment }) {
  const { t } = useTranslation();
  const [writing, setWriting] = useState(false);
  const { own, handed_in, criteria } = assessment;
  if (criteria.length === 0) return <Text c="dimmed">{t('assessment.no_criteria')}</Text>;
  const stop = () => setWriting(false);
  if (writing) {
    return (
      <AssessmentForm applicationId={applicationId} assessment={assessment} onDone={stop} onCancel={stop} />
    );
  }
  const of_others = handed_in - (own ? 1 : 0);
  return (
    <>
      {!assessment.others_shown && (
        <Text mb="sm">
          {of_others === 0 ? t('assessment.none_yet') : t('assessment.others_wait', { count: of_others })}
        </Text>
      )}
      {assessment.others_shown && handed_in === 0 && <Text c="dimmed">{t('assessment.none_yet')}</Text>}
      {(own ?? assessment.others.length > 0) && <AssessmentResults assessment={assessment} />}
      {assessment.may_hand_in && (
        <Button mt="sm" variant={own ? 'default' : 'filled'} onClick={() => setWriting(true)}>
          {own ? t('assessment.change') : t('assessment.begin')}
        </Button>
      )}
      {own && assessment.may_hand_in && (
        <Text mt="xs" size="sm" c="dimmed">
          {t('assessment.change_hint')}
        </Text>
      )}
    </>
  );
}
