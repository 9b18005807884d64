import { Select, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages, useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { JobProfile } from '@/api/types';
import { DataTable, type Column } from '@/ui/data-table';
import { FilterBar } from '@/ui/filter-bar';
import { TextLink } from '@/ui/link';
import { Page } from '@/ui/page';
import { SearchField } from '@/ui/search-field';
import { EmptyState, LoadMore, ReadView, RowsSkeleton } from '@/ui/states';
import type { RolesSearch } from '@/url/searches';
import { RoleTabs } from './role-tabs';

const route = getRouteApi('/signed-in/roles');

export function RolesPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const families = useRead(reads.jobFamilies());
  const roles = usePages(
    reads.jobProfiles({ q: search.q, family_id: search.family, level: search.level }),
  );
  const change = (next: Partial<RolesSearch>) =>
    void navigate({ search: (current) => ({ ...current, ...next }), replace: true, resetScroll: false });

  const columns: Column<JobProfile>[] = [
    {
      key: 'title',
      header: t('roles.role'),
      cell: (row) => (
        <div>
          <TextLink to="/roles/$jobProfileId" params={{ jobProfileId: row.id }} fw={550}>
            {row.title}
          </TextLink>
          {row.summary && (
            <Text size="sm" c="dimmed" lineClamp={1}>
              {row.summary}
            </Text>
          )}
        </div>
      ),
    },
    { key: 'family', header: t('roles.family'), cell: (row) => row.family.name },
    { key: 'track', header: t('roles.track'), cell: (row) => t(`terms.track.${row.track}`) },
    { key: 'level', header: t('roles.level'), numeric: true, cell: (row) => row.level },
  ];

  return (
    <Page title={t('roles.title')} lead={t('roles.lead')}>
      <RoleTabs />
      <FilterBar>
        <SearchField
          label={t('roles.search_label')}
          value={search.q}
          onChange={(q) => change({ q })}
        />
        <Select
          aria-label={t('roles.family')}
          placeholder={t('roles.any_family')}
          data={(families.data?.items ?? []).map((family) => ({
            value: family.id,
            label: t('roles.family_with_count', { name: family.name, count: family.profile_count }),
          }))}
          value={search.family ?? null}
          onChange={(value) => change({ family: value ?? undefined })}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('common.clear') }}
          nothingFoundMessage={t('common.nothing_found')}
        />
      </FilterBar>
      <ReadView state={roles} skeleton={<RowsSkeleton rows={10} height={48} />}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('roles.none_title')}>{t('roles.none_body')}</EmptyState>
          ) : (
            <Stack>
              <DataTable caption={t('roles.title')} columns={columns} rows={items} rowKey={(row) => row.id} />
              <LoadMore state={roles} />
            </Stack>
          )
        }
      </ReadView>
    </Page>
  );
}
