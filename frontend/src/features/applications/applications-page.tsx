import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import type { ApplicationSummary } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { ButtonLink, TextLink } from '@/ui/link';
import { OpportunityTabs } from '@/ui/opportunity-tabs';
import { Page } from '@/ui/page';
import { EmptyState, LoadMore, ReadView } from '@/ui/states';
import { SequelLink } from '@/ui/applications/sequel-link';
import { ApplicationStatusMark } from '@/ui/status-marks';

export function ApplicationsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const mine = usePages(reads.myApplications());
  const columns: Column<ApplicationSummary>[] = [
    {
      key: 'title',
      header: t('applications.opening'),
      cell: (row) => (
        <TextLink to="/applications/$applicationId" params={{ applicationId: row.id }} fw={550}>
          {row.opportunity.title}
        </TextLink>
      ),
    },
    { key: 'unit', header: t('applications.unit'), cell: (row) => row.opportunity.org_unit.name },
    { key: 'sent', header: t('applications.sent'), unbroken: true, cell: (row) => format.date(row.submitted_at) },
    {
      key: 'status',
      header: t('applications.status'),
      cell: (row) => (
        <>
          <ApplicationStatusMark status={row.status} /> <SequelLink application={row} />
        </>
      ),
    },
  ];
  return (
    <Page title={t('applications.title')} lead={t('applications.lead')}>
      <OpportunityTabs />
      <ReadView state={mine}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              title={t('applications.none_title')}
              action={
                <ButtonLink to="/opportunities" search={{}} variant="default">
                  {t('applications.to_openings')}
                </ButtonLink>
              }
            >
              {t('applications.none_body')}
            </EmptyState>
          ) : (
            <Stack>
              <DataTable
                caption={t('applications.title')}
                columns={columns}
                rows={items}
                rowKey={(row) => row.id}
              />
              <LoadMore state={mine} />
            </Stack>
          )
        }
      </ReadView>
    </Page>
  );
}
