import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CandidateOrder } from '@/api/types';

/** What the order follows from besides the rank: equals rotate, and some give way. Counts only. */
export function CandidateOrderNote({ order }: { order: CandidateOrder }) {
  const { t } = useTranslation();
  const { drawn, tie_points, exposure_limit, gave_way, suggested } = order;
  const notes = [
    drawn > 0 && t('hiring.order_drawn', { count: drawn }),
    drawn > 0 && tie_points > 0 && t('hiring.order_ties', { count: tie_points }),
    gave_way > 0 && t('hiring.gave_way', { count: gave_way, limit: exposure_limit, suggested }),
  ].filter((note) => note !== false);
  if (notes.length === 0) return null;
  return (
    <Text size="sm" c="dimmed">
      {notes.join(' ')}
    </Text>
  );
}
