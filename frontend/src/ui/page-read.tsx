import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReadState } from '@/api/query';
import { useErrorText } from './error-text';
import { ButtonLink } from './link';
import { Page } from './page';
import { ErrorPanel, ReadView } from './states';

interface PageReadProps<T> {
  state: Pick<ReadState<T>, 'data' | 'error' | 'retry'>;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/** The read that a whole screen is about. Without it the screen still has a name and a way on. */
export function PageRead<T>(props: PageReadProps<T>) {
  const { t } = useTranslation();
  const describe = useErrorText();
  return (
    <ReadView
      {...props}
      whenFailed={(error) => (
        <Page title={describe(error).title} narrow>
          <ErrorPanel error={error} retry={props.state.retry} untitled />
          <Group>
            <ButtonLink to="/" variant="default">
              {t('errors.home')}
            </ButtonLink>
          </Group>
        </Page>
      )}
    />
  );
}
