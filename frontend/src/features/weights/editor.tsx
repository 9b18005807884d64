import { Fieldset, NumberInput, SimpleGrid, Stack, Text, Textarea } from '@mantine/core';
import { useForm, type GetInputPropsReturnType } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, ifMatch } from '@/api/client';
import { useChange } from '@/api/query';
import type { MatchingWeights, WeightsPreview } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { Form } from '@/ui/form';
import { useNotify } from '@/ui/notify';
import { Card, Section } from '@/ui/page';
import { faultsOf, storedOf, totalOf, type Fault, type Typed } from './check';
import { digitsOf, GROUPS, toShown, type Group, type ParameterName, type Parameters } from './parameters';
import { PreviewResult } from './preview';

interface EditorProps {
  /** In force, on which the change is based. */
  weights: MatchingWeights;
  etag: string | undefined;
  /** What the fields begin with: those in force, or an older version's. */
  start: Parameters;
  onReload: () => void;
}

const SUFFIX = { percent: ' %', points: '', levels: '', plain: '' } as const;

const typedOf = (parameters: Parameters): Typed =>
  Object.fromEntries(
    GROUPS.flatMap((group) => group.parameters).map((one) => [one.name, toShown(one, parameters[one.name])]),
  ) as Typed;

/** Edit, preview, put in force: in this order. */
export function WeightsEditor({ weights, etag, start, onReload }: EditorProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [previewed, setPreviewed] = useState<{ of: string; result: WeightsPreview }>();
  const say = (fault: Fault): string =>
    fault.code === 'range'
      ? t('weights.error.range', { min: format.number(fault.min, 4), max: format.number(fault.max, 4) })
      : t(`weights.error.${fault.code}`);
  const form = useForm({
    initialValues: { parameters: typedOf(start) },
    validateInputOnChange: true,
    validate: ({ parameters }) =>
      Object.fromEntries(
        faultsOf(parameters, weights.bounds).map((fault) => [`parameters.${fault.name}`, say(fault)]),
      ),
  });
  const parameters = storedOf(form.values.parameters);
  const now = JSON.stringify(parameters);
  const preview = useChange(
    (of: { parameters: Partial<Parameters> }) =>
      client.POST('/api/v1/matching/weights/preview', { body: of }),
    { touches: [], onDone: ({ data }, { parameters: of }) => setPreviewed({ of: JSON.stringify(of), result: data }) },
  );
  return (
    <Stack gap="xl">
      <Form
        form={form}
        label={t('weights.edit')}
        submitLabel={t('weights.preview')}
        keepInView
        onSubmit={(values) => preview.mutateAsync({ parameters: storedOf(values.parameters) })}
      >
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          {GROUPS.map((group) => (
            <Card key={group.key}>
              <GroupFields
                group={group}
                typed={form.values.parameters}
                inputOf={(name) => form.getInputProps(`parameters.${name}`)}
              />
            </Card>
          ))}
        </SimpleGrid>
      </Form>
      {previewed !== undefined && (
        <Section title={t('weights.preview')}>
          <div role="status" aria-live="polite">
            {previewed.result.changes.length === 0 ? (
              <Text>{t('weights.unchanged')}</Text>
            ) : previewed.of !== now ? (
              <Text>{t('weights.outdated')}</Text>
            ) : (
              <PreviewResult preview={previewed.result} />
            )}
          </div>
        </Section>
      )}
      {previewed?.of === now && previewed.result.changes.length > 0 && (
        <PutInForce parameters={parameters} etag={etag} onReload={onReload} />
      )}
    </Stack>
  );
}

interface GroupFieldsProps {
  group: Group;
  typed: Typed;
  inputOf: (name: ParameterName) => GetInputPropsReturnType;
}

function GroupFields({ group, typed, inputOf }: GroupFieldsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = group.parameters.map(({ name }) => name);
  return (
    <Fieldset variant="unstyled" legend={t(`weights.group.${group.key}.title`)}>
      <Text size="sm" c="dimmed" mb="sm">
        {t(`weights.group.${group.key}.hint`)}
      </Text>
      <Stack gap="sm">
        {group.parameters.map((parameter) => (
          <NumberInput
            key={parameter.name}
            label={t(`weights.parameter.${parameter.name}.name`)}
            description={t(`weights.parameter.${parameter.name}.hint`)}
            suffix={SUFFIX[parameter.unit]}
            decimalScale={digitsOf(parameter)}
            decimalSeparator={format.separators.decimal}
            allowNegative={false}
            {...inputOf(parameter.name)}
          />
        ))}
        {group.whole && (
          <Text size="sm" fw={550} role="status">
            {t('weights.total', {
              total: t('weights.unit_of.percent', { value: format.number(totalOf(names, typed), 4) }),
            })}
          </Text>
        )}
      </Stack>
    </Fieldset>
  );
}

interface PutInForceProps {
  parameters: Partial<Parameters>;
  etag: string | undefined;
  onReload: () => void;
}

function PutInForce({ parameters, etag, onReload }: PutInForceProps) {
  const { t } = useTranslation();
  const notify = useNotify();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { reason: '' },
    validate: { reason: (value) => (value.trim() === '' ? t('errors.fields.required') : null) },
  });
  const put = useChange(
    (reason: string) =>
      client.POST('/api/v1/matching/weights/versions', {
        params: { header: ifMatch(etag) },
        body: { parameters, reason },
      }),
    {
      // Every score, fit and order on every screen follows from them.
      touches: [[]],
      onDone: ({ data }) => {
        notify.done(t('weights.done', { version: data.version }));
        void navigate({ to: '/matching/weights', search: {} });
      },
    },
  );
  return (
    <Section title={t('weights.in_force')}>
      <Form
        form={form}
        label={t('weights.in_force')}
        submitLabel={t('weights.in_force')}
        onReload={onReload}
        onSubmit={({ reason }) => put.mutateAsync(reason.trim())}
      >
        <Text>{t('weights.in_force_hint')}</Text>
        <Textarea
          label={t('weights.reason')}
          maxLength={500}
          autosize
          minRows={2}
          required
          {...form.getInputProps('reason')}
        />
      </Form>
    </Section>
  );
}
