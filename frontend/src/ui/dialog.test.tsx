import { Button, MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import { afterEach, describe, expect, it } from 'vitest';
import { i18n } from '@/i18n/in-tests';
import { Dialog } from './dialog';
import { theme } from './theme';

afterEach(cleanup);

function Sample() {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <header>The page</header>
      <Button onClick={() => setOpened(true)}>Open</Button>
      <Dialog opened={opened} onClose={() => setOpened(false)} title="Are you sure?">
        Something follows.
      </Dialog>
    </>
  );
}

describe('Dialog', () => {
  it('is named by its title, adds no second banner, and its cross has a name', async () => {
    render(
      <I18nextProvider i18n={i18n}>
        <MantineProvider theme={theme} env="test">
          <Sample />
        </MantineProvider>
      </I18nextProvider>,
    );
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Open' }));
    const dialog = await screen.findByRole('dialog', { name: 'Are you sure?' });
    expect(dialog.querySelectorAll('header:not([role="presentation"])')).toHaveLength(0);
    expect(dialog.querySelectorAll('header')).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});
