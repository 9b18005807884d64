import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { OwnInterview } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { knownZone } from '@/ui/interviews/zone';
import { TextLink } from '@/ui/link';
import { Section } from '@/ui/page';
import classes from './home.module.css';

/** Conversations ahead: times to choose, and those that one goes to. Nothing while there are none. */
export function OwnInterviews() {
  const { t } = useTranslation();
  const { data } = useRead(reads.ownInterviews());
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Section title={t('interviews.home_title')}>
      <ul className={classes.list}>
        {data.items.map((one) => (
          <Row key={one.id} one={one} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ one }: { one: OwnInterview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { title } = one.opportunity;
  const what =
    one.applicant == null
      ? t(one.starts_at == null ? 'interviews.home_choose' : 'interviews.home_own', { title })
      : t('interviews.home_with', { title, name: one.applicant.display_name });
  return (
    <li className={classes.row}>
      <span className={classes.words}>
        <TextLink to="/applications/$applicationId" params={{ applicationId: one.application_id }} fw={550}>
          {what}
        </TextLink>
        {one.starts_at != null && (
          <Text size="sm" c="dimmed">
            {format.dateTimeIn(one.starts_at, knownZone(one.time_zone))}
          </Text>
        )}
      </span>
    </li>
  );
}
