import { Group, Text, Title } from '@mantine/core';
import { IconClock, IconLock, IconLockOpen, IconMapPin, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OpportunityCard as Opportunity } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from './link';
import { Mark } from './mark';
import { ReasonLine } from './match/reason-line';
import classes from './opportunity-card.module.css';
import { ApplicationStatusMark, BandMark, OpportunityStatusMark } from './status-marks';

const OPEN = new Set<Opportunity['status']>(['open_internal', 'open_all']);

interface OpportunityCardProps {
  opportunity: Opportunity;
  /** Level of the card's heading: one below what it stands under. */
  order?: 2 | 3;
}

/** One opening in a list: what, where, for how much, until when, and why it fits. */
export function OpportunityCard({ opportunity, order = 3 }: OpportunityCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { match } = opportunity;
  return (
    <article className={classes.card}>
      <div className={classes.main}>
        <Group gap="sm" mb={4}>
          <Mark>{t(`terms.opportunity_kind.${opportunity.kind}`)}</Mark>
          {!OPEN.has(opportunity.status) && <OpportunityStatusMark status={opportunity.status} />}
          {opportunity.priority !== 'normal' && (
            <Mark tone="warn">{t(`terms.priority.${opportunity.priority}`)}</Mark>
          )}
          {opportunity.application_status && (
            <ApplicationStatusMark status={opportunity.application_status} />
          )}
        </Group>
        <Title order={order} className={classes.title}>
          <TextLink
            to="/opportunities/$opportunityId"
            params={{ opportunityId: opportunity.id }}
            className={classes.link}
            fw={620}
            fz="inherit"
          >
            {opportunity.title}
          </TextLink>
        </Title>
        <Facts opportunity={opportunity} />
        {opportunity.eligible_from && <ClosedDoor door={opportunity.eligible_from} />}
        {opportunity.waived_until && <OpenByWaiver until={opportunity.waived_until} />}
      </div>
      <div className={classes.side}>
        {match && (
          <>
            <BandMark band={match.band} fit={match.fit} />
            <div className={classes.reason}>
              <ReasonLine match={match} />
            </div>
          </>
        )}
        {opportunity.pay_range && (
          <Text size="sm" fw={550} className="numbers">
            {t('common.pay_a_year', { pay: format.pay(opportunity.pay_range) })}
          </Text>
        )}
      </div>
    </article>
  );
}

function Facts({ opportunity }: { opportunity: Opportunity }) {
  const { t } = useTranslation();
  const format = useFormat();
  const place = opportunity.location
    ? t('opportunities.place', {
        place: opportunity.location.name,
        mode: t(`terms.work_mode.${opportunity.work_mode}`),
      })
    : t(`terms.work_mode.${opportunity.work_mode}`);
  return (
    <ul className={classes.facts}>
      <li>{opportunity.org_unit.name}</li>
      <li>
        <IconMapPin size={14} aria-hidden="true" />
        {place}
      </li>
      {opportunity.level !== undefined && opportunity.level !== null && (
        <li>{t('common.level', { level: opportunity.level })}</li>
      )}
      {opportunity.hours_per_week && (
        <li>{t('opportunities.hours', { count: opportunity.hours_per_week })}</li>
      )}
      {typeof opportunity.applicants_count === 'number' && (
        <li>
          <IconUsers size={14} aria-hidden="true" />
          {t('opportunities.applicants', { count: opportunity.applicants_count })}
        </li>
      )}
      {opportunity.closes_at && (
        <li>
          <IconClock size={14} aria-hidden="true" />
          {t('opportunities.closes', {
            date: format.date(opportunity.closes_at),
            relative: format.relativeDays(opportunity.closes_at),
          })}
        </li>
      )}
    </ul>
  );
}

function ClosedDoor({ door }: { door: NonNullable<Opportunity['eligible_from']> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  const why = codeText('opportunities.opens', door.code);
  return (
    <div className={classes.door}>
      <IconLock size={14} aria-hidden="true" />
      {why === undefined
        ? t('opportunities.opens_to_you', { date: format.date(door.date) })
        : t('opportunities.opens_to_you_because', { date: format.date(door.date), why })}
    </div>
  );
}

function OpenByWaiver({ until }: { until: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={classes.door} data-open>
      <IconLockOpen size={14} aria-hidden="true" />
      {t('opportunities.open_by_waiver', { date: format.date(until) })}
    </div>
  );
}
