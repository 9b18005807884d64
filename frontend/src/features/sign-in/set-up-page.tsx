import { PasswordInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { client, load } from '@/api/client';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import { Form } from '@/ui/form';
import { Front } from './front';
import { useArrive } from './use-arrive';

const route = getRouteApi('/set-up');

/** First run: whoever holds the token from the server's log becomes the first administrator. */
export function SetUpPage() {
  const { t } = useTranslation();
  const { token } = route.useSearch();
  const meta = useRead(reads.meta());
  const arrive = useArrive();
  const form = useForm({
    initialValues: { token: token ?? '', display_name: '', email: '', password: '' },
  });

  if (meta.data?.setup_required === false) return <Navigate to="/sign-in" search={{}} />;
  return (
    <Front title={t('account.set_up.title')}>
      <Text mb="md">{t('account.set_up.lead')}</Text>
      <Form
        form={form}
        label={t('account.set_up.title')}
        submitLabel={t('account.set_up.submit')}
        onSubmit={async (body) => arrive(await load(client.POST('/api/v1/setup', { body })))}
      >
        <TextInput
          label={t('account.set_up.token')}
          description={t('account.set_up.token_hint')}
          autoComplete="off"
          required
          {...form.getInputProps('token')}
        />
        <TextInput
          label={t('account.display_name')}
          autoComplete="name"
          required
          {...form.getInputProps('display_name')}
        />
        <TextInput
          label={t('account.email')}
          type="email"
          autoComplete="username"
          required
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={t('account.password')}
          description={t('account.password_hint')}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('account.show_password') }}
          {...form.getInputProps('password')}
        />
      </Form>
    </Front>
  );
}
