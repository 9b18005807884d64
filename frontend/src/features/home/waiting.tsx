import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WaitingItem } from '@/api/types';
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
  const title = item.opportunity?.title ?? item.application?.opportunity.title;
  const text =
    codeText('home.waiting', item.code, {
      ...reasonParams({ code: item.code, params: item.params }),
      title,
    }) ?? t('home.needs_attention', { title });
  return (
    <li className={classes.row}>
      <span className={classes.words}>
        {item.application ? (
          <TextLink
            to="/applications/$applicationId"
            params={{ applicationId: item.application.id }}
            fw={550}
          >
            {text}
          </TextLink>
        ) : item.opportunity ? (
          <TextLink
            to="/hiring/$opportunityId"
            params={{ opportunityId: item.opportunity.id }}
            search={{}}
            fw={550}
          >
            {text}
          </TextLink>
        ) : (
          <Text fw={550}>{text}</Text>
        )}
      </span>
      {item.due && (
        <Mark tone={daysUntil(item.due, new Date()) < 0 ? 'bad' : 'warn'}>
          {t('home.due', { relative: format.relativeDays(item.due) })}
        </Mark>
      )}
    </li>
  );
}
