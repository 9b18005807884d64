import { ActionIcon, Drawer, Kbd, UnstyledButton } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { IconDots, IconSearch } from '@tabler/icons-react';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import { abilitiesOf } from '@/auth/abilities';
import { SessionProvider } from '@/auth/session';
import { Bell } from '@/features/notices/bell';
import { Logo } from '@/ui/logo';
import { ReadView } from '@/ui/states';
import { AccountMenu } from './account-menu';
import { entriesFor, type Entry } from './navigation';
import classes from './shell.module.css';
import '@mantine/notifications/styles.css';

const CommandBar = lazy(async () => ({
  default: (await import('@/features/command/command-bar')).CommandBar,
}));

/** Frame of every signed-in screen: rail (bottom bar on a phone), command bar, account. */
export function Shell() {
  const session = useRead(reads.session());
  return (
    <ReadView state={session}>
      {(data) => (
        <SessionProvider value={data}>
          <Frame entries={entriesFor(abilitiesOf(data))} />
        </SessionProvider>
      )}
    </ReadView>
  );
}

function Frame({ entries }: { entries: readonly Entry[] }) {
  const { t } = useTranslation();
  const [commandOpened, command] = useDisclosure(false);
  const [moreOpened, more] = useDisclosure(false);
  useHotkeys([['mod+K', command.toggle]], []);

  const fits = entries.length <= 5 ? 5 : 4;
  return (
    <div className={classes.frame}>
      <aside className={classes.rail}>
        <div className={classes.railInside}>
          <Link to="/" className={classes.brand} aria-label={t('common.home_link')}>
            <Logo />
          </Link>
          <nav aria-label={t('common.main_navigation')} className={classes.railNav}>
            {entries.map((entry) => (
              <RailLink key={entry.to} entry={entry} />
            ))}
          </nav>
        </div>
      </aside>

      <header className={classes.head}>
        <Link to="/" className={classes.headBrand} aria-label={t('common.home_link')}>
          <Logo short />
        </Link>
        <UnstyledButton className={classes.search} onClick={command.open}>
          <IconSearch size={16} aria-hidden="true" />
          <span>{t('common.search_everything')}</span>
          <Kbd size="xs" className={classes.kbd}>
            {isApple() ? t('common.command_key') : t('common.control_key')}
          </Kbd>
        </UnstyledButton>
        <div className={classes.headEnd}>
          <Bell />
          <AccountMenu />
        </div>
      </header>

      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>

      <nav aria-label={t('common.main_navigation')} className={classes.bottom}>
        {entries.slice(0, fits).map((entry) => (
          <RailLink key={entry.to} entry={entry} />
        ))}
        {entries.length > fits && (
          <ActionIcon
            variant="subtle"
            color="gray"
            className={classes.more}
            onClick={more.open}
            aria-label={t('common.more')}
          >
            <IconDots aria-hidden="true" />
          </ActionIcon>
        )}
      </nav>
      <Drawer opened={moreOpened} onClose={more.close} position="bottom" size="auto" title={t('common.more')}>
        <nav aria-label={t('common.more')} className={classes.drawerNav}>
          {entries.slice(fits).map((entry) => (
            <RailLink key={entry.to} entry={entry} onClick={more.close} />
          ))}
        </nav>
      </Drawer>

      <section aria-label={t('common.notifications')}>
        <Notifications position="bottom-right" withinPortal={false} className={classes.toasts} />
      </section>
      {commandOpened && (
        <Suspense fallback={null}>
          <CommandBar onClose={command.close} />
        </Suspense>
      )}
    </div>
  );
}

const isApple = () => /Mac|iPhone|iPad/.test(window.navigator.userAgent);

function RailLink({ entry, onClick }: { entry: Entry; onClick?: () => void }) {
  const { t } = useTranslation();
  const Icon = entry.icon;
  const belongs = useLocation({
    select: ({ pathname }) =>
      pathname === entry.also || (entry.alsoBelow === true && pathname.startsWith(`${entry.also}/`)),
  });
  return (
    <Link
      to={entry.to}
      className={classes.link}
      data-belongs={belongs || undefined}
      activeOptions={{ exact: entry.to === '/', includeSearch: false }}
      onClick={onClick}
    >
      <Icon size={20} stroke={1.6} aria-hidden="true" />
      <span>{t(entry.label)}</span>
    </Link>
  );
}
