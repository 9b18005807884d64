import { Alert, Button, Code, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '@/api/problem';
import type { ReadState } from '@/api/query';
import { useErrorText } from './error-text';
import classes from './states.module.css';

interface ErrorPanelProps {
  error: ApiError;
  retry?: () => void;
  /** Where a heading says what happened already. */
  untitled?: boolean;
}

/** An error where the content would be: what happened, what to do, and the id to report. */
export function ErrorPanel({ error, retry, untitled = false }: ErrorPanelProps) {
  const { t } = useTranslation();
  const describe = useErrorText();
  const refused = error.status === 403;
  const Icon = refused ? IconLock : IconAlertTriangle;
  return (
    <div className={classes.panel} role="alert">
      <Icon size={24} aria-hidden="true" className={classes.icon} />
      <Stack gap="xs">
        {!untitled && <Text fw={600}>{describe(error).title}</Text>}
        <Text c="dimmed">{describe(error).hint}</Text>
        {error.requestId !== undefined && (
          <Text size="sm" c="dimmed">
            {t('errors.request_id')} <Code>{error.requestId}</Code>
          </Text>
        )}
        {retry !== undefined && !refused && error.status !== 404 && (
          <Group>
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} aria-hidden="true" />}
              onClick={retry}
            >
              {t('common.retry')}
            </Button>
          </Group>
        )}
      </Stack>
    </div>
  );
}

/** The same inside a form or dialog, where space is short. */
export function ErrorNote({ error }: { error: ApiError }) {
  const { t } = useTranslation();
  const describe = useErrorText();
  const { title, hint } = describe(error);
  return (
    <Alert
      color="red"
      variant="outline"
      role="alert"
      title={title}
      icon={<IconAlertTriangle aria-hidden="true" />}
    >
      {hint}
      {error.requestId !== undefined && (
        <Text size="sm" mt="xs">
          {t('errors.request_id')} <Code>{error.requestId}</Code>
        </Text>
      )}
    </Alert>
  );
}

interface EmptyStateProps {
  title: string;
  /** What to do next. */
  children?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      <Text fw={600} fz="lg">
        {title}
      </Text>
      {children !== undefined && (
        <Text c="dimmed" maw="34rem">
          {children}
        </Text>
      )}
      {action}
    </div>
  );
}

interface ReadViewProps<T> {
  state: Pick<ReadState<T>, 'data' | 'error' | 'retry'>;
  skeleton?: ReactNode;
  /** Instead of the panel: a whole screen's error needs a heading and a way on. */
  whenFailed?: (error: ApiError) => ReactNode;
  children: (data: T) => ReactNode;
}

/** Skeleton, error or content: every read on every screen goes through here. */
export function ReadView<T>({ state, skeleton, whenFailed, children }: ReadViewProps<T>) {
  const { t } = useTranslation();
  if (state.data !== undefined) return <>{children(state.data)}</>;
  if (state.error !== null) {
    return <>{whenFailed?.(state.error) ?? <ErrorPanel error={state.error} retry={state.retry} />}</>;
  }
  return (
    <div aria-busy="true">
      <span className="visually-hidden" role="status">
        {t('common.loading')}
      </span>
      {skeleton ?? <RowsSkeleton />}
    </div>
  );
}

/** Rows of the height that the real ones have, so that nothing jumps when they arrive. */
export function RowsSkeleton({ rows = 5, height = 56 }: { rows?: number; height?: number }) {
  return (
    <Stack gap="sm" aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} radius="md" />
      ))}
    </Stack>
  );
}

interface LoadMoreProps {
  state: { hasMore: boolean; isLoadingMore: boolean; loadMore: () => void };
}

export function LoadMore({ state }: LoadMoreProps) {
  const { t } = useTranslation();
  if (!state.hasMore) return null;
  return (
    <Group justify="center" mt="md">
      <Button variant="default" loading={state.isLoadingMore} onClick={state.loadMore}>
        {t('common.load_more')}
      </Button>
    </Group>
  );
}
