import { Select, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import type { Skill } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { FilterBar } from '@/ui/filter-bar';
import { TextLink } from '@/ui/link';
import { Page } from '@/ui/page';
import { SearchField } from '@/ui/search-field';
import { EmptyState, LoadMore, ReadView, RowsSkeleton } from '@/ui/states';
import { oneOf } from '@/url/search-params';
import type { SkillsSearch } from '@/url/searches';
import { otherNames } from './other-names';
import { RoleTabs } from './role-tabs';

const route = getRouteApi('/signed-in/skills');
const KINDS = ['skill', 'knowledge', 'tool', 'language', 'certificate'] as const;

export function SkillsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const skills = usePages(reads.skills(search));
  const change = (next: Partial<SkillsSearch>) =>
    void navigate({ search: (current) => ({ ...current, ...next }), replace: true, resetScroll: false });
  const columns: Column<Skill>[] = [
    {
      key: 'name',
      header: t('roles.skill'),
      cell: (row) => (
        <div>
          <TextLink to="/skills/$skillId" params={{ skillId: row.id }} fw={550}>
            {row.name}
          </TextLink>
          {row.description && (
            <Text size="sm" c="dimmed" lineClamp={1}>
              {row.description}
            </Text>
          )}
        </div>
      ),
    },
    { key: 'kind', header: t('roles.kind'), cell: (row) => t(`terms.skill_kind.${row.kind}`) },
    {
      key: 'aliases',
      header: t('roles.aliases'),
      cell: (row) => {
        const names = otherNames(row);
        return names.length === 0 ? null : format.words(names.slice(0, 3));
      },
    },
  ];
  return (
    <Page title={t('roles.skills_title')} lead={t('roles.skills_lead')}>
      <RoleTabs />
      <FilterBar>
        <SearchField
          label={t('roles.skills_search_label')}
          value={search.q}
          onChange={(q) => change({ q })}
        />
        <Select
          aria-label={t('roles.kind')}
          placeholder={t('roles.any_kind')}
          data={KINDS.map((kind) => ({ value: kind, label: t(`terms.skill_kind.${kind}`) }))}
          value={search.kind ?? null}
          onChange={(value) => change({ kind: oneOf(value, KINDS) })}
          clearable
          clearButtonProps={{ 'aria-label': t('common.clear') }}
        />
      </FilterBar>
      <ReadView state={skills} skeleton={<RowsSkeleton rows={10} height={48} />}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('roles.skills_none_title')}>{t('roles.skills_none_body')}</EmptyState>
          ) : (
            <Stack>
              <DataTable
                caption={t('roles.skills_title')}
                columns={columns}
                rows={items}
                rowKey={(row) => row.id}
              />
              <LoadMore state={skills} />
            </Stack>
          )
        }
      </ReadView>
    </Page>
  );
}
