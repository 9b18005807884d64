import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from '@/ui/link';
import { Section } from '@/ui/page';
import classes from './profile.module.css';

/** Roles held here, the present one first. */
export function ExperienceTab({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t('profile.roles_held')}>
      {profile.role_history.length === 0 ? (
        <Text c="dimmed">{t('profile.roles_held_none')}</Text>
      ) : (
        <ol className={classes.history}>
          {profile.role_history.map((entry) => (
            <li key={entry.id}>
              <Text fw={600}>{entry.title}</Text>
              <Text size="sm" c="dimmed">
                {[
                  entry.org_unit?.name,
                  entry.to
                    ? t('common.from_to', { from: format.month(entry.from), to: format.month(entry.to) })
                    : t('common.since', { from: format.month(entry.from) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
              {entry.job_profile && (
                <TextLink
                  to="/roles/$jobProfileId"
                  params={{ jobProfileId: entry.job_profile.id }}
                  size="sm"
                >
                  {t('profile.role_described', { title: entry.job_profile.title })}
                </TextLink>
              )}
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
