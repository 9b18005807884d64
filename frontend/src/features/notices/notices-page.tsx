import { Button, Checkbox, Group, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages, useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { Notice } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { ButtonLink } from '@/ui/link';
import { Card, Page } from '@/ui/page';
import { EmptyState, LoadMore, ReadView } from '@/ui/states';
import { NoticeLink } from './notice-link';
import { useSentence } from './sentence';
import { useMarkRead } from './use-mark-read';
import classes from './notices.module.css';

const route = getRouteApi('/signed-in/notices');

/** All that one was told, as far as one may still know of it. */
export function NoticesPage() {
  const { t } = useTranslation();
  const { unread = false } = route.useSearch();
  const navigate = route.useNavigate();
  const notices = usePages(reads.notices(unread));
  const summary = useRead(reads.noticeSummary());
  const markRead = useMarkRead();
  const asOf = summary.data?.as_of;
  return (
    <Page
      title={t('notices.title')}
      lead={t('notices.lead')}
      narrow
      actions={
        <ButtonLink to="/notices/preferences" variant="default">
          {t('notices.preferences.link')}
        </ButtonLink>
      }
    >
      <Group justify="space-between" mb="sm">
        <Checkbox
          label={t('notices.only_unread')}
          checked={unread}
          onChange={(event) =>
            void navigate({
              search: event.currentTarget.checked ? { unread: true } : {},
              replace: true,
              resetScroll: false,
            })
          }
        />
        {asOf !== undefined && (summary.data?.unread ?? 0) > 0 && (
          <Button size="xs" variant="default" onClick={() => markRead({ up_to: asOf })}>
            {t('notices.mark_all')}
          </Button>
        )}
      </Group>
      <ReadView state={notices}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('notices.none_title')}>{t('notices.none_body')}</EmptyState>
          ) : (
            <>
              <Card tight>
                <ul className={classes.list} aria-label={t('notices.title')}>
                  {items.map((notice) => (
                    <Line key={notice.id} notice={notice} onRead={() => markRead({ ids: [notice.id] })} />
                  ))}
                </ul>
              </Card>
              <LoadMore state={notices} />
            </>
          )
        }
      </ReadView>
    </Page>
  );
}

function Line({ notice, onRead }: { notice: Notice; onRead: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sentence = useSentence();
  const said = sentence(notice);
  return (
    <li className={classes.line} data-unread={!notice.read || undefined}>
      <NoticeLink told={notice} onClick={() => (notice.read ? undefined : onRead())}>
        {said}
      </NoticeLink>
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed">
          {!notice.read && <span className={classes.new}>{t('notices.unread')} · </span>}
          <time dateTime={notice.at}>{format.dateTime(notice.at)}</time>
        </Text>
        {!notice.read && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`${t('notices.mark_read')}: ${said}`}
            onClick={onRead}
          >
            {t('notices.mark_read')}
          </Button>
        )}
      </Group>
    </li>
  );
}
