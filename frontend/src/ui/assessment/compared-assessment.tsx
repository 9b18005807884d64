import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { Assessment } from '@/api/types';
import { ReadView, RowsSkeleton } from '../states';
import classes from './assessment.module.css';
import { CriterionSummary } from './criterion-summary';

/** The assessment of one of several who stand side by side; nobody is ordered by it. */
export function ComparedAssessment({ applicationId }: { applicationId: string }) {
  const { t } = useTranslation();
  const state = useRead(reads.assessment(applicationId));
  return (
    <div className={classes.compared}>
      <Title order={3} mb="xs">
        {t('assessment.title')}
      </Title>
      <ReadView state={state} skeleton={<RowsSkeleton rows={2} height={24} />}>
        {(data) => <Summaries assessment={data} />}
      </ReadView>
    </div>
  );
}

function Summaries({ assessment }: { assessment: Assessment }) {
  const { t } = useTranslation();
  if (assessment.handed_in === 0) return <Text size="sm" c="dimmed">{t('assessment.none_yet')}</Text>;
  if (!assessment.others_shown) {
    return <Text size="sm" c="dimmed">{t('assessment.others_wait', { count: assessment.handed_in })}</Text>;
  }
  return (
    <>
      <Text size="xs" c="dimmed" mb="xs">
        {t('assessment.raters', { count: assessment.handed_in })}
      </Text>
      <dl className={classes.summaries}>
        {assessment.criteria.map((criterion, at) => (
          <div key={criterion}>
            <dt>{criterion}</dt>
            <dd>
              <CriterionSummary rated={assessment.summaries[at]?.rated} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
