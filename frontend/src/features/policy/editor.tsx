import {
  Checkbox,
  Fieldset,
  MultiSelect,
  NumberInput,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, ifMatch } from '@/api/client';
import { useChange } from '@/api/query';
import type { PolicyBound, PolicyPreview, PolicyVersion } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { capitalised } from '@/ui/capitalised';
import { Form } from '@/ui/form';
import { useNotify } from '@/ui/notify';
import { Card, Section } from '@/ui/page';
import { valuesOf, wantedOf, type Values, type Wanted } from './form-values';
import { outOfBounds } from './overrides';
import { OverridesEditor } from './overrides-editor';
import { ALL, fieldOf, GROUPS, KINDS, PARTIES, STAGES, type Parameter } from './parameters';
import { PreviewResult } from './preview';
import { usePolicyText } from './use-policy-text';
import classes from './policy.module.css';

interface EditorProps {
  /** The newest version, on which the change is based. */
  newest: PolicyVersion;
  etag: string | undefined;
  /** What the fields begin with: the newest, or an older version's. */
  start: PolicyVersion;
  /** The newest has not begun: nothing can begin before it. */
  waits: boolean;
  onReload: () => void;
}

/** Edit, preview, put in force: in this order. */
export function PolicyEditor({ newest, etag, start, waits, onReload }: EditorProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [previewed, setPreviewed] = useState<{ of: string; result: PolicyPreview }>();
  const bounds = new Map(newest.bounds.map((bound) => [bound.parameter, bound]));
  const form = useForm<Values>({
    initialValues: valuesOf(start, waits ? newest.effective_from.slice(0, 10) : ''),
    validate: ({ values, overrides }) => {
      const problem = (value: unknown, { min, max }: PolicyBound) => {
        const range = { min: format.number(min), max: format.number(max) };
        return t(typeof value === 'number' ? 'policy.range' : 'policy.whole', range);
      };
      const everywhere = ALL.flatMap(({ name }) => {
        const [bound, value] = [bounds.get(name), values[fieldOf(name)]];
        if (bound === undefined || (typeof value === 'number' && value >= bound.min && value <= bound.max)) return [];
        return [[`values.${fieldOf(name)}`, problem(value, bound)]];
      });
      const elsewhere = outOfBounds(overrides, bounds).map(({ path, bound, value }) => [path, problem(value, bound)]);
      return Object.fromEntries([...everywhere, ...elsewhere]) as Record<string, string>;
    },
  });
  const wanted = wantedOf(form.values);
  const now = JSON.stringify(wanted);
  const preview = useChange(
    (body: Wanted) => client.POST('/api/v1/policies/preview', { body }),
    { touches: [], onDone: ({ data }, of) => setPreviewed({ of: JSON.stringify(of), result: data }) },
  );
  const unchanged = previewed?.result.changes.length === 0;
  return (
    <Stack gap="xl">
      <Form
        form={form}
        label={t('policy.edit')}
        submitLabel={t('policy.preview')}
        keepInView
        onSubmit={(values) => preview.mutateAsync(wantedOf(values))}
      >
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          {GROUPS.map((group) => (
            <Card key={group.key}>
              <Legend title={t(`policy.group.${group.key}.title`)} hint={t(`policy.group.${group.key}.hint`)}>
                <Stack gap="sm">
                  {group.parameters.map((parameter) => (
                    <Field key={parameter.name} parameter={parameter} form={form} />
                  ))}
                </Stack>
              </Legend>
            </Card>
          ))}
        </SimpleGrid>
        <Card>
          <Legend title={t('policy.disclosure')} hint={t('policy.disclosure_hint')}>
            <Matrix form={form} />
          </Legend>
        </Card>
        <Card>
          <Legend title={t('policy.overrides')} hint={t('policy.overrides_hint')}>
            <OverridesEditor form={form} />
          </Legend>
        </Card>
        <TextInput
          type="date"
          label={t('policy.effective_from')}
          description={
            waits
              ? t('policy.effective_from_after', {
                  version: newest.version,
                  date: format.date(newest.effective_from),
                })
              : t('policy.effective_from_hint')
          }
          maw="22rem"
          {...form.getInputProps('effective_from')}
        />
      </Form>
      {previewed !== undefined && (
        <Section title={t('policy.preview')}>
          <div role="status" aria-live="polite">
            {unchanged ? (
              <Text>{t('policy.unchanged')}</Text>
            ) : previewed.of === now ? (
              <PreviewResult preview={previewed.result} />
            ) : (
              <Text>{t('policy.outdated')}</Text>
            )}
          </div>
        </Section>
      )}
      {previewed?.of === now && !unchanged && <PutInForce wanted={wanted} etag={etag} onReload={onReload} />}
    </Stack>
  );
}

interface LegendProps {
  title: string;
  hint: string;
  children: ReactNode;
}

function Legend({ title, hint, children }: LegendProps) {
  return (
    <Fieldset
      variant="unstyled"
      legend={
        <Text span fw={600}>
          {title}
        </Text>
      }
    >
      <Text size="sm" c="dimmed" mb="sm">
        {hint}
      </Text>
      {children}
    </Fieldset>
  );
}

function Field({ parameter, form }: { parameter: Parameter; form: UseFormReturnType<Values> }) {
  const { t } = useTranslation();
  const text = usePolicyText();
  const words = { label: text.name(parameter.name), description: text.hint(parameter.name) };
  const key = `values.${fieldOf(parameter.name)}`;
  if (parameter.unit === 'switch') {
    return <Switch {...words} {...form.getInputProps(key, { type: 'checkbox' })} />;
  }
  if (parameter.unit === 'kinds') {
    const data = KINDS.map((kind) => ({ value: kind, label: t(`terms.opportunity_kind.${kind}`) }));
    return <MultiSelect {...words} data={data} {...form.getInputProps(key)} />;
  }
  return <NumberInput {...words} allowDecimal={false} allowNegative={false} {...form.getInputProps(key)} />;
}

function Matrix({ form }: { form: UseFormReturnType<Values> }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      {STAGES.filter((stage) => stage !== 'exploring').map((stage) => (
        <Fieldset key={stage} variant="unstyled" legend={<Text span size="sm" fw={550}>{capitalised(t(`policy.stage.${stage}`))}</Text>}>
          <div className={classes.stage}>
            {PARTIES.map((party) => (
              <Checkbox
                key={party}
                label={t(`policy.party.${party}`)}
                {...form.getInputProps(`table.${stage}/${party}`, { type: 'checkbox' })}
              />
            ))}
          </div>
        </Fieldset>
      ))}
    </Stack>
  );
}

interface PutInForceProps {
  wanted: Wanted;
  etag: string | undefined;
  onReload: () => void;
}

function PutInForce({ wanted, etag, onReload }: PutInForceProps) {
  const { t } = useTranslation();
  const notify = useNotify();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { reason: '' },
    validate: { reason: (value) => (value.trim() === '' ? t('errors.fields.required') : null) },
  });
  const put = useChange(
    (reason: string) =>
      client.POST('/api/v1/policies', { params: { header: ifMatch(etag) }, body: { ...wanted, reason } }),
    {
      // Who may apply, what is due when and who knows of what follow from it, on every screen.
      touches: [[]],
      onDone: ({ data }) => {
        notify.done(t('policy.done', { version: data.version }));
        void navigate({ to: '/policy', search: {} });
      },
    },
  );
  return (
    <Section title={t('policy.in_force')}>
      <Form
        form={form}
        label={t('policy.in_force')}
        submitLabel={t('policy.in_force')}
        onReload={onReload}
        onSubmit={({ reason }) => put.mutateAsync(reason.trim())}
      >
        <Text>{t('policy.in_force_hint')}</Text>
        <Textarea
          label={t('policy.reason')}
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
