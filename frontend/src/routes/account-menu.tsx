import { Avatar, Menu, UnstyledButton } from '@mantine/core';
import { IconDeviceLaptop, IconLogout, IconMoon, IconSettings, IconSun } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { client, load } from '@/api/client';
import { useSession } from '@/auth/session';
import { chooseLanguage } from '@/i18n';
import { isLanguage, LANGUAGES, type Language } from '@/i18n/languages';
import { useAction } from '@/ui/use-action';
import { initials } from '@/ui/initials';
import classes from './account-menu.module.css';

const SCHEMES = [
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
  { value: 'auto', icon: IconDeviceLaptop },
] as const;

/** Language, colours, account settings and the way out. */
export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const saveLocale = useAction(
    (locale: Language) => client.PATCH('/api/v1/session/preferences', { body: { locale } }),
    { touches: [['session']] },
  );

  const signOut = async () => {
    try {
      await load(client.DELETE('/api/v1/session'));
    } finally {
      // Whatever the server answered, nothing of this person stays in the page.
      cache.clear();
      await navigate({ to: '/sign-in', search: {} });
    }
  };

  return (
    <div>
      <Menu position="bottom-end" width={240} withinPortal>
        <Menu.Target>
          <UnstyledButton className={classes.button}>
            <Avatar size={32} color="accent" variant="filled" radius={999} aria-hidden="true">
              {initials(session.display_name)}
            </Avatar>
            <span className="visually-hidden">{t('account.menu')}</span>
            <span className={classes.name}>{session.display_name}</span>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {[session.display_name, session.title ?? session.email].filter(Boolean).join(' · ')}
          </Menu.Label>
          <Menu.Item
            leftSection={<IconSettings size={16} aria-hidden="true" />}
            onClick={() => void navigate({ to: '/account' })}
          >
            {t('account.settings')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t('account.language')}</Menu.Label>
          {Object.entries(LANGUAGES).map(([language, name]) => (
            <Menu.RadioItem
              key={language}
              value={language}
              checked={i18n.language === language}
              closeMenuOnClick
              lang={language}
              onChange={() => {
                if (!isLanguage(language)) return;
                void chooseLanguage(language);
                saveLocale.run(language);
              }}
            >
              {name}
            </Menu.RadioItem>
          ))}
          <Menu.Divider />
          <Menu.Label>{t('account.colours')}</Menu.Label>
          {SCHEMES.map(({ value, icon: Icon }) => (
            <Menu.RadioItem
              key={value}
              value={value}
              checked={colorScheme === value}
              closeMenuOnClick
              rightSection={<Icon size={16} aria-hidden="true" />}
              onChange={() => setColorScheme(value)}
            >
              {t(`account.scheme.${value}`)}
            </Menu.RadioItem>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconLogout size={16} aria-hidden="true" />}
            onClick={() => void signOut()}
          >
            {t('account.sign_out')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
