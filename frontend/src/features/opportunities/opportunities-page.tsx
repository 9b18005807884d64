import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import type { OpportunityCard as Opportunity, OpportunityPage } from '@/api/types';
import { abilitiesOf } from '@/auth/abilities';
import { useSession } from '@/auth/session';
import { useCodeText } from '@/i18n/use-code-text';
import { OpportunityCard } from '@/ui/opportunity-card';
import { OpportunityTabs } from '@/ui/opportunity-tabs';
import { Page } from '@/ui/page';
import { SearchField } from '@/ui/search-field';
import { EmptyState, LoadMore, ReadView, RowsSkeleton } from '@/ui/states';
import { oneOf } from '@/url/search-params';
import { countFilters, type OpportunitySearch } from '@/url/searches';
import { Facets } from './facets';
import { filterOf } from './filter';
import classes from './opportunities.module.css';

const route = getRouteApi('/signed-in/opportunities');

export function OpportunitiesPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { person } = abilitiesOf(useSession());
  const [filtersShown, filters] = useDisclosure(false);

  const page = usePages<Opportunity, OpportunityPage>(reads.opportunities(filterOf(search)));
  const change = (next: Partial<OpportunitySearch>) =>
    void navigate({ search: (current) => ({ ...current, ...next }), replace: true, resetScroll: false });
  const count = countFilters(search);
  const sorts = sortsOf(search.q !== undefined, person);

  return (
    <Page title={t('opportunities.title')} lead={t('opportunities.lead')}>
      {person && <OpportunityTabs />}
      <div className={classes.bar}>
        <SearchField
          label={t('opportunities.search_label')}
          placeholder={t('opportunities.search_placeholder')}
          value={search.q}
          onChange={(q) => change({ q })}
          className={classes.search}
        />
        <Select
          aria-label={t('opportunities.sort')}
          data={sorts.map((sort) => ({ value: sort, label: t(`opportunities.sort_by.${sort}`) }))}
          value={sorts.find((sort) => sort === search.sort) ?? sorts[0] ?? null}
          onChange={(value) => change({ sort: value === sorts[0] ? undefined : oneOf(value, sorts) })}
          allowDeselect={false}
          className={classes.sort}
        />
        <Button
          variant="default"
          className={classes.filterButton}
          leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden="true" />}
          onClick={filters.toggle}
          aria-expanded={filtersShown}
          aria-controls="filters"
        >
          {count === 0
            ? t('opportunities.filters')
            : t('opportunities.filters_with_count', { count })}
        </Button>
      </div>
      <div className={classes.columns}>
        <aside
          id="filters"
          aria-label={t('opportunities.filters')}
          className={classes.filters}
          data-shown={filtersShown || undefined}
        >
          <Facets search={search} facets={page.first?.facets} onChange={change} person={person} />
          {count > 0 && (
            <Button
              variant="subtle"
              mt="md"
              onClick={() =>
                void navigate({ search: ({ q, sort }) => ({ q, sort }), replace: true })
              }
            >
              {t('opportunities.clear_filters')}
            </Button>
          )}
        </aside>
        <div aria-busy={page.isStale}>
          <ReadView state={page} skeleton={<RowsSkeleton rows={6} height={96} />}>
            {(items) => (
              <Found items={items} first={page.first} more={page} stale={page.isStale} />
            )}
          </ReadView>
        </div>
      </div>
    </Page>
  );
}

/** The orders that mean something here; the first is the one that the API takes by itself. */
function sortsOf(searched: boolean, person: boolean) {
  const sorts: NonNullable<OpportunitySearch['sort']>[] = person ? ['fit', 'date', 'need'] : ['date', 'need'];
  return searched ? (['relevance', ...sorts] as const) : sorts;
}

interface FoundProps {
  items: readonly Opportunity[];
  first: OpportunityPage | undefined;
  more: Parameters<typeof LoadMore>[0]['state'];
  stale: boolean;
}

function Found({ items, first, more, stale }: FoundProps) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  if (items.length === 0) {
    return (
      <EmptyState title={t('opportunities.none_title')}>{t('opportunities.none_body')}</EmptyState>
    );
  }
  const order = first && codeText('opportunities.order', first.order.explanation_code);
  return (
    <Stack gap="sm" className={stale ? classes.stale : ''}>
      {order !== undefined && (
        <Text size="sm" c="dimmed">
          {order}
        </Text>
      )}
      <ul aria-label={t('opportunities.list_label')} className={classes.list}>
        {items.map((opportunity) => (
          <li key={opportunity.id}>
            <OpportunityCard opportunity={opportunity} order={2} />
          </li>
        ))}
      </ul>
      <Group justify="center">
        <LoadMore state={more} />
      </Group>
    </Stack>
  );
}
