import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Application } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { Section } from '@/ui/page';
import classes from './applications.module.css';

/** What was offered; accepting accepts exactly this. */
export function OfferSection({ application }: { application: Application }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { offer } = application;
  if (!offer) return null;
  const waits = application.status === 'offered';
  return (
    <Section title={t('applications.offer.section')}>
      {waits && offer.expires_on && (
        <Text mb="sm" fw={550}>
          {t('applications.offer.answer_by', { date: format.date(offer.expires_on) })}
        </Text>
      )}
      <dl className={classes.feedback}>
        <Term label={t('applications.offer.starts_on')}>{offer.starts_on && format.date(offer.starts_on)}</Term>
        <Term label={t('applications.offer.pay_label')}>
          {offer.pay &&
            t('common.pay_a_year', { pay: format.money(offer.pay.minor, offer.pay.currency) })}
        </Term>
        <Term label={t('applications.offer.pay_reason')}>{offer.pay_reason}</Term>
        <Term label={t('applications.offer.hours')}>{offer.hours_per_week}</Term>
        <Term label={t('applications.offer.location')}>{offer.location?.name}</Term>
        <Term label={t('applications.offer.note')}>{offer.note}</Term>
        <Term label={t('applications.offer.declined_because')}>{offer.decline_reason}</Term>
      </dl>
    </Section>
  );
}

/** Nothing is shown of what was not said. */
function Term({ label, children }: { label: string; children: ReactNode }) {
  if (children === undefined || children === null || children === '') return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
