import { Button, NumberInput, Select, SimpleGrid, Switch, Text, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, ifMatch } from '@/api/client';
import { useChange } from '@/api/query';
import type { ChecklistItem, ChecklistItemInput, ShippedTask } from '@/api/types';
import { Dialog } from '@/ui/dialog';
import { Form } from '@/ui/form';
import { useNotify } from '@/ui/notify';
import { OrgUnitPicker } from '@/ui/pickers';
import { OWNERS, useTaskWords } from '@/ui/task-words';
import { BLANK, inputOf, MOST_DAYS, offsetOf, shippedValues, valuesOf, type Side, type Values } from './item-values';
import { useItemText } from './use-item-text';

const SIDES: readonly Side[] = ['before', 'after'];
const KINDS = ['role', 'secondment'] as const;

interface ItemDialogProps {
  /** Absent: something new. */
  item: ChecklistItem | undefined;
  onClose: () => void;
  onReload: () => void;
}

/** Writes an item anew or changes it. */
export function ItemDialog({ item, onClose, onReload }: ItemDialogProps) {
  const { t } = useTranslation();
  const notify = useNotify();
  const own = item?.code == null;
  const form = useForm<Values>({
    initialValues: item === undefined ? BLANK : valuesOf(item),
    validate: {
      title_en: (value, { title_fr }) =>
        own && value.trim() === '' && title_fr.trim() === '' ? t('checklist.one_title') : null,
      offset_days: (_, values) =>
        offsetOf(values) === undefined ? t('checklist.range', { max: MOST_DAYS[values.side] }) : null,
    },
  });
  const save = useChange(
    (body: ChecklistItemInput) =>
      item === undefined
        ? client.POST('/api/v1/checklist-items', { body })
        : client.PUT('/api/v1/checklist-items/{id}', {
            params: { path: { id: item.id }, header: ifMatch(item.etag) },
            body,
          }),
    {
      touches: [['checklist']],
      onDone: () => {
        onClose();
        notify.done(t('checklist.saved'));
      },
    },
  );
  const title = item === undefined ? t('checklist.add_title') : t('checklist.edit_title');
  return (
    <Dialog opened onClose={onClose} title={title} size="lg">
      <Form
        form={form}
        label={title}
        submitLabel={t('common.save')}
        onCancel={onClose}
        onReload={onReload}
        extra={item?.shipped != null && <AsShipped form={form} shipped={item.shipped} />}
        onSubmit={async (values) => {
          const input = inputOf(values, item?.active ?? true);
          if (input !== undefined) await save.mutateAsync(input);
        }}
      >
        <Text size="sm" c="dimmed">
          {t('checklist.edit_hint')}
        </Text>
        <Words form={form} item={item} />
        <When form={form} />
        <Scope form={form} item={item} />
      </Form>
    </Dialog>
  );
}

/** Fills the form with what was there at first; nothing is stored before it is saved. */
function AsShipped({ form, shipped }: { form: UseFormReturnType<Values>; shipped: ShippedTask }) {
  const { t } = useTranslation();
  return (
    <Button variant="default" onClick={() => form.setValues(shippedValues(shipped))}>
      {t('checklist.as_shipped')}
    </Button>
  );
}

interface PartProps {
  form: UseFormReturnType<Values>;
  item?: ChecklistItem | undefined;
}

function Words({ form, item }: PartProps) {
  const { t } = useTranslation();
  const built = useTaskWords().title({ code: item?.code ?? null });
  return (
    <>
      <Text size="sm">
        {item?.code == null ? t('checklist.languages') : t('checklist.built_in', { title: built })}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput label={t('checklist.title_en')} maxLength={120} lang="en" {...form.getInputProps('title_en')} />
        <TextInput label={t('checklist.title_fr')} maxLength={120} lang="fr" {...form.getInputProps('title_fr')} />
        <TextInput
          label={t('checklist.explanation_en')}
          maxLength={500}
          lang="en"
          {...form.getInputProps('explanation_en')}
        />
        <TextInput
          label={t('checklist.explanation_fr')}
          maxLength={500}
          lang="fr"
          {...form.getInputProps('explanation_fr')}
        />
      </SimpleGrid>
    </>
  );
}

function When({ form }: PartProps) {
  const { t } = useTranslation();
  const text = useItemText();
  const offset = offsetOf(form.values);
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <Select
          label={t('checklist.owner')}
          data={OWNERS.map((owner) => ({ value: owner, label: t(`moves.task_owner.${owner}`) }))}
          allowDeselect={false}
          {...form.getInputProps('owner')}
        />
        <NumberInput
          label={t('checklist.days')}
          min={0}
          max={MOST_DAYS[form.values.side]}
          clampBehavior="none"
          allowDecimal={false}
          allowNegative={false}
          required
          {...form.getInputProps('offset_days')}
        />
        <Select
          label={t('checklist.side')}
          data={SIDES.map((side) => ({ value: side, label: t(`checklist.side_of.${side}`) }))}
          allowDeselect={false}
          {...form.getInputProps('side')}
        />
      </SimpleGrid>
      <Text size="sm" role="status">
        {offset === undefined ? '' : t('checklist.due', { when: text.when(offset) })}
      </Text>
    </>
  );
}

function Scope({ form, item }: PartProps) {
  const { t } = useTranslation();
  const [unit, setUnit] = useState(item?.org_unit == null ? undefined : { id: item.org_unit.id, label: item.org_unit.name });
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t('checklist.kind')}
          data={[
            { value: '', label: t('checklist.kind_all') },
            ...KINDS.map((kind) => ({ value: kind, label: t(`checklist.only_kind_choice.${kind}`) })),
          ]}
          allowDeselect={false}
          {...form.getInputProps('kind')}
        />
        <OrgUnitPicker
          label={t('checklist.into')}
          description={t('checklist.into_hint')}
          clearable
          value={form.values.org_unit_id}
          chosen={unit}
          error={form.errors.org_unit_id}
          onChange={(chosen) => {
            setUnit(chosen ?? undefined);
            form.setFieldValue('org_unit_id', chosen?.id ?? null);
          }}
        />
      </SimpleGrid>
      <Switch
        label={t('checklist.crosses_units')}
        {...form.getInputProps('crosses_units', { type: 'checkbox' })}
      />
    </>
  );
}
