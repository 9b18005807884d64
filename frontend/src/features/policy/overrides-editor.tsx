import { ActionIcon, Button, Fieldset, Group, NumberInput, Select, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import { OrgUnitPicker } from '@/ui/pickers';
import type { Values } from './form-values';
import { departuresOf, remainingOf, scopeKey, withValue, type TypedOverride } from './overrides';
import { fieldOf, partsOf, type Parameter } from './parameters';
import { usePolicyText } from './use-policy-text';

interface OverridesEditorProps {
  form: UseFormReturnType<Values>;
}

/** Where other values hold: for a unit with all below it, or for a job family. */
export function OverridesEditor({ form }: OverridesEditorProps) {
  const { t } = useTranslation();
  const { overrides } = form.values;
  const taken = new Set(overrides.map(scopeKey));
  const add = (scope: TypedOverride['scope']) => {
    if (!taken.has(`${scope.kind}/${scope.id}`)) form.insertListItem('overrides', { scope, parameters: {} });
  };
  return (
    <Stack gap="md">
      {overrides.length === 0 && <Text size="sm">{t('policy.overrides_none')}</Text>}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {overrides.map((one, at) => (
          <Override key={scopeKey(one)} one={one} at={at} form={form} />
        ))}
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <OrgUnitPicker
          label={t('policy.override_unit')}
          description={t('policy.override_unit_hint')}
          keepEmpty
          value={null}
          exclude={scopesOf(overrides, 'org_unit')}
          onChange={(unit) => {
            if (unit !== null) add({ kind: 'org_unit', id: unit.id, name: unit.label });
          }}
        />
        <FamilyPicker
          exclude={scopesOf(overrides, 'job_family')}
          onChoose={(id, name) => add({ kind: 'job_family', id, name })}
        />
      </SimpleGrid>
    </Stack>
  );
}

const scopesOf = (overrides: readonly TypedOverride[], kind: TypedOverride['scope']['kind']): Set<string> =>
  new Set(overrides.filter(({ scope }) => scope.kind === kind).map(({ scope }) => scope.id));

interface FamilyPickerProps {
  exclude: ReadonlySet<string>;
  onChoose: (id: string, name: string) => void;
}

function FamilyPicker({ exclude, onChoose }: FamilyPickerProps) {
  const { t } = useTranslation();
  const families = useRead(reads.jobFamilies());
  const items = (families.data?.items ?? []).filter(({ id }) => !exclude.has(id));
  return (
    <Select
      label={t('policy.override_family')}
      description={t('policy.override_family_hint')}
      data={items.map(({ id, name }) => ({ value: id, label: name }))}
      value={null}
      searchable
      nothingFoundMessage={t('common.nothing_found')}
      onChange={(id) => {
        const chosen = items.find((one) => one.id === id);
        if (chosen !== undefined) onChoose(chosen.id, chosen.name);
      }}
    />
  );
}

interface OverrideProps {
  one: TypedOverride;
  at: number;
  form: UseFormReturnType<Values>;
}

function Override({ one, at, form }: OverrideProps) {
  const { t } = useTranslation();
  const text = usePolicyText();
  const { kind, name } = one.scope;
  const scope = t(kind === 'org_unit' ? 'policy.unit_and_below' : 'policy.family', { name });
  const remaining = remainingOf(one);
  const set = (parameter: Parameter, value: number | string | boolean | undefined) => {
    form.clearFieldError(`overrides.${at}.parameters.${parameter.name}`);
    form.setFieldValue(`overrides.${at}`, withValue(one, parameter, value));
  };
  const problem = form.errors[`overrides.${at}`] ?? form.errors[`overrides.${at}.parameters`];
  return (
    <Fieldset legend={<Text span fw={600}>{scope}</Text>}>
      <Stack gap="sm">
        {departuresOf(one).map((parameter) => (
          <Group key={parameter.name} wrap="nowrap" align="flex-end">
            <Departure parameter={parameter} one={one} at={at} form={form} onChange={(value) => set(parameter, value)} />
            <ActionIcon
              variant="subtle"
              size="lg"
              aria-label={t('policy.override_drop', { name: text.name(parameter.name), scope })}
              onClick={() => set(parameter, undefined)}
            >
              <IconTrash size={16} aria-hidden="true" />
            </ActionIcon>
          </Group>
        ))}
        {problem !== undefined && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {problem}
          </Text>
        )}
        {remaining.length > 0 && (
          <Select
            label={t('policy.override_add', { scope })}
            data={remaining.map((parameter) => ({ value: parameter.name, label: text.name(parameter.name) }))}
            value={null}
            searchable
            nothingFoundMessage={t('common.nothing_found')}
            onChange={(chosen) => {
              const parameter = remaining.find((candidate) => candidate.name === chosen);
              if (parameter !== undefined) set(parameter, everywhere(form.values, parameter));
            }}
          />
        )}
        <div>
          <Button variant="default" size="xs" onClick={() => form.removeListItem('overrides', at)}>
            {t('policy.override_remove', { scope })}
          </Button>
        </div>
      </Stack>
    </Fieldset>
  );
}

/** What holds where nothing else is said: an override begins with it. */
function everywhere(values: Values, { name }: Parameter): number | string | boolean {
  const value = values.values[fieldOf(name)];
  return Array.isArray(value) || value === undefined ? '' : value;
}

interface DepartureProps extends OverrideProps {
  parameter: Parameter;
  onChange: (value: number | string | boolean) => void;
}

function Departure({ parameter, one, at, form, onChange }: DepartureProps) {
  const text = usePolicyText();
  const [section, field] = partsOf(parameter.name);
  const value = one.parameters[section]?.[field];
  const label = text.name(parameter.name);
  if (parameter.unit === 'switch') {
    return (
      <Switch
        label={label}
        checked={value === true}
        flex={1}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  const path = `overrides.${at}.parameters.${parameter.name}`;
  return (
    <NumberInput
      label={label}
      allowDecimal={false}
      allowNegative={false}
      flex={1}
      data-path={path}
      value={typeof value === 'number' || typeof value === 'string' ? value : ''}
      error={form.errors[path]}
      onChange={onChange}
    />
  );
}
