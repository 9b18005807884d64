import { NumberInput, Select, SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { OpportunityPage } from '@/api/types';
import { OrgUnitPicker } from '@/ui/pickers';
import { oneOf, wholeParam } from '@/url/search-params';
import type { OpportunitySearch } from '@/url/searches';

const KINDS = ['role', 'gig', 'secondment', 'shadowing'] as const;
const MODES = ['on_site', 'hybrid', 'remote'] as const;
const FITS = ['80', '60', '40'] as const;

interface FacetsProps {
  search: OpportunitySearch;
  facets: OpportunityPage['facets'] | undefined;
  onChange: (next: Partial<OpportunitySearch>) => void;
  /** Fit is a filter only for somebody who has a profile. */
  person: boolean;
}

/** What narrows the list, each value with how many openings it would leave. */
export function Facets({ search, facets, onChange, person }: FacetsProps) {
  const { t } = useTranslation();
  const locations = useRead(reads.locations());
  const unit = useRead(reads.orgUnit(search.unit ?? ''), { enabled: search.unit !== undefined });

  const counted = (facet: 'kind' | 'work_mode' | 'location' | 'level', value: string, label: string) => {
    const count = facets?.[facet].find((entry) => entry.value === value)?.count;
    return {
      value,
      label: count === undefined ? label : t('opportunities.value_with_count', { value: label, count }),
    };
  };

  return (
    <Stack gap="md">
      <Select
        label={t('opportunities.kind')}
        placeholder={t('common.any')}
        data={KINDS.map((kind) => counted('kind', kind, t(`terms.opportunity_kind.${kind}`)))}
        value={search.kind ?? null}
        onChange={(value) => onChange({ kind: oneOf(value, KINDS) })}
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
      />
      {person && (
        <Select
          label={t('opportunities.fit_min')}
          placeholder={t('common.any')}
          data={FITS.map((fit) => ({ value: fit, label: t(`opportunities.fit_at_least.${fit}`) }))}
          value={FITS.find((fit) => Number(fit) === search.fit_min) ?? null}
          onChange={(value) => onChange({ fit_min: wholeParam(value, 1, 100) })}
          clearable
          clearButtonProps={{ 'aria-label': t('common.clear') }}
        />
      )}
      <OrgUnitPicker
        label={t('opportunities.unit')}
        placeholder={t('common.any')}
        value={search.unit ?? null}
        chosen={unit.data && { id: unit.data.id, label: unit.data.name }}
        onChange={(choice) => onChange({ unit: choice?.id })}
        clearable
      />
      <Select
        label={t('opportunities.location')}
        placeholder={t('common.any')}
        data={(locations.data?.items ?? []).map((place) => counted('location', place.id, place.name))}
        value={search.place ?? null}
        onChange={(value) => onChange({ place: value ?? undefined })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
        nothingFoundMessage={t('common.nothing_found')}
      />
      <Select
        label={t('opportunities.work_mode')}
        placeholder={t('common.any')}
        data={MODES.map((mode) => counted('work_mode', mode, t(`terms.work_mode.${mode}`)))}
        value={search.mode ?? null}
        onChange={(value) => onChange({ mode: oneOf(value, MODES) })}
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
      />
      <SimpleGrid cols={2} spacing="sm">
        <Whole
          label={t('opportunities.level_min')}
          value={search.level_min}
          min={1}
          max={30}
          onChange={(level_min) => onChange({ level_min })}
        />
        <Whole
          label={t('opportunities.level_max')}
          value={search.level_max}
          min={1}
          max={30}
          onChange={(level_max) => onChange({ level_max })}
        />
      </SimpleGrid>
      <Whole
        label={t('opportunities.pay_min')}
        value={search.pay_min}
        min={0}
        max={100_000_000}
        step={1000}
        onChange={(pay_min) => onChange({ pay_min })}
      />
      <Whole
        label={t('opportunities.hours_max')}
        value={search.hours_max}
        min={1}
        max={60}
        onChange={(hours_max) => onChange({ hours_max })}
      />
    </Stack>
  );
}

interface WholeProps {
  label: string;
  value: number | undefined;
  min: number;
  max: number;
  step?: number;
  onChange: (value: number | undefined) => void;
}

function Whole({ label, value, min, max, step = 1, onChange }: WholeProps) {
  const { t } = useTranslation();
  return (
    <NumberInput
      label={label}
      placeholder={t('common.any')}
      value={value ?? ''}
      min={min}
      max={max}
      step={step}
      allowDecimal={false}
      hideControls
      onChange={(next) => onChange(wholeParam(next, min, max))}
    />
  );
}
