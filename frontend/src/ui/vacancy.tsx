import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRead, type Read } from '@/api/query';
import type { ApplicationStatus, Vacancy } from '@/api/types';
import { ReadView, RowsSkeleton } from '@/ui/states';
import { Mark } from './mark';
import timeline from './timeline.module.css';

const TOLD_AT = new Set<ApplicationStatus>(['shortlisted', 'interview', 'selected', 'offered']);

/** Whether those who decide are told what the application would open: not before the shortlist. */
export const vacancyIsTold = (status: ApplicationStatus) => TOLD_AT.has(status);

interface VacancyWhatIfProps {
  of: Read<Vacancy>;
}

/** What a move would open: the seat, how long it could be empty, whether it can be filled from inside. */
export function VacancyWhatIf({ of }: VacancyWhatIfProps) {
  const vacancy = useRead(of);
  return (
    <ReadView state={vacancy} skeleton={<RowsSkeleton rows={2} height={40} />}>
      {(data) => <Told vacancy={data} />}
    </ReadView>
  );
}

function Told({ vacancy }: { vacancy: Vacancy }) {
  const { t } = useTranslation();
  const { seat, links } = vacancy;
  return (
    <>
      <Text size="sm">
        {t('moves.vacancy.seat', { title: seat.title, unit: seat.org_unit.name })}{' '}
        {seat.critical && <Mark tone="warn">{t('moves.vacancy.critical')}</Mark>}
      </Text>
      <Text size="sm">{t('moves.vacancy.reports', { count: seat.direct_reports })}</Text>
      <Text size="sm" mb="xs">
        {t('moves.vacancy.left', { from: vacancy.leaves_after_days, to: vacancy.leaves_at_latest_days })}{' '}
        {t('moves.vacancy.empty', { count: vacancy.empty_at_most_days })}
      </Text>
      <ol className={timeline.list}>
        {links.map((link, at) => (
          <li key={`${at}-${link.job_profile?.id ?? ''}`}>
            <Text size="sm" fw={550}>
              {at === 0
                ? t('moves.vacancy.first', { role: link.job_profile?.title ?? seat.title })
                : t('moves.vacancy.further', { role: link.job_profile?.title ?? '' })}
            </Text>
            <Text size="sm" c="dimmed">
              {t(`moves.vacancy.supply.${link.supply}`, {
                count: link.people ?? vacancy.least_people,
              })}
            </Text>
          </li>
        ))}
      </ol>
      <Text size="xs" c="dimmed" mt="xs">
        {t('moves.vacancy.unnamed', { count: vacancy.least_people })}
      </Text>
    </>
  );
}
