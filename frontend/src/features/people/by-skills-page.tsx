import { Checkbox, Select, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '@/api/problem';
import { usePages, useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { SkilledPeoplePage, SkilledPerson as Found } from '@/api/types';
import { abilitiesOf } from '@/auth/abilities';
import { useSession } from '@/auth/session';
import { FilterBar } from '@/ui/filter-bar';
import { Page } from '@/ui/page';
import { OrgUnitPicker } from '@/ui/pickers';
import { EmptyState, ErrorPanel, LoadMore, ReadView, RowsSkeleton } from '@/ui/states';
import { oneOf, wholeParam } from '@/url/search-params';
import type { BySkillsSearch } from '@/url/searches';
import { Nobody } from './nobody';
import classes from './people.module.css';
import { PeopleTabs } from './people-tabs';
import { written } from './skill-query';
import { SkilledPerson } from './skilled-person';
import { SkillsAsked } from './skills-asked';

const route = getRouteApi('/signed-in/people/by-skills');

export function BySkillsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const asks = search.skills !== undefined;
  const people = usePages<Found, SkilledPeoplePage>(
    reads.peopleBySkills({
      skills: search.skills ?? '',
      match: search.match,
      org_unit_id: search.unit,
      location_id: search.place,
      level_min: search.level_min,
      level_max: search.level_max,
      open_to_moves: search.open,
    }),
    { enabled: asks },
  );
  const change = (next: Partial<BySkillsSearch>) =>
    void navigate({ search: (current) => ({ ...current, ...next }), replace: true, resetScroll: false });
  const asked = asks ? (people.first?.skills ?? []) : [];

  return (
    <Page title={t('people.title')} lead={t('people.by_skills_lead')}>
      <PeopleTabs />
      <Stack gap="md">
        {(people.error === null || misread(people.error)) && (
          <SkillsAsked
            asked={asked}
            combine={search.match ?? 'all'}
            onChange={({ terms, combine }) =>
              change({
                ...(terms === undefined ? {} : { skills: written(terms) }),
                ...(combine === undefined ? {} : { match: combine === 'any' ? 'any' : undefined }),
              })
            }
          />
        )}
        <Filters search={search} onChange={change} />
        {asks ? (
          <ReadView
            state={people}
            skeleton={<RowsSkeleton rows={6} height={88} />}
            whenFailed={(error) => <Unreadable error={error} retry={people.retry} />}
          >
            {(items) => (
              <Results items={items} page={people.first} search={search} isStale={people.isStale}>
                <LoadMore state={people} />
              </Results>
            )}
          </ReadView>
        ) : (
          <EmptyState title={t('people.ask_title')}>{t('people.ask_body')}</EmptyState>
        )}
      </Stack>
    </Page>
  );
}

interface ResultsProps {
  items: readonly Found[];
  page: SkilledPeoplePage | undefined;
  search: BySkillsSearch;
  isStale: boolean;
  children: React.ReactNode;
}

function Results({ items, page, search, isStale, children }: ResultsProps) {
  const { t } = useTranslation();
  const total = page?.total ?? 0;
  return (
    <div aria-busy={isStale}>
      <Text role="status" fw={600} mb={total === 0 ? 0 : 'xs'}>
        {t('people.found', { count: total })}
      </Text>
      {total === 0 ? (
        <Nobody nearest={page?.nearest ?? []} search={search} />
      ) : (
        <>
          <Text size="sm" c="dimmed" mb="sm">
            {t('people.order')}
          </Text>
          <ul className={classes.people} aria-label={t('people.title')}>
            {items.map((found) => (
              <SkilledPerson key={found.employee.id} found={found} />
            ))}
          </ul>
          {children}
        </>
      )}
    </div>
  );
}

/** The address may be anybody's handiwork. */
const misread = (error: ApiError) => error.fields.find(({ pointer }) => pointer === '?skills');

function Unreadable({ error, retry }: { error: ApiError; retry: () => void }) {
  const { t } = useTranslation();
  const wrong = misread(error);
  if (wrong === undefined) return <ErrorPanel error={error} retry={retry} />;
  const known = oneOf(wrong.code, ['unknown_reference', 'ambiguous']);
  return (
    <EmptyState title={t('people.unreadable_title')}>{t(`people.unreadable.${known ?? 'other'}`)}</EmptyState>
  );
}

interface FiltersProps {
  search: BySkillsSearch;
  onChange: (next: Partial<BySkillsSearch>) => void;
}

const GRADES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

function Filters({ search, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const { openness } = abilitiesOf(useSession());
  const unit = useRead(reads.orgUnit(search.unit ?? ''), { enabled: search.unit !== undefined });
  const locations = useRead(reads.locations());
  const grades = GRADES.map((grade) => ({
    value: String(grade),
    label: t('people.grade_from', { level: grade }),
  }));
  return (
    <Stack gap="xs">
      <FilterBar>
        <OrgUnitPicker
          hideLabel
          label={t('people.unit')}
          placeholder={t('people.any_unit')}
          value={search.unit ?? null}
          chosen={unit.data && { id: unit.data.id, label: unit.data.name }}
          onChange={(choice) => onChange({ unit: choice?.id })}
          clearable
        />
        <Select
          aria-label={t('people.location')}
          placeholder={t('people.any_place')}
          data={(locations.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={search.place ?? null}
          onChange={(value) => onChange({ place: value ?? undefined })}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('common.clear') }}
          nothingFoundMessage={t('common.nothing_found')}
        />
        <Select
          aria-label={t('people.grade')}
          placeholder={t('people.any_grade')}
          data={grades}
          value={search.level_min === undefined ? null : String(search.level_min)}
          onChange={(value) => onChange({ level_min: wholeParam(value, 1, 30) })}
          clearable
          clearButtonProps={{ 'aria-label': t('common.clear') }}
        />
      </FilterBar>
      {openness && (
        <Checkbox
          label={t('people.open_to_moves')}
          description={t('people.open_to_moves_hint')}
          checked={search.open === true}
          onChange={(event) => onChange({ open: event.currentTarget.checked || undefined })}
        />
      )}
    </Stack>
  );
}
