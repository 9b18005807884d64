import { Code, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import type { AuditEvent } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { Page } from '@/ui/page';
import { EmptyState, LoadMore, ReadView, RowsSkeleton } from '@/ui/states';
import classes from './audit.module.css';

/** What was done, for administrators. Whom it was about is in each person's own access log. */
export function AuditPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  const events = usePages(reads.auditEvents());
  const columns: Column<AuditEvent>[] = [
    { key: 'at', header: t('audit.when'), unbroken: true, cell: (row) => format.dateTime(row.at) },
    { key: 'what', header: t('audit.what'), cell: (row) => <What event={row} /> },
    {
      key: 'who',
      header: t('audit.who'),
      cell: (row) =>
        row.actor_name ?? (
          <Text span size="sm" c="dimmed">
            {t('audit.nobody')}
          </Text>
        ),
    },
    { key: 'source', header: t('audit.source'), cell: (row) => codeText('audit.source_of', row.source) ?? row.source },
    { key: 'seq', header: t('audit.place'), numeric: true, cell: (row) => format.number(row.seq) },
    { key: 'proof', header: t('audit.proof'), cell: (row) => <Proof event={row} /> },
  ];
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')}>
      <ReadView state={events} skeleton={<RowsSkeleton rows={10} height={48} />}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('audit.none_title')}>{t('audit.none_body')}</EmptyState>
          ) : (
            <Stack>
              <DataTable caption={t('audit.title')} columns={columns} rows={items} rowKey={(row) => String(row.seq)} />
              <LoadMore state={events} />
            </Stack>
          )
        }
      </ReadView>
    </Page>
  );
}

/** In words where this build knows them; the code is what logs and scripts look for. */
function What({ event }: { event: AuditEvent }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const verb = codeText('audit.verb', event.action.slice(event.action.indexOf('.') + 1));
  const object = codeText('audit.object', event.object_type);
  return (
    <div>
      {verb !== undefined && object !== undefined && <div>{t('audit.what_line', { object, verb })}</div>}
      <Text span size="xs" c="dimmed">
        {event.action}
      </Text>
    </div>
  );
}

/** What proves the event and leads to its traces elsewhere, in full on demand. */
function Proof({ event }: { event: AuditEvent }) {
  const { t } = useTranslation();
  const traces: [string, string | null | undefined][] = [
    [t('audit.hash'), event.hash],
    [t('audit.object_id'), event.object_id],
    [t('audit.request_id'), event.request_id],
  ];
  return (
    <details className={classes.proof}>
      <summary>
        <code>{event.hash.slice(0, 8)}</code>
        <span className="visually-hidden">{t('audit.proof_of', { place: event.seq })}</span>
      </summary>
      <dl>
        {traces.map(
          ([label, value]) =>
            value && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>
                  <Code>{value}</Code>
                </dd>
              </div>
            ),
        )}
      </dl>
    </details>
  );
}
