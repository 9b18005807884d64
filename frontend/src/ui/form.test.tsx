import { MantineProvider, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { I18nextProvider } from 'react-i18next';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { problemFrom } from '@/api/problem';
import { i18n } from '@/i18n/in-tests';
import { Form } from './form';

afterEach(cleanup);

function Sample({ onSubmit, onReload }: { onSubmit: () => Promise<unknown>; onReload?: () => void }) {
  const form = useForm({ initialValues: { title: 'Analyst' } });
  return (
    <Form
      form={form}
      label="sample"
      submitLabel="Send"
      onSubmit={onSubmit}
      {...(onReload === undefined ? {} : { onReload })}
    >
      <TextInput label="Title" {...form.getInputProps('title')} />
    </Form>
  );
}

function show(onSubmit: () => Promise<unknown>, onReload?: () => void) {
  render(
    <I18nextProvider i18n={i18n}>
      <MantineProvider env="test">
        <Sample onSubmit={onSubmit} {...(onReload === undefined ? {} : { onReload })} />
      </MantineProvider>
    </I18nextProvider>,
  );
  return userEvent.setup();
}

describe('Form', () => {
  it('shows a refusal at the field it points to, with the request id, and focuses it', async () => {
    const user = show(() =>
      Promise.reject(
        problemFrom(422, {
          code: 'validation_failed',
          request_id: '01JD-9',
          errors: [{ pointer: '/title', code: 'too_long' }],
        }),
      ),
    );
    await user.click(screen.getByRole('button', { name: 'Send' }));
    expect(await screen.findByText('This is too long')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toContain('01JD-9');
    expect(document.activeElement).toBe(screen.getByLabelText('Title'));
  });

  it('offers to load the other version when somebody was faster', async () => {
    const reload = vi.fn();
    const user = show(
      () => Promise.reject(problemFrom(412, { code: 'precondition_failed' })),
      reload,
    );
    await user.click(screen.getByRole('button', { name: 'Send' }));
    await user.click(await screen.findByRole('button', { name: 'Load their version' }));
    expect(reload).toHaveBeenCalledOnce();
  });

  it('does not send twice while the first is under way', async () => {
    const submit = vi.fn(() => new Promise(() => undefined));
    const user = show(submit);
    const button = screen.getByRole('button', { name: 'Send' });
    await user.click(button);
    await user.click(button);
    expect(submit).toHaveBeenCalledOnce();
  });
});
