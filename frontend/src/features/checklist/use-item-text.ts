import { useTranslation } from 'react-i18next';
import type { ChecklistItem } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { capitalised } from '@/ui/capitalised';

/** When something is due and for which moves, in words. */
export function useItemText() {
  const { t } = useTranslation();
  const format = useFormat();

  /** "3 days before the first day". */
  const when = (offset: number): string => {
    if (offset === 0) return t('checklist.on_the_day');
    return offset < 0 ? t('checklist.days_before', { count: -offset }) : t('checklist.days_after', { count: offset });
  };

  /** "Roles only, into another unit"; nothing where it is for all. */
  const scope = (item: Pick<ChecklistItem, 'kind' | 'crosses_units' | 'org_unit'>): string | undefined => {
    const parts = [
      item.kind == null ? undefined : t(`checklist.only_kind.${item.kind}`),
      item.crosses_units ? t('checklist.only_crossing') : undefined,
      item.org_unit == null ? undefined : t('checklist.only_into', { name: item.org_unit.name }),
    ].filter((part) => part !== undefined);
    return parts.length === 0 ? undefined : capitalised(format.words(parts));
  };

  return { when, scope };
}
