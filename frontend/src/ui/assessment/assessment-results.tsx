import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Assessment, HandedIn } from '@/api/types';
import classes from './assessment.module.css';
import { CriterionSummary } from './criterion-summary';

/** Criterion by criterion: what all say together, then each in their own words. */
export function AssessmentResults({ assessment }: { assessment: Assessment }) {
  const { t } = useTranslation();
  const { own, others } = assessment;
  const all = own ? [own, ...others] : others;
  return (
    <ol className={classes.results}>
      {assessment.criteria.map((criterion, at) => (
        <li key={criterion}>
          <Text fw={550}>{criterion}</Text>
          {assessment.others_shown && assessment.handed_in > 1 && (
            <CriterionSummary rated={assessment.summaries[at]?.rated} />
          )}
          <ul className={classes.said}>
            {all.map((one) => (
              <Said
                key={one.assessor.id}
                one={one}
                at={at}
                who={one === own ? t('assessment.you') : one.assessor.display_name}
              />
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function Said({ one, at, who }: { one: HandedIn; at: number; who: string }) {
  const { t } = useTranslation();
  const rated = one.ratings[at];
  const rating = rated?.rating ? t(`assessment.rating.${rated.rating}`) : t('assessment.not_assessed');
  return (
    <li>
      <Text size="sm">{t('assessment.said', { who, rating })}</Text>
      {rated?.note && (
        <Text size="sm" c="dimmed" className={classes.note}>
          {rated.note}
        </Text>
      )}
    </li>
  );
}
