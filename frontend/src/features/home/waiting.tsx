import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WaitingItem } from '@/api/types';
import { useSession } from '@/auth/session';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from '@/ui/link';
import { Mark } from '@/ui/mark';
import { reasonParams } from '@/ui/match/words';
import { daysUntil } from '@/i18n/format';
import classes from './home.module.css';

/** Answers that somebody waits for, the most urgent first as the server orders them. */
export function Waiting({ items }: { items: readonly WaitingItem[] }) {
  return (
    <ul className={classes.list}>
      {items.map((item, index) => (
        <WaitingRow key={`${item.code}-${index}`} item={item} />
      ))}
    </ul>
  );
}

function WaitingRow({ item }: { item: WaitingItem }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const format = useFormat();
  const session = useSession();
  const { application, opportunity, move, engagement } = item;
  const title =
    opportunity?.title ??
    application?.opportunity.title ??
    move?.opportunity.title ??
    engagement?.opportunity.title;
  const person = move?.employee ?? engagement?.employee;
  // Of oneself one does not read one's own name.
  const own = person?.id === session.employee_id && item.code === 'check_in_to_write';
  const text =
    codeText('home.waiting', own ? `${item.code}_own` : item.code, {
      ...reasonParams({ code: item.code, params: item.params }),
      title,
      name: person?.display_name,
    }) ?? t('home.needs_attention', { title });
  return (
    <li className={classes.row}>
      <span className={classes.words}>
        <WaitingLink item={item}>{text}</WaitingLink>
      </span>
      {item.due && (
        <Mark tone={daysUntil(item.due, new Date()) < 0 ? 'bad' : 'warn'}>
          {t('home.due', { relative: format.relativeDays(item.due) })}
        </Mark>
      )}
    </li>
  );
}

/** Leads to where the answer is given. */
function WaitingLink({ item, children }: { item: WaitingItem; children: ReactNode }) {
  const { application, opportunity, move, engagement } = item;
  if (move) {
    return (
      <TextLink to="/moves/$moveId" params={{ moveId: move.id }} fw={550}>
        {children}
      </TextLink>
    );
  }
  if (engagement) {
    return (
      <TextLink to="/engagements/$engagementId" params={{ engagementId: engagement.id }} fw={550}>
        {children}
      </TextLink>
    );
  }
  if (application) {
    return (
      <TextLink to="/applications/$applicationId" params={{ applicationId: application.id }} fw={550}>
        {children}
      </TextLink>
    );
  }
  if (opportunity) {
    return (
      <TextLink
        to="/hiring/$opportunityId"
        params={{ opportunityId: opportunity.id }}
        search={{}}
        fw={550}
      >
        {children}
      </TextLink>
    );
  }
  if (item.code === 'moves_on_desk') {
    return (
      <TextLink to="/moves" search={{ view: 'pipeline', state: 'desk' }} fw={550}>
        {children}
      </TextLink>
    );
  }
  return <Text fw={550}>{children}</Text>;
}
