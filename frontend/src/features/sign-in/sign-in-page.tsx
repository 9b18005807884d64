import { Avatar, PasswordInput, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, isApiError, load } from '@/api/client';
import type { ApiError } from '@/api/problem';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import { useCodeText } from '@/i18n/use-code-text';
import { Form } from '@/ui/form';
import { initials } from '@/ui/initials';
import { ErrorNote, ReadView, RowsSkeleton } from '@/ui/states';
import { Front } from './front';
import classes from './front.module.css';
import { useArrive } from './use-arrive';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { t } = useTranslation();
  const { next } = route.useSearch();
  const meta = useRead(reads.meta());

  if (meta.data?.setup_required === true) return <Navigate to="/set-up" search={{}} />;
  const demo = meta.data?.demo === true;
  return (
    <Front title={t('account.sign_in.title')} lead={t('account.sign_in.lead')} wide={demo}>
      <ReadView state={meta} skeleton={<RowsSkeleton rows={3} />}>
        {() =>
          demo ? (
            <div className={classes.columns}>
              <PasswordForm next={next} />
              <Personas next={next} />
            </div>
          ) : (
            <PasswordForm next={next} />
          )
        }
      </ReadView>
    </Front>
  );
}

function PasswordForm({ next }: { next: string | undefined }) {
  const { t } = useTranslation();
  const arrive = useArrive();
  const form = useForm({ initialValues: { email: '', password: '' } });
  return (
    <Form
      form={form}
      label={t('account.sign_in.title')}
      submitLabel={t('account.sign_in.submit')}
      onSubmit={async (body) => arrive(await load(client.POST('/api/v1/session', { body })), next)}
    >
      {next !== undefined && <Text c="dimmed">{t('account.sign_in.comes_back')}</Text>}
      <TextInput
        label={t('account.email')}
        type="email"
        autoComplete="username"
        required
        {...form.getInputProps('email')}
      />
      <PasswordInput
        label={t('account.password')}
        autoComplete="current-password"
        required
        visibilityToggleButtonProps={{ 'aria-label': t('account.show_password') }}
        {...form.getInputProps('password')}
      />
    </Form>
  );
}

/** Only the demo company offers these; the server refuses them anywhere else. */
function Personas({ next }: { next: string | undefined }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const arrive = useArrive();
  const personas = useRead(reads.personas());
  const [entering, setEntering] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);

  const enter = async (persona: string) => {
    setEntering(persona);
    setError(null);
    try {
      await arrive(await load(client.POST('/api/v1/demo/session', { body: { persona } })), next);
    } catch (failure) {
      if (!isApiError(failure)) throw failure;
      setError(failure);
    } finally {
      setEntering(null);
    }
  };

  return (
    <section aria-labelledby="personas">
      <Stack gap="sm">
        <Title order={2} id="personas">
          {t('account.demo.title')}
        </Title>
        <Text c="dimmed">{t('account.demo.lead')}</Text>
        {error !== null && <ErrorNote error={error} />}
        <ReadView state={personas} skeleton={<RowsSkeleton rows={3} height={64} />}>
          {({ items }) => (
            <ul className={classes.personas}>
              {items.map((persona) => (
                <li key={persona.key}>
                  <UnstyledButton
                    className={classes.persona}
                    aria-disabled={entering !== null}
                    onClick={() => {
                      if (entering === null) void enter(persona.key);
                    }}
                  >
                    <Avatar color="accent" radius={999} aria-hidden="true">
                      {initials(persona.display_name)}
                    </Avatar>
                    <span className={classes.personaWords}>
                      <Text fw={600}>{persona.display_name}</Text>
                      <Text size="sm" c="dimmed">
                        {codeText('account.persona', persona.key)}
                      </Text>
                      <Text size="xs" c="dimmed">
                        {persona.title}
                      </Text>
                    </span>
                  </UnstyledButton>
                </li>
              ))}
            </ul>
          )}
        </ReadView>
      </Stack>
    </section>
  );
}
