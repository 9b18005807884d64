import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import type { ImportRun } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { TextLink } from '@/ui/link';
import { Mark } from '@/ui/mark';
import { Page } from '@/ui/page';
import { EmptyState, LoadMore, ReadView } from '@/ui/states';
import { RunStatus } from './run-status';

export function ImportsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const runs = usePages(reads.importRuns());
  const columns: Column<ImportRun>[] = [
    {
      key: 'started',
      header: t('imports.started'),
      cell: (row) => (
        <TextLink to="/admin/imports/$importRunId" params={{ importRunId: row.id }} fw={550}>
          {format.dateTime(row.started_at)}
        </TextLink>
      ),
    },
    { key: 'source', header: t('imports.source'), cell: (row) => row.source },
    {
      key: 'status',
      header: t('imports.state'),
      cell: (row) => (
        <>
          <RunStatus status={row.status} /> {row.dry_run && <Mark>{t('imports.dry_run')}</Mark>}
        </>
      ),
    },
    { key: 'created', header: t('imports.created'), numeric: true, cell: (row) => format.number(row.created) },
    { key: 'updated', header: t('imports.updated'), numeric: true, cell: (row) => format.number(row.updated) },
    {
      key: 'unchanged',
      header: t('imports.unchanged'),
      numeric: true,
      cell: (row) => format.number(row.unchanged),
    },
    { key: 'rejected', header: t('imports.rejected'), numeric: true, cell: (row) => format.number(row.rejected) },
  ];
  return (
    <Page title={t('imports.title')} lead={t('imports.lead')}>
      <ReadView state={runs}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('imports.none_title')}>{t('imports.none_body')}</EmptyState>
          ) : (
            <Stack>
              <DataTable caption={t('imports.title')} columns={columns} rows={items} rowKey={(row) => row.id} />
              <LoadMore state={runs} />
            </Stack>
          )
        }
      </ReadView>
    </Page>
  );
}
