import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import type { Engagement } from '@/api/types';
import { abilitiesOf } from '@/auth/abilities';
import { useSession } from '@/auth/session';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { ButtonLink, TextLink } from '@/ui/link';
import { OpportunityTabs } from '@/ui/opportunity-tabs';
import { Page } from '@/ui/page';
import { EmptyState, LoadMore, ReadView } from '@/ui/states';
import { TabList } from '@/ui/tab-list';
import { oneOf } from '@/url/search-params';
import { GIG_LISTS, type GigList } from '@/url/searches';
import { GigState } from '@/ui/gig-state';

const route = getRouteApi('/signed-in/engagements');

/** Gigs and shadowing: one's own, those of one's openings, those of the people one manages. */
export function GigsPage() {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = route.useNavigate();
  const { of = 'own' } = route.useSearch();
  const lists = GIG_LISTS.filter(
    (name) =>
      name === 'own' ||
      (name === 'team' && abilitiesOf(session).hiring) ||
      (name === 'reports' && session.is_manager),
  );
  const shown = lists.includes(of) ? of : 'own';
  return (
    <Page title={t('engagements.title')} lead={t('engagements.lead')}>
      <OpportunityTabs />
      {lists.length === 1 ? (
        <Gigs of="own" />
      ) : (
        <Tabs
          value={shown}
          keepMounted={false}
          onChange={(value) =>
            void navigate({ search: { of: oneOf(value, GIG_LISTS) }, replace: true, resetScroll: false })
          }
        >
          <TabList tabs={lists} value={shown} label={(name) => t(`engagements.list.${name}`)} />
          {lists.map((name) => (
            <Tabs.Panel key={name} value={name}>
              <Gigs of={name} />
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </Page>
  );
}

function Gigs({ of }: { of: GigList }) {
  const { t } = useTranslation();
  const format = useFormat();
  const gigs = usePages(reads.engagements({ of }));
  const columns: Column<Engagement>[] = [
    {
      key: 'title',
      header: t('engagements.opening'),
      cell: (row) => (
        <TextLink to="/engagements/$engagementId" params={{ engagementId: row.id }} fw={550}>
          {row.opportunity.title}
        </TextLink>
      ),
    },
    { key: 'kind', header: t('engagements.kind'), cell: (row) => t(`terms.opportunity_kind.${row.kind}`) },
    {
      key: 'hours',
      header: t('engagements.hours'),
      cell: (row) =>
        row.hours_per_week == null ? t('engagements.unset') : t('engagements.hours_value', { count: row.hours_per_week }),
    },
    {
      key: 'until',
      header: t('engagements.until'),
      unbroken: true,
      cell: (row) => (row.ends_on == null ? t('engagements.unset') : format.date(row.ends_on)),
    },
    { key: 'status', header: t('engagements.status'), cell: (row) => <GigState status={row.status} /> },
  ];
  if (of !== 'own') {
    columns.splice(1, 0, { key: 'who', header: t('engagements.who'), cell: (row) => row.employee.display_name });
  }
  return (
    <ReadView state={gigs}>
      {(items) =>
        items.length === 0 ? (
          <EmptyState
            title={t(`engagements.none_title.${of}`)}
            action={
              of === 'own' ? (
                <ButtonLink to="/opportunities" search={{ kind: 'gig' }} variant="default">
                  {t('engagements.to_gigs')}
                </ButtonLink>
              ) : undefined
            }
          >
            {t(`engagements.none_body.${of}`)}
          </EmptyState>
        ) : (
          <>
            <DataTable caption={t(`engagements.list.${of}`)} columns={columns} rows={items} rowKey={(row) => row.id} />
            <LoadMore state={gigs} />
          </>
        )
      }
    </ReadView>
  );
}
