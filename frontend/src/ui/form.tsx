import { Button, Group, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState, type SubmitEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { hasStatus, isApiError } from '@/api/client';
import type { ApiError } from '@/api/problem';
import { useCodeText } from '@/i18n/use-code-text';
import { Dialog } from './dialog';
import { matchFields } from './form-problem';
import classes from './form.module.css';
import { ErrorNote } from './states';

interface FormProps<V extends Record<string, unknown>> {
  form: UseFormReturnType<V>;
  /** Resolves once the server has taken it; an `ApiError` is shown at the fields it points to. */
  onSubmit: (values: V) => Promise<unknown>;
  submitLabel: string;
  onCancel?: () => void;
  /** Reads the resource again, after somebody else has changed it. */
  onReload?: () => void;
  /** More buttons beside the submit button. */
  extra?: ReactNode;
  label: string;
  fullWidth?: boolean;
  /** Long forms: the buttons stay at the lower edge of the window. */
  keepInView?: boolean;
  /** Not what the page is there for. */
  quiet?: boolean;
  children: ReactNode;
}

/** The one form shell: submits once, shows what the server refused where it was typed. */
export function Form<V extends Record<string, unknown>>({
  form,
  onSubmit,
  submitLabel,
  onCancel,
  onReload,
  extra,
  label,
  fullWidth = false,
  keepInView = false,
  quiet = false,
  children,
}: FormProps<V>) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const [error, setError] = useState<ApiError | null>(null);
  const [conflict, setConflict] = useState(false);
  const [busy, setBusy] = useState(false);

  const fieldText = (code: string) => codeText('errors.fields', code) ?? t('errors.fields.invalid');

  const send = async (values: V) => {
    setError(null);
    setBusy(true);
    try {
      await onSubmit(values);
    } catch (failure) {
      if (!isApiError(failure)) throw failure;
      if (hasStatus(failure, 412) && onReload !== undefined) {
        setConflict(true);
        return;
      }
      const { matched } = matchFields(failure.fields, form.getValues());
      form.setErrors(
        Object.fromEntries(matched.map(({ path, code }) => [path, fieldText(code)])),
      );
      const first = matched[0];
      if (first !== undefined) form.getInputNode(first.path)?.focus();
      setError(failure);
    } finally {
      setBusy(false);
    }
  };

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    form.onSubmit((values) => void send(values), (errors) => {
      const first = Object.keys(errors)[0];
      if (first !== undefined) form.getInputNode(first)?.focus();
    })(event);
  };

  return (
    <form onSubmit={submit} noValidate aria-label={label}>
      <Stack gap="md">
        {children}
        {error !== null && <ErrorNote error={error} />}
        <Group gap="sm" className={keepInView ? classes.foot : undefined}>
          <Button type="submit" loading={busy} fullWidth={fullWidth} variant={quiet ? 'default' : 'filled'}>
            {submitLabel}
          </Button>
          {extra}
          {onCancel !== undefined && (
            <Button variant="default" onClick={onCancel} disabled={busy}>
              {t('common.cancel')}
            </Button>
          )}
        </Group>
      </Stack>
      <Dialog
        opened={conflict}
        onClose={() => setConflict(false)}
        title={t('errors.changed_elsewhere.title')}
      >
        <Stack>
          <Text>{t('errors.changed_elsewhere.body')}</Text>
          <Group>
            <Button
              onClick={() => {
                setConflict(false);
                onReload?.();
              }}
            >
              {t('errors.changed_elsewhere.reload')}
            </Button>
            <Button variant="default" onClick={() => setConflict(false)}>
              {t('errors.changed_elsewhere.keep')}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </form>
  );
}
