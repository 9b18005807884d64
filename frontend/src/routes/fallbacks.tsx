import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isApiError } from '@/api/client';
import { ButtonLink } from '@/ui/link';
import { Page } from '@/ui/page';
import { ErrorPanel, RowsSkeleton } from '@/ui/states';
import classes from './fallbacks.module.css';

export function PagePending() {
  return <RowsSkeleton rows={6} />;
}

/** An address that no screen has, inside the frame of somebody who is signed in. */
export function NoSuchPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('errors.no_page.title')} narrow>
      <Text>{t('errors.no_page.body')}</Text>
      <Group>
        <ButtonLink to="/">{t('errors.home')}</ButtonLink>
      </Group>
    </Page>
  );
}

/** The same where there is no frame around it. */
export function PageNotFound() {
  return (
    <main id="main" className={classes.alone} tabIndex={-1}>
      <NoSuchPage />
    </main>
  );
}

/** A screen that broke. What the server refused says so; anything else is our own mistake. */
export function PageCrashed({ error, reset }: { error: unknown; reset: () => void }) {
  const { t } = useTranslation();
  if (isApiError(error)) return <ErrorPanel error={error} retry={reset} />;
  return (
    <Page title={t('errors.crashed.title')} narrow>
      <Text role="alert">{t('errors.crashed.body')}</Text>
      <Group>
        <Button onClick={() => window.location.reload()}>{t('errors.crashed.reload')}</Button>
      </Group>
    </Page>
  );
}
