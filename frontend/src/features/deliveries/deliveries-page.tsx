import { Button, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import type { Delivery } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { Mark } from '@/ui/mark';
import { Page } from '@/ui/page';
import { EmptyState, LoadMore, ReadView } from '@/ui/states';
import { useAction } from '@/ui/use-action';

/** Letters and deadlines that do not go as they should, for administrators. */
export function DeliveriesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  const deliveries = usePages(reads.deliveries());
  const retry = useAction(
    (id: string) => client.POST('/api/v1/deliveries/{id}/retry', { params: { path: { id } } }),
    { touches: [['deliveries']], done: t('deliveries.retried') },
  );
  const columns: Column<Delivery>[] = [
    { key: 'what', header: t('deliveries.what'), cell: (row) => codeText('deliveries.kind', row.kind) ?? row.kind },
    { key: 'due', header: t('deliveries.due'), unbroken: true, cell: (row) => format.dateTime(row.due_at) },
    { key: 'attempts', header: t('deliveries.attempts'), numeric: true, cell: (row) => format.number(row.attempts) },
    { key: 'error', header: t('deliveries.error'), cell: (row) => row.error },
    {
      key: 'next',
      header: t('deliveries.next'),
      cell: (row) =>
        row.next_at == null ? (
          <Mark tone="bad">{t('deliveries.given_up')}</Mark>
        ) : (
          format.dateTime(row.next_at)
        ),
    },
    {
      key: 'retry',
      header: t('deliveries.retry'),
      hideHeader: true,
      cell: (row) =>
        row.next_at == null && (
          <Button size="xs" variant="default" onClick={() => retry.run(row.id)}>
            {t('deliveries.retry')}
          </Button>
        ),
    },
  ];
  return (
    <Page title={t('deliveries.title')} lead={t('deliveries.lead')}>
      <ReadView state={deliveries}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('deliveries.none_title')}>{t('deliveries.none_body')}</EmptyState>
          ) : (
            <Stack>
              <DataTable caption={t('deliveries.title')} columns={columns} rows={items} rowKey={(row) => row.id} />
              <LoadMore state={deliveries} />
            </Stack>
          )
        }
      </ReadView>
    </Page>
  );
}
