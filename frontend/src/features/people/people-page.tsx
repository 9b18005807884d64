import { Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages, useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { EmployeeCard } from '@/api/types';
import { DataTable, type Column } from '@/ui/data-table';
import { FilterBar } from '@/ui/filter-bar';
import { TextLink } from '@/ui/link';
import { Page } from '@/ui/page';
import { JobProfilePicker, OrgUnitPicker } from '@/ui/pickers';
import { SearchField } from '@/ui/search-field';
import { EmptyState, LoadMore, ReadView, RowsSkeleton } from '@/ui/states';
import type { PeopleSearch } from '@/url/searches';
import { PeopleTabs } from './people-tabs';

const route = getRouteApi('/signed-in/people');

export function PeoplePage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const people = usePages(
    reads.employees({
      q: search.q,
      org_unit_id: search.unit,
      location_id: search.place,
      job_profile_id: search.role,
    }),
  );
  const unit = useRead(reads.orgUnit(search.unit ?? ''), { enabled: search.unit !== undefined });
  const role = useRead(reads.jobProfile(search.role ?? ''), { enabled: search.role !== undefined });
  const change = (next: Partial<PeopleSearch>) =>
    void navigate({ search: (current) => ({ ...current, ...next }), replace: true, resetScroll: false });

  const columns: Column<EmployeeCard>[] = [
    {
      key: 'name',
      header: t('people.name'),
      cell: (row) => (
        <TextLink to="/people/$employeeId" params={{ employeeId: row.id }} fw={550}>
          {row.display_name}
        </TextLink>
      ),
    },
    { key: 'title', header: t('people.job'), cell: (row) => row.title },
    { key: 'unit', header: t('people.unit'), cell: (row) => row.org_unit.name },
    { key: 'place', header: t('people.location'), cell: (row) => row.location?.name },
  ];

  return (
    <Page title={t('people.title')} lead={t('people.lead')}>
      <PeopleTabs />
      <FilterBar>
        <SearchField
          label={t('people.search_label')}
          placeholder={t('people.search_placeholder')}
          value={search.q}
          onChange={(q) => change({ q })}
        />
        <OrgUnitPicker
          hideLabel
          label={t('people.unit')}
          placeholder={t('people.any_unit')}
          value={search.unit ?? null}
          chosen={unit.data && { id: unit.data.id, label: unit.data.name }}
          onChange={(choice) => change({ unit: choice?.id })}
          clearable
        />
        <JobProfilePicker
          hideLabel
          label={t('people.role')}
          placeholder={t('people.any_role')}
          value={search.role ?? null}
          chosen={role.data && { id: role.data.id, label: role.data.title }}
          onChange={(choice) => change({ role: choice?.id })}
          clearable
        />
      </FilterBar>
      <ReadView state={people} skeleton={<RowsSkeleton rows={10} height={40} />}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('people.none_title')}>{t('people.none_body')}</EmptyState>
          ) : (
            <Stack>
              <DataTable
                caption={t('people.title')}
                columns={columns}
                rows={items}
                rowKey={(row) => row.id}
              />
              <LoadMore state={people} />
            </Stack>
          )
        }
      </ReadView>
    </Page>
  );
}
