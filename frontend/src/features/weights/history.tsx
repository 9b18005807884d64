import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import type { MatchingWeightsItem } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { TextLink } from '@/ui/link';
import { Mark } from '@/ui/mark';
import { EmptyState, LoadMore, ReadView } from '@/ui/states';
import { Changes } from './changes';

/** Every version with what it changed, why and by whom. */
export function WeightsHistory({ current, mayEdit }: { current: number; mayEdit: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const versions = usePages(reads.weightsVersions());
  const columns: Column<MatchingWeightsItem>[] = [
    {
      key: 'version',
      header: t('weights.version'),
      cell: (row) => (
        <>
          <TextLink to="/matching/weights" search={{ version: row.version }} fw={550}>
            {row.version}
            <span className="visually-hidden">: {t('weights.show', { version: row.version })}</span>
          </TextLink>{' '}
          {row.version === current && <Mark tone="good">{t('weights.current')}</Mark>}
        </>
      ),
    },
    { key: 'since', header: t('weights.since'), cell: (row) => format.dateTime(row.in_force_from) },
    { key: 'author', header: t('weights.author'), cell: (row) => row.author_name ?? t('weights.shipped') },
    { key: 'why', header: t('weights.why'), cell: (row) => (row.author_name ? row.reason : '') },
    { key: 'changes', header: t('weights.changes'), cell: (row) => <Changes changes={row.changes} /> },
  ];
  if (mayEdit) {
    columns.push({
      key: 'back',
      header: t('weights.go_back'),
      hideHeader: true,
      cell: (row) =>
        row.version !== current && (
          <TextLink to="/matching/weights" search={{ from: row.version }}>
            {t('weights.go_back')}
            <span className="visually-hidden">: {t('weights.go_back_named', { version: row.version })}</span>
          </TextLink>
        ),
    });
  }
  return (
    <ReadView state={versions}>
      {(items) =>
        items.length === 0 ? (
          <EmptyState title={t('weights.history_none')} />
        ) : (
          <Stack>
            {items.length === 1 && (
              <Text size="sm" c="dimmed">
                {t('weights.history_none')}
              </Text>
            )}
            <DataTable
              caption={t('weights.history')}
              columns={columns}
              rows={items}
              rowKey={(row) => String(row.version)}
            />
            <LoadMore state={versions} />
          </Stack>
        )
      }
    </ReadView>
  );
}
