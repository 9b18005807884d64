import { NumberInput, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { OpportunityInput } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { Form } from '@/ui/form';
import { Section } from '@/ui/page';
import { JobProfilePicker, OrgUnitPicker } from '@/ui/pickers';
import type { Choice } from '@/ui/remote-select';
import { CriteriaEditor } from './criteria-editor';
import classes from './hiring.module.css';
import { inputOf, type OpeningValues } from './opening-form';
import { RequirementsEditor } from './requirements-editor';
import { TeamEditor } from './team-editor';

const KINDS = ['role', 'gig', 'secondment', 'shadowing'] as const;
const MODES = ['on_site', 'hybrid', 'remote'] as const;
const PRIORITIES = ['normal', 'high', 'critical'] as const;
const CURRENCIES = ['EUR', 'GBP', 'USD', 'CHF', 'CAD', 'PLN', 'SEK', 'INR', 'JPY'] as const;

interface OpeningEditorProps {
  initial: OpeningValues;
  label: string;
  /** Names of what is chosen already. */
  unit?: Choice | undefined;
  role?: Choice | undefined;
  onSave: (input: OpportunityInput) => Promise<unknown>;
  onCancel: () => void;
  onReload?: () => void;
  aside?: ReactNode;
  /** The selection criteria stand. */
  criteriaFrozen?: boolean;
}

export function OpeningEditor({
  initial,
  label,
  unit,
  role,
  onSave,
  onCancel,
  onReload,
  aside,
  criteriaFrozen = false,
}: OpeningEditorProps) {
  const { t } = useTranslation();
  const locations = useRead(reads.locations());
  const form = useForm<OpeningValues>({
    initialValues: initial,
    validate: {
      title: (value) => (value.trim() === '' ? t('errors.fields.required') : null),
      org_unit_id: (value) => (value === null ? t('errors.fields.required') : null),
      pay_max: (value, values) =>
        typeof value === 'number' && typeof values.pay_min === 'number' && value < values.pay_min
          ? t('hiring.pay_order')
          : null,
      requirements: {
        skill_id: (value) => (value === null ? t('errors.fields.required') : null),
      },
    },
  });
  const gig = form.values.kind !== 'role';
  const { group, decimal } = useFormat().separators;

  return (
    <div className={classes.columns}>
      <Form
        form={form}
        label={label}
        submitLabel={t('hiring.save_draft')}
        keepInView
        onCancel={onCancel}
        onSubmit={(values) => onSave(inputOf(values))}
        {...(onReload === undefined ? {} : { onReload })}
      >
        <Section title={t('hiring.about')}>
          <div className={classes.fields}>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <Select
                label={t('hiring.kind')}
                data={KINDS.map((kind) => ({ value: kind, label: t(`terms.opportunity_kind.${kind}`) }))}
                allowDeselect={false}
                {...form.getInputProps('kind')}
              />
              <Select
                label={t('hiring.priority')}
                data={PRIORITIES.map((value) => ({ value, label: t(`terms.priority.${value}`) }))}
                allowDeselect={false}
                {...form.getInputProps('priority')}
              />
            </SimpleGrid>
            <TextInput
              label={t('hiring.opening_title')}
              description={t('hiring.title_hint')}
              required
              minLength={3}
              maxLength={160}
              {...form.getInputProps('title')}
            />
            <Textarea
              label={t('hiring.description')}
              autosize
              minRows={5}
              maxRows={20}
              maxLength={20_000}
              {...form.getInputProps('description')}
            />
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <OrgUnitPicker
                label={t('hiring.unit')}
                required
                value={form.values.org_unit_id}
                chosen={unit}
                error={form.errors.org_unit_id}
                onChange={(choice) => form.setFieldValue('org_unit_id', choice?.id ?? null)}
              />
              <JobProfilePicker
                label={t('hiring.role')}
                clearable
                value={form.values.job_profile_id}
                chosen={role}
                error={form.errors.job_profile_id}
                onChange={(choice) => form.setFieldValue('job_profile_id', choice?.id ?? null)}
              />
              <Select
                label={t('hiring.location')}
                data={(locations.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
                searchable
                clearable
                clearButtonProps={{ 'aria-label': t('common.clear') }}
                {...form.getInputProps('location_id')}
              />
              <Select
                label={t('hiring.work_mode')}
                data={MODES.map((mode) => ({ value: mode, label: t(`terms.work_mode.${mode}`) }))}
                allowDeselect={false}
                {...form.getInputProps('work_mode')}
              />
            </SimpleGrid>
          </div>
        </Section>
        <Section title={t('hiring.requirements')}>
          <RequirementsEditor form={form} />
        </Section>
        <Section title={t('hiring.criteria')}>
          <CriteriaEditor form={form} frozen={criteriaFrozen} />
        </Section>
        <Section title={t('hiring.team.title')}>
          <TeamEditor form={form} />
        </Section>
        <Section title={t('hiring.terms')}>
          <div className={classes.fields}>
            <SimpleGrid cols={{ base: 1, sm: 3 }}>
              <NumberInput label={t('hiring.pay_min')} min={0} thousandSeparator={group} decimalSeparator={decimal} {...form.getInputProps('pay_min')} />
              <NumberInput label={t('hiring.pay_max')} min={0} thousandSeparator={group} decimalSeparator={decimal} {...form.getInputProps('pay_max')} />
              <Select
                label={t('hiring.currency')}
                data={[...CURRENCIES]}
                allowDeselect={false}
                searchable
                {...form.getInputProps('currency')}
              />
              <NumberInput label={t('hiring.seats')} min={1} max={1000} allowDecimal={false} {...form.getInputProps('seats')} />
              {gig && (
                <NumberInput
                  label={t('hiring.hours')}
                  min={1}
                  max={60}
                  allowDecimal={false}
                  {...form.getInputProps('hours_per_week')}
                />
              )}
              <TextInput type="date" label={t('hiring.closes_on')} {...form.getInputProps('closes_on')} />
              <TextInput type="date" label={t('hiring.starts_on')} {...form.getInputProps('starts_on')} />
              {gig && <TextInput type="date" label={t('hiring.ends_on')} {...form.getInputProps('ends_on')} />}
            </SimpleGrid>
          </div>
        </Section>
      </Form>
      <div className={classes.aside}>{aside}</div>
    </div>
  );
}
