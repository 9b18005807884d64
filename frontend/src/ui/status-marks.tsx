import { useTranslation } from 'react-i18next';
import type { ApplicationStatus, Band, OpportunityStatus } from '@/api/types';
import { Mark, type Tone } from './mark';

const BAND_TONE: Record<Band, Tone> = {
  strong: 'good',
  good: 'accent',
  stretch: 'warn',
  low: 'plain',
  none: 'plain',
};

export function BandMark({ band, fit }: { band: Band; fit?: number | undefined }) {
  const { t } = useTranslation();
  return (
    <Mark tone={BAND_TONE[band]}>
      {fit === undefined || band === 'none'
        ? t(`terms.band.${band}`)
        : t('match.band_with_fit', { band: t(`terms.band.${band}`), fit })}
    </Mark>
  );
}

const OPPORTUNITY_TONE: Record<OpportunityStatus, Tone> = {
  draft: 'plain',
  pending_approval: 'warn',
  open_internal: 'good',
  open_all: 'good',
  reviewing: 'info',
  offer_out: 'info',
  filled: 'plain',
  on_hold: 'warn',
  cancelled: 'plain',
  expired: 'plain',
};

export function OpportunityStatusMark({ status }: { status: OpportunityStatus }) {
  const { t } = useTranslation();
  return <Mark tone={OPPORTUNITY_TONE[status]}>{t(`terms.opportunity_status.${status}`)}</Mark>;
}

const APPLICATION_TONE: Record<ApplicationStatus, Tone> = {
  draft: 'plain',
  submitted: 'info',
  screening: 'info',
  shortlisted: 'accent',
  interview: 'accent',
  selected: 'good',
  offered: 'good',
  accepted: 'good',
  withdrawn: 'plain',
  rejected: 'plain',
  offer_declined: 'plain',
  lapsed: 'plain',
};

export function ApplicationStatusMark({ status }: { status: ApplicationStatus }) {
  const { t } = useTranslation();
  return <Mark tone={APPLICATION_TONE[status]}>{t(`terms.application_status.${status}`)}</Mark>;
}
