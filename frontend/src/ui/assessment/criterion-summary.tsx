import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RatingSummary } from '@/api/types';

/** What several say of one criterion: the middle, from where to where, and how many they are. */
export function CriterionSummary({ rated }: { rated: RatingSummary | null | undefined }) {
  const { t } = useTranslation();
  if (!rated) return <Text size="sm" c="dimmed">{t('assessment.nobody_rated')}</Text>;
  const word = (rating: RatingSummary['lowest']) => t(`assessment.rating.${rating}`);
  const median =
    rated.median_low === rated.median_high
      ? word(rated.median_low)
      : t('assessment.between', { low: word(rated.median_low), high: word(rated.median_high) });
  const spread = () => {
    const count = rated.raters;
    return rated.lowest === rated.highest
      ? t('assessment.same', { count })
      : t('assessment.spread', { count, low: word(rated.lowest), high: word(rated.highest) });
  };
  return (
    <Text size="sm">
      <strong>{median}</strong>{' '}
      <Text span size="sm" c="dimmed">
        {spread()}
      </Text>
    </Text>
  );
}
