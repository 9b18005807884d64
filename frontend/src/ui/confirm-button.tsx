import { Button, Group, Stack, Text, type ButtonProps } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog';

interface ConfirmButtonProps extends ButtonProps {
  label: string;
  /** Which of several such buttons it is, for whoever hears them. */
  named?: string;
  /** Question in the dialog's head. */
  title: string;
  /** What happens next, and who will know. */
  consequence: ReactNode;
  confirmLabel: string;
  onConfirm: () => void;
}

/** A button whose effect is said before it happens. */
export function ConfirmButton({
  label,
  named,
  title,
  consequence,
  confirmLabel,
  onConfirm,
  ...button
}: ConfirmButtonProps) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" {...button} {...(named === undefined ? {} : { 'aria-label': named })} onClick={open}>
        {label}
      </Button>
      <Dialog opened={opened} onClose={close} title={title}>
        <Stack>
          <Text component="div">{consequence}</Text>
          <Group>
            <Button
              onClick={() => {
                close();
                onConfirm();
              }}
            >
              {confirmLabel}
            </Button>
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
