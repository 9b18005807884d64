import { Select, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import type { OpportunityCard, OpportunityPage } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { FilterBar } from '@/ui/filter-bar';
import { ButtonLink, TextLink } from '@/ui/link';
import { Page } from '@/ui/page';
import { EmptyState, LoadMore, ReadView, RowsSkeleton } from '@/ui/states';
import { OpportunityStatusMark } from '@/ui/status-marks';
import { hiringSearch } from '@/url/searches';
import { Overdue } from './overdue';

const route = getRouteApi('/signed-in/hiring');
const STATUSES = [
  'draft',
  'pending_approval',
  'open_internal',
  'open_all',
  'reviewing',
  'offer_out',
  'filled',
  'on_hold',
  'cancelled',
  'expired',
] as const;

/** The openings that somebody owns or decides about, whatever their state. */
export function HiringPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mine = usePages<OpportunityCard, OpportunityPage>(
    reads.opportunities({ mine: true, status: search.status, sort: 'date' }),
  );
  const columns: Column<OpportunityCard>[] = [
    {
      key: 'title',
      header: t('hiring.opening'),
      width: '45%',
      cell: (row) => (
        <TextLink
          to="/hiring/$opportunityId"
          params={{ opportunityId: row.id }}
          search={{}}
          fw={550}
        >
          {row.title}
        </TextLink>
      ),
    },
    { key: 'kind', header: t('hiring.kind'), unbroken: true, cell: (row) => t(`terms.opportunity_kind.${row.kind}`) },
    { key: 'unit', header: t('hiring.unit'), cell: (row) => row.org_unit.name },
    {
      key: 'status',
      header: t('hiring.status'),
      cell: (row) => <OpportunityStatusMark status={row.status} />,
    },
    {
      key: 'closes',
      header: t('hiring.closes'),
      unbroken: true,
      cell: (row) => (row.closes_at ? format.date(row.closes_at) : null),
    },
    {
      key: 'applicants',
      header: t('hiring.applicants'),
      numeric: true,
      cell: (row) =>
        typeof row.applicants_count === 'number' ? format.number(row.applicants_count) : null,
    },
  ];
  const statuses = STATUSES.map((status) => {
    const label = t(`terms.opportunity_status.${status}`);
    const counted = mine.first?.facets.status?.find(({ value }) => value === status);
    return { value: status, label: counted ? t('opportunities.value_with_count', { value: label, count: counted.count }) : label };
  });
  const newOpening = (
    <ButtonLink to="/hiring/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t('hiring.new')}
    </ButtonLink>
  );
  return (
    <Page title={t('hiring.title')} lead={t('hiring.lead')} actions={newOpening}>
      <Overdue />
      <FilterBar>
        <Select
          aria-label={t('hiring.status')}
          placeholder={t('hiring.any_status')}
          data={statuses}
          value={search.status ?? null}
          onChange={(value) => void navigate({ search: hiringSearch({ status: value }), replace: true })}
          clearable
          clearButtonProps={{ 'aria-label': t('common.clear') }}
          maw={280}
        />
      </FilterBar>
      <ReadView state={mine} skeleton={<RowsSkeleton rows={6} height={44} />}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              title={search.status === undefined ? t('hiring.none_title') : t('hiring.none_here_title')}
              action={newOpening}
            >
              {t('hiring.none_body')}
            </EmptyState>
          ) : (
            <Stack>
              <DataTable caption={t('hiring.title')} columns={columns} rows={items} rowKey={(row) => row.id} />
              <LoadMore state={mine} />
            </Stack>
          )
        }
      </ReadView>
    </Page>
  );
}
