import { Button, PasswordInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useChange, useRead } from '@/api/query';
import * as reads from '@/api/reads';
import { useFormat } from '@/i18n/use-format';
import { ConfirmButton } from '@/ui/confirm-button';
import { DataTable, type Column } from '@/ui/data-table';
import { Form } from '@/ui/form';
import { Mark } from '@/ui/mark';
import { useNotify } from '@/ui/notify';
import { Page, Section } from '@/ui/page';
import { ReadView, RowsSkeleton } from '@/ui/states';
import { useAction } from '@/ui/use-action';
import { deviceOf } from './device';

export function AccountPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('account.page.title')}>
      <Section title={t('account.page.password')}>
        <PasswordForm />
      </Section>
      <Sessions />
    </Page>
  );
}

function PasswordForm() {
  const { t } = useTranslation();
  const notify = useNotify();
  const form = useForm({ initialValues: { current_password: '', new_password: '' } });
  const change = useChange(
    (body: { current_password: string; new_password: string }) =>
      client.PUT('/api/v1/session/password', { body }),
    {
      touches: [['sessions']],
      onDone: () => {
        form.reset();
        notify.done(t('account.page.password_changed'));
      },
    },
  );
  const toggle = { visibilityToggleButtonProps: { 'aria-label': t('account.show_password') } };
  return (
    <Form
      form={form}
      label={t('account.page.password')}
      submitLabel={t('account.page.change_password')}
      onSubmit={(values) => change.mutateAsync(values)}
    >
      <PasswordInput
        label={t('account.page.current_password')}
        autoComplete="current-password"
        maw={360}
        required
        {...toggle}
        {...form.getInputProps('current_password')}
      />
      <PasswordInput
        label={t('account.page.new_password')}
        description={t('account.password_hint')}
        autoComplete="new-password"
        maw={360}
        required
        {...toggle}
        {...form.getInputProps('new_password')}
      />
    </Form>
  );
}

interface SignedIn {
  id: string;
  created_at: string;
  last_seen_at: string;
  ip?: string | null;
  user_agent?: string | null;
  current: boolean;
}

function Sessions() {
  const { t } = useTranslation();
  const format = useFormat();
  const sessions = useRead(reads.sessions());
  const end = useAction(
    (id: string) => client.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } }),
    { touches: [['sessions']], done: t('account.page.ended') },
  );
  const endOthers = useAction(() => client.DELETE('/api/v1/sessions'), {
    touches: [['sessions']],
    done: t('account.page.others_ended'),
  });
  const columns: Column<SignedIn>[] = [
    {
      key: 'device',
      header: t('account.page.device'),
      cell: (row) => (
        <>
          {deviceOf(row.user_agent ?? undefined) ?? t('account.page.unknown_device')}{' '}
          {row.current && <Mark tone="accent">{t('account.page.this_device')}</Mark>}
        </>
      ),
    },
    { key: 'seen', header: t('account.page.last_seen'), cell: (row) => format.dateTime(row.last_seen_at) },
    { key: 'since', header: t('account.page.signed_in'), cell: (row) => format.dateTime(row.created_at) },
    { key: 'ip', header: t('account.page.address'), cell: (row) => row.ip },
    {
      key: 'end',
      header: t('account.page.end'),
      hideHeader: true,
      cell: (row) =>
        row.current ? null : (
          <Button
            size="xs"
            variant="default"
            aria-label={t('account.page.end_this')}
            onClick={() => end.run(row.id)}
          >
            {t('account.page.end')}
          </Button>
        ),
    },
  ];
  return (
    <Section
      title={t('account.page.sessions')}
      plain
      aside={
        sessions.data && sessions.data.items.length > 1 ? (
          <ConfirmButton
            size="xs"
            label={t('account.page.end_others')}
            title={t('account.page.end_others_question')}
            consequence={t('account.page.end_others_consequence')}
            confirmLabel={t('account.page.end_others')}
            onConfirm={() => endOthers.runToEnd(undefined)}
          />
        ) : undefined
      }
    >
      <ReadView state={sessions} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) => (
          <DataTable
            caption={t('account.page.sessions_caption')}
            columns={columns}
            rows={items}
            rowKey={(row) => row.id}
          />
        )}
      </ReadView>
    </Section>
  );
}
