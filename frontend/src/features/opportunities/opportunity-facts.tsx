import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpportunityDetail } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from '@/ui/link';
import classes from './opportunities.module.css';

export function OpportunityFacts({ opportunity }: { opportunity: OpportunityDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mode = t(`terms.work_mode.${opportunity.work_mode}`);
  const others = opportunity.hiring_team.filter((member) => member.id !== opportunity.owner.id);
  return (
    <dl className={classes.facts}>
      <Fact label={t('opportunities.pay')}>
        {opportunity.pay_range
          ? t('common.pay_a_year', { pay: format.pay(opportunity.pay_range) })
          : t('opportunities.pay_not_given')}
      </Fact>
      <Fact label={t('opportunities.location')}>
        {opportunity.location
          ? t('opportunities.place', { place: opportunity.location.name, mode })
          : mode}
      </Fact>
      {opportunity.job_profile && (
        <Fact label={t('opportunities.role')}>
          <TextLink to="/roles/$jobProfileId" params={{ jobProfileId: opportunity.job_profile.id }}>
            {opportunity.job_profile.title}
          </TextLink>
        </Fact>
      )}
      {typeof opportunity.hours_per_week === 'number' && (
        <Fact label={t('opportunities.hours_label')}>
          {t('opportunities.hours', { count: opportunity.hours_per_week })}
        </Fact>
      )}
      <Fact label={t('opportunities.seats')}>{opportunity.seats}</Fact>
      {typeof opportunity.applicants_count === 'number' && (
        <Fact label={t('opportunities.applicants_label')}>
          {t('opportunities.applicants', { count: opportunity.applicants_count })}
        </Fact>
      )}
      <DateFact label={t('opportunities.opened')} value={opportunity.opens_at} />
      <DateFact label={t('opportunities.closing')} value={opportunity.closes_at} />
      <DateFact label={t('opportunities.starts_on')} value={opportunity.starts_on} />
      <DateFact label={t('opportunities.ends_on')} value={opportunity.ends_on} />
      <Fact label={t('opportunities.owner')}>
        <TextLink to="/people/$employeeId" params={{ employeeId: opportunity.owner.id }}>
          {opportunity.owner.display_name}
        </TextLink>
      </Fact>
      {others.length > 0 && (
        <Fact label={t('opportunities.hiring_team')}>
          {format.list(others.map((member) => member.display_name))}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function DateFact({ label, value }: { label: string; value: string | null | undefined }) {
  const format = useFormat();
  return value ? <Fact label={label}>{format.date(value)}</Fact> : null;
}
