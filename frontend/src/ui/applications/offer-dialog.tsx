import { NumberInput, Select, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { OfferInput, OpportunityCard } from '@/api/types';
import { toMajor, toMinor } from '@/i18n/format';
import { useFormat } from '@/i18n/use-format';
import { Dialog } from '../dialog';
import { Form } from '../form';

interface OfferDialogProps {
  name: string;
  opening: OpportunityCard;
  onClose: () => void;
  onOffer: (offer: OfferInput) => Promise<unknown>;
}

interface Values extends Record<string, unknown> {
  offer: {
    starts_on: string;
    pay: number | string;
    pay_reason: string;
    hours_per_week: number | string;
    location_id: string | null;
    note: string;
  };
}

/** Whether the pay is what people were told when they applied. */
export function isAsPosted(pay: number, opening: Pick<OpportunityCard, 'pay_range'>): boolean {
  const range = opening.pay_range;
  if (!range) return true;
  return pay >= toMajor(range.min_minor, range.currency) && pay <= toMajor(range.max_minor, range.currency);
}

function sent({ offer }: Values, currency: string): OfferInput {
  return {
    ...(offer.starts_on === '' ? {} : { starts_on: offer.starts_on }),
    ...(typeof offer.pay === 'number' ? { pay: { minor: toMinor(offer.pay, currency), currency } } : {}),
    ...(offer.pay_reason.trim() === '' ? {} : { pay_reason: offer.pay_reason.trim() }),
    ...(typeof offer.hours_per_week === 'number' ? { hours_per_week: offer.hours_per_week } : {}),
    ...(offer.location_id === null ? {} : { location_id: offer.location_id }),
    ...(offer.note.trim() === '' ? {} : { note: offer.note.trim() }),
  };
}

/** The terms of an offer: what is said here is what the applicant accepts. */
export function OfferDialog({ name, opening, onClose, onOffer }: OfferDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const locations = useRead(reads.locations());
  const { group, decimal } = format.separators;
  const range = opening.pay_range;
  const currency = range?.currency ?? 'EUR';
  const form = useForm<Values>({
    initialValues: {
      offer: {
        starts_on: '',
        pay: '',
        pay_reason: '',
        hours_per_week: opening.hours_per_week ?? '',
        location_id: opening.location?.id ?? null,
        note: '',
      },
    },
    validate: {
      offer: {
        pay: (value) => (range && value === '' ? t('errors.fields.required') : null),
        pay_reason: (value, values) =>
          beside(values.offer.pay) && value.trim() === '' ? t('applications.offer.reason_needed') : null,
      },
    },
  });
  const beside = (pay: number | string) => typeof pay === 'number' && !isAsPosted(pay, opening);
  const title = t('applications.offer.title', { name });
  return (
    <Dialog opened onClose={onClose} title={title} size="lg">
      <Form
        form={form}
        label={title}
        submitLabel={t('applications.offer.submit')}
        onCancel={onClose}
        onSubmit={(values) => onOffer(sent(values, currency))}
      >
        <Text>{t('applications.offer.lead', { name })}</Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput type="date" label={t('applications.offer.starts_on')} {...form.getInputProps('offer.starts_on')} />
          <NumberInput
            label={t('applications.offer.pay', { currency })}
            {...(range ? { description: t('applications.offer.posted', { pay: format.pay(range) }), required: true } : {})}
            min={0}
            thousandSeparator={group}
            decimalSeparator={decimal}
            {...form.getInputProps('offer.pay')}
          />
          <NumberInput
            label={t('applications.offer.hours')}
            min={1}
            max={168}
            allowDecimal={false}
            {...form.getInputProps('offer.hours_per_week')}
          />
          <Select
            label={t('applications.offer.location')}
            data={(locations.data?.items ?? []).map(({ id, name: label }) => ({ value: id, label }))}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': t('common.clear') }}
            {...form.getInputProps('offer.location_id')}
          />
        </SimpleGrid>
        {beside(form.values.offer.pay) && (
          <Textarea
            label={t('applications.offer.pay_reason')}
            description={t('applications.offer.pay_reason_hint')}
            required
            autosize
            minRows={2}
            maxLength={2000}
            {...form.getInputProps('offer.pay_reason')}
          />
        )}
        <Textarea
          label={t('applications.offer.note')}
          autosize
          minRows={3}
          maxLength={5000}
          {...form.getInputProps('offer.note')}
        />
      </Form>
    </Dialog>
  );
}
