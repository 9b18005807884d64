import { Button, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { ImportError } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { TextLink } from '@/ui/link';
import { Mark } from '@/ui/mark';
import { Page, Section, Trail } from '@/ui/page';
import { PageRead } from '@/ui/page-read';
import { RowsSkeleton } from '@/ui/states';
import { RunStatus } from './run-status';

const route = getRouteApi('/signed-in/admin/imports/$importRunId');

interface FileCounts {
  file: string;
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
}

export function ImportRunPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  const { importRunId } = route.useParams();
  const run = useRead(reads.importRun(importRunId));

  const fileColumns: Column<FileCounts>[] = [
    { key: 'file', header: t('imports.file'), cell: (row) => row.file },
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
  const errorColumns: Column<ImportError>[] = [
    { key: 'file', header: t('imports.file'), cell: (row) => row.file },
    { key: 'row', header: t('imports.row'), numeric: true, cell: (row) => format.number(row.row) },
    { key: 'column', header: t('imports.column'), cell: (row) => row.column },
    {
      key: 'code',
      header: t('imports.problem'),
      cell: (row) => codeText('imports.error', row.code) ?? row.code,
    },
    { key: 'value', header: t('imports.value'), cell: (row) => row.value },
  ];

  return (
    <PageRead state={run} skeleton={<RowsSkeleton rows={6} />}>
      {(data) => {
        const title = t('imports.run_title', { source: data.source, at: format.dateTime(data.started_at) });
        return (
          <Page
            title={title}
            lead={
              data.finished_at
                ? t('imports.finished', { at: format.dateTime(data.finished_at) })
                : t('imports.still_running')
            }
            marks={
              <>
                <RunStatus status={data.status} />
                {data.dry_run && <Mark>{t('imports.dry_run')}</Mark>}
              </>
            }
            trail={
              <Trail>
                <TextLink to="/admin/imports">{t('imports.title')}</TextLink>
                <span aria-current="page">{title}</span>
              </Trail>
            }
          >
            <Section title={t('imports.per_file')} plain>
              <DataTable
                caption={t('imports.per_file')}
                columns={fileColumns}
                rows={data.files}
                rowKey={(row) => row.file}
              />
            </Section>
            <Section
              title={t('imports.errors')}
              plain
              aside={
                data.rejected > 0 && (
                  <Button
                    component="a"
                    variant="default"
                    href={`/api/v1/import-runs/${data.id}/errors.csv`}
                    download
                    leftSection={<IconDownload size={16} aria-hidden="true" />}
                  >
                    {t('imports.errors_csv')}
                  </Button>
                )
              }
            >
              {data.errors.items.length === 0 ? (
                <Text c="dimmed">{t('imports.errors_none')}</Text>
              ) : (
                <>
                  <DataTable
                    caption={t('imports.errors')}
                    columns={errorColumns}
                    rows={data.errors.items}
                    rowKey={(row) => `${row.file}-${row.row}-${row.column ?? ''}-${row.code}`}
                  />
                  {data.errors.next_cursor && (
                    <Text size="sm" c="dimmed" mt="sm">
                      {t('imports.errors_more')}
                    </Text>
                  )}
                </>
              )}
            </Section>
          </Page>
        );
      }}
    </PageRead>
  );
}
