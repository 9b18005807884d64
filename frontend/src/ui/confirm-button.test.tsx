import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { I18nextProvider } from 'react-i18next';
import { afterEach, describe, expect, it } from 'vitest';
import { i18n } from '@/i18n/in-tests';
import { ConfirmButton } from './confirm-button';
import { theme } from './theme';

afterEach(cleanup);

/** A change whose end the test decides. */
function pendingChange() {
  let end: () => void = () => undefined;
  let begun = 0;
  const change = () => {
    begun += 1;
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  };
  return { change, end: () => end(), begun: () => begun };
}

function show(onConfirm: () => Promise<void>) {
  render(
    <I18nextProvider i18n={i18n}>
      <MantineProvider theme={theme} env="test">
        <ConfirmButton
          label="Publish"
          title="Publish this opening?"
          consequence="Everybody will see it."
          confirmLabel="Yes"
          onConfirm={onConfirm}
        />
      </MantineProvider>
    </I18nextProvider>,
  );
  return userEvent.setup();
}

describe('ConfirmButton', () => {
  it('stays open, and does it once, until it has happened', async () => {
    const { change, end, begun } = pendingChange();
    const user = show(change);
    await user.click(screen.getByRole('button', { name: 'Publish' }));
    await user.click(await screen.findByRole('button', { name: 'Yes' }));
    expect(screen.getByRole('button', { name: 'Yes' }).hasAttribute('disabled')).toBe(true);

    await user.keyboard('{Enter}');
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).not.toBeNull();
    expect(begun()).toBe(1);

    end();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('does nothing when it is cancelled', async () => {
    const { change, begun } = pendingChange();
    const user = show(change);
    await user.click(screen.getByRole('button', { name: 'Publish' }));
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(begun()).toBe(0);
  });
});
