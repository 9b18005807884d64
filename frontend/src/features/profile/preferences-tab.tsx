import { Checkbox, MultiSelect, NumberInput, SimpleGrid, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { client, ifMatch } from '@/api/client';
import { useChange, useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { MobilityPreference } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { capitalised } from '@/ui/capitalised';
import { Form } from '@/ui/form';
import { useNotify } from '@/ui/notify';
import { Section } from '@/ui/page';
import { ReadView, RowsSkeleton } from '@/ui/states';

const KINDS = ['role', 'gig', 'secondment', 'shadowing'] as const;
/** Languages that people work in, offered by name; a profile may hold others. */
const SPOKEN = [
  'ar', 'bg', 'bn', 'ca', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'fa', 'fi', 'fr', 'ga', 'he',
  'hi', 'hr', 'hu', 'id', 'it', 'ja', 'ko', 'lt', 'lv', 'ms', 'nb', 'nl', 'pl', 'pt', 'ro', 'ru',
  'sk', 'sl', 'sr', 'sv', 'sw', 'ta', 'th', 'tr', 'uk', 'ur', 'vi', 'zh',
] as const;

const MODES = ['on_site', 'hybrid', 'remote'] as const;

/** Where, when and how somebody would like to work; edited as one document with its version. */
export function PreferencesTab({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation();
  const preference = useRead(reads.mobilityPreference(employeeId));
  return (
    <Section title={t('profile.preferences')}>
      <ReadView state={preference} skeleton={<RowsSkeleton rows={5} />}>
        {(data) => (
          <PreferenceForm
            key={preference.etag}
            employeeId={employeeId}
            preference={data}
            etag={preference.etag}
            onReload={preference.retry}
          />
        )}
      </ReadView>
    </Section>
  );
}

interface PreferenceFormProps {
  employeeId: string;
  preference: MobilityPreference;
  etag: string | undefined;
  onReload: () => void;
}

const hours = (value: number | string): number | undefined =>
  typeof value === 'number' ? value : undefined;

function PreferenceForm({ employeeId, preference, etag, onReload }: PreferenceFormProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const notify = useNotify();
  const locations = useRead(reads.locations());
  const form = useForm({
    initialValues: {
      opportunity_kinds: preference.opportunity_kinds,
      location_ids: preference.location_ids,
      work_modes: preference.work_modes,
      hours_per_week_min: preference.hours_per_week_min ?? (''),
      hours_per_week_max: preference.hours_per_week_max ?? (''),
      earliest_date: preference.earliest_date ?? '',
      languages: preference.languages,
      open_to_moves: preference.open_to_moves,
    },
  });
  const save = useChange(
    (body: MobilityPreference) =>
      client.PUT('/api/v1/employees/{id}/mobility-preference', {
        params: { path: { id: employeeId }, header: ifMatch(etag) },
        body,
      }),
    {
      touches: [['employees', employeeId], ['opportunities'], ['home']],
      onDone: () => notify.done(t('profile.preferences_saved')),
    },
  );
  return (
    <Form
      form={form}
      label={t('profile.preferences')}
      submitLabel={t('common.save')}
      onReload={onReload}
      onSubmit={({ hours_per_week_min, hours_per_week_max, earliest_date, ...values }) => {
        const least = hours(hours_per_week_min);
        const most = hours(hours_per_week_max);
        return save.mutateAsync({
          ...values,
          ...(least === undefined ? {} : { hours_per_week_min: least }),
          ...(most === undefined ? {} : { hours_per_week_max: most }),
          ...(earliest_date === '' ? {} : { earliest_date }),
        });
      }}
    >
      <Switch
        label={t('profile.open_to_moves')}
        description={t('profile.open_to_moves_hint')}
        {...form.getInputProps('open_to_moves', { type: 'checkbox' })}
      />
      <Checkbox.Group label={t('profile.kinds')} {...form.getInputProps('opportunity_kinds')}>
        <SimpleGrid cols={{ base: 2, sm: 4 }} mt="xs">
          {KINDS.map((kind) => (
            <Checkbox key={kind} value={kind} label={t(`terms.opportunity_kind.${kind}`)} />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
      <Checkbox.Group label={t('profile.modes')} {...form.getInputProps('work_modes')}>
        <SimpleGrid cols={{ base: 2, sm: 4 }} mt="xs">
          {MODES.map((mode) => (
            <Checkbox key={mode} value={mode} label={t(`terms.work_mode.${mode}`)} />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
      <MultiSelect
        label={t('profile.places')}
        data={(locations.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        searchable
        nothingFoundMessage={t('common.nothing_found')}
        {...form.getInputProps('location_ids')}
      />
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <NumberInput
          label={t('profile.hours_min')}
          min={1}
          max={60}
          allowDecimal={false}
          {...form.getInputProps('hours_per_week_min')}
        />
        <NumberInput
          label={t('profile.hours_max')}
          min={1}
          max={60}
          allowDecimal={false}
          {...form.getInputProps('hours_per_week_max')}
        />
        <TextInput type="date" label={t('profile.earliest')} {...form.getInputProps('earliest_date')} />
      </SimpleGrid>
      <MultiSelect
        label={t('profile.languages')}
        data={[...new Set([...SPOKEN, ...preference.languages])]
          .map((code) => ({ value: code, label: capitalised(format.language(code)) }))
          .toSorted((a, b) => a.label.localeCompare(b.label))}
        searchable
        nothingFoundMessage={t('common.nothing_found')}
        {...form.getInputProps('languages')}
      />
    </Form>
  );
}
