import { ActionIcon, Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBell } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import { useFormat } from '@/i18n/use-format';
import { RowsSkeleton } from '@/ui/states';
import classes from './notices.module.css';

const BellList = lazy(async () => ({ default: (await import('./bell-list')).BellList }));

const LOOK_EVERY = 60_000;
/** Beyond this the exact number tells nobody anything. */
const MOST_SHOWN = 99;

/** How much one has not read yet, and the latest of it. */
export function Bell() {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, list] = useDisclosure(false);
  const summary = useRead(reads.noticeSummary(), { repeatEvery: LOOK_EVERY });
  const unread = summary.data?.unread ?? 0;
  const label = unread === 0 ? t('notices.bell') : t('notices.bell_unread', { count: unread });
  return (
    <Popover
      opened={opened}
      onChange={(open) => (open ? list.open() : list.close())}
      position="bottom-end"
      width="min(26rem, calc(100vw - 1rem))"
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          className={classes.bell}
          aria-label={label}
          title={label}
          onClick={list.toggle}
        >
          <IconBell size={20} stroke={1.6} aria-hidden="true" />
          {unread > 0 && (
            <span className={classes.count} aria-hidden="true">
              {unread > MOST_SHOWN
                ? t('notices.more_than', { count: format.number(MOST_SHOWN) })
                : format.number(unread)}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('notices.title')} className={classes.dropdown}>
        <Suspense fallback={<RowsSkeleton rows={3} />}>
          <BellList state={summary} onLeave={list.close} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
