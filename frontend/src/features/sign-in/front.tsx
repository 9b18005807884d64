import { Group, Select, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '@/i18n';
import { isLanguage, LANGUAGES } from '@/i18n/languages';
import { Logo } from '@/ui/logo';
import classes from './front.module.css';

interface FrontProps {
  title: string;
  lead?: string;
  wide?: boolean;
  children: ReactNode;
}

/** Frame of the screens in front of the door. */
export function Front({ title, lead, wide = false, children }: FrontProps) {
  const { t, i18n } = useTranslation();
  useEffect(() => {
    document.title = t('common.document_title', { title });
  }, [t, title]);
  return (
    <main id="main" className={classes.front} data-wide={wide || undefined} tabIndex={-1}>
      <Group justify="space-between" mb="xl">
        <Logo />
        <Select
          aria-label={t('account.language')}
          data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
          value={i18n.language}
          onChange={(value) => {
            if (isLanguage(value)) void chooseLanguage(value);
          }}
          allowDeselect={false}
          w={120}
          size="xs"
        />
      </Group>
      <Title order={1} mb={lead === undefined ? 'md' : undefined}>
        {title}
      </Title>
      {lead !== undefined && (
        <Text c="dimmed" mb="lg">
          {lead}
        </Text>
      )}
      {children}
    </main>
  );
}
