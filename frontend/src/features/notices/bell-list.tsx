import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ReadState } from '@/api/query';
import type { NoticeGroup, NoticeSummary } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from '@/ui/link';
import { ReadView, RowsSkeleton } from '@/ui/states';
import { NoticeLink } from './notice-link';
import { useSentence } from './sentence';
import { useMarkRead } from './use-mark-read';
import classes from './notices.module.css';

interface BellListProps {
  state: ReadState<NoticeSummary>;
  onLeave: () => void;
}

/** What the bell opens: the latest, a line for those that belong together. */
export function BellList({ state, onLeave }: BellListProps) {
  const { t } = useTranslation();
  const markRead = useMarkRead();
  return (
    <>
      <Group justify="space-between" wrap="nowrap" className={classes.bellHead}>
        <Text fw={600}>{t('notices.title')}</Text>
        {state.data !== undefined && state.data.unread > 0 && (
          <MarkAll upTo={state.data.as_of} onMark={markRead} />
        )}
      </Group>
      <ReadView state={state} skeleton={<RowsSkeleton rows={3} />}>
        {({ groups }) =>
          groups.length === 0 ? (
            <Text c="dimmed" p="sm">
              {t('notices.none_body')}
            </Text>
          ) : (
            <ul className={classes.list}>
              {groups.map((group) => (
                <Line
                  key={`${group.kind} ${group.object_id}`}
                  group={group}
                  onFollow={() => {
                    markRead({ ids: group.unread_ids });
                    onLeave();
                  }}
                />
              ))}
            </ul>
          )
        }
      </ReadView>
      <div className={classes.bellFoot}>
        <TextLink to="/notices" search={{}} onClick={onLeave}>
          {t('notices.all')}
        </TextLink>
        <TextLink to="/notices/preferences" onClick={onLeave}>
          {t('notices.preferences.link')}
        </TextLink>
      </div>
    </>
  );
}

function MarkAll({ upTo, onMark }: { upTo: string; onMark: (which: { up_to: string }) => void }) {
  const { t } = useTranslation();
  return (
    <Button size="compact-sm" variant="subtle" onClick={() => onMark({ up_to: upTo })}>
      {t('notices.mark_all')}
    </Button>
  );
}

function Line({ group, onFollow }: { group: NoticeGroup; onFollow: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sentence = useSentence();
  return (
    <li className={classes.line} data-unread={group.unread > 0 || undefined}>
      <NoticeLink told={group} several={group.count > 1} onClick={onFollow}>
        {sentence(group, group.count)}
      </NoticeLink>
      <Text size="sm" c="dimmed">
        {group.unread > 0 && <span className={classes.new}>{t('notices.unread')} · </span>}
        <time dateTime={group.at}>{format.dateTime(group.at)}</time>
      </Text>
    </li>
  );
}
