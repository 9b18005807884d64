import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import type { PolicyChange, PolicyItem } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { TextLink } from '@/ui/link';
import { Mark, type Tone } from '@/ui/mark';
import { LoadMore, ReadView } from '@/ui/states';
import { usePolicyText } from './use-policy-text';
import classes from './policy.module.css';

const TONES: Record<PolicyItem['state'], Tone> = {
  scheduled: 'info',
  in_force: 'good',
  past: 'plain',
  withdrawn: 'warn',
};

/** Every version with what it changed, why and by whom. */
export function PolicyHistory({ mayEdit }: { mayEdit: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const versions = usePages(reads.policyVersions());
  const columns: Column<PolicyItem>[] = [
    {
      key: 'version',
      header: t('policy.version'),
      cell: (row) => (
        <TextLink to="/policy" search={{ version: row.version }} fw={550}>
          {row.version}
          <span className="visually-hidden">: {t('policy.show', { version: row.version })}</span>
        </TextLink>
      ),
    },
    {
      key: 'state',
      header: t('policy.state_title'),
      cell: (row) => <Mark tone={TONES[row.state]}>{t(`policy.state.${row.state}`)}</Mark>,
    },
    { key: 'since', header: t('policy.since'), unbroken: true, cell: (row) => format.dateTime(row.effective_from) },
    { key: 'author', header: t('policy.author'), cell: (row) => row.author_name ?? t('policy.shipped') },
    { key: 'why', header: t('policy.why'), cell: (row) => (row.author_name ? row.reason : '') },
    { key: 'changes', header: t('policy.changes'), cell: (row) => <Changes changes={row.changes} /> },
  ];
  if (mayEdit) {
    columns.push({
      key: 'back',
      header: t('policy.go_back'),
      hideHeader: true,
      cell: (row) =>
        row.state !== 'in_force' && (
          <TextLink to="/policy" search={{ from: row.version }}>
            {t('policy.go_back')}
            <span className="visually-hidden">: {t('policy.go_back_named', { version: row.version })}</span>
          </TextLink>
        ),
    });
  }
  return (
    <ReadView state={versions}>
      {(items) => (
        <Stack>
          <DataTable
            caption={t('policy.history')}
            columns={columns}
            rows={items}
            rowKey={(row) => String(row.version)}
          />
          <LoadMore state={versions} />
        </Stack>
      )}
    </ReadView>
  );
}

/** What differs between two versions, one line a parameter. */
export function Changes({ changes }: { changes: readonly PolicyChange[] }) {
  const text = usePolicyText();
  if (changes.length === 0) return null;
  return (
    <ul className={classes.changes}>
      {changes.map((one) => (
        <li key={`${one.org_unit?.id ?? one.job_family?.id ?? ''} ${one.parameter}`}>{text.change(one)}</li>
      ))}
    </ul>
  );
}
