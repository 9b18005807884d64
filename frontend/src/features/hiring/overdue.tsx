import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import { useFormat } from '@/i18n/use-format';
import { useApplicantName } from '@/ui/applications/applicant';
import { TextLink } from '@/ui/link';
import { Mark } from '@/ui/mark';
import { Section } from '@/ui/page';
import { ErrorPanel } from '@/ui/states';
import { ApplicationStatusMark } from '@/ui/status-marks';
import classes from './hiring.module.css';

/** Who should have heard by now, the longest waiting first. Nothing where everybody has. */
export function Overdue() {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useApplicantName();
  const overdue = useRead(reads.overdueAnswers());
  if (overdue.error) return <ErrorPanel error={overdue.error} retry={overdue.retry} />;
  const { items, more } = overdue.data ?? { items: [], more: false };
  if (items.length === 0) return null;
  return (
    <Section title={t('hiring.overdue.title', { count: items.length })}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('hiring.overdue.lead')}
      </Text>
      <ul className={classes.overdue}>
        {items.map(({ application, due }) => (
          <li key={application.id}>
            <span>
              <TextLink to="/applications/$applicationId" params={{ applicationId: application.id }} fw={550}>
                {t('applications.of', {
                  name: nameOf(application),
                  title: application.opportunity.title,
                })}
              </TextLink>{' '}
              <ApplicationStatusMark status={application.status} />
            </span>
            <Mark tone="bad">{t('home.due', { relative: format.relativeDays(due) })}</Mark>
          </li>
        ))}
      </ul>
      {more && (
        <Text size="sm" mt="sm">
          {t('hiring.overdue.more')}
        </Text>
      )}
    </Section>
  );
}
