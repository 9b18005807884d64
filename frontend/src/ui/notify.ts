import { notifications } from '@mantine/notifications';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '@/api/problem';
import { useErrorText } from './error-text';

/** Short messages that go away by themselves. What must be read stays on the page instead. */
export function useNotify() {
  const { t } = useTranslation();
  const describe = useErrorText();
  const closeButtonProps = useMemo(() => ({ 'aria-label': t('common.close') }), [t]);
  const done = useCallback(
    (message: string) => {
      notifications.show({ message, color: 'accent', autoClose: 5000, closeButtonProps });
    },
    [closeButtonProps],
  );
  const failed = useCallback(
    (error: ApiError) => {
      const { title, hint } = describe(error);
      const id = error.requestId === undefined ? '' : ` ${t('errors.request_id')} ${error.requestId}`;
      notifications.show({ title, message: `${hint}${id}`, color: 'red', autoClose: 12_000, closeButtonProps });
    },
    [describe, t, closeButtonProps],
  );
  return { done, failed };
}
