import { Button, Group, Stack, Text, type ButtonProps } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
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
  /** Does it. What comes of it, good or bad, is said by whoever does it. */
  onConfirm: () => Promise<void>;
}

/** A button whose effect is said before it happens. Its dialog stays until it has happened. */
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
  const [isRunning, setRunning] = useState(false);
  const dismiss = () => {
    if (!isRunning) close();
  };
  const confirm = async () => {
    setRunning(true);
    try {
      await onConfirm();
    } finally {
      setRunning(false);
      close();
    }
  };
  return (
    <>
      <Button variant="default" {...button} {...(named === undefined ? {} : { 'aria-label': named })} onClick={open}>
        {label}
      </Button>
      <Dialog opened={opened} onClose={dismiss} title={title}>
        <Stack>
          <Text component="div">{consequence}</Text>
          <Group>
            <Button loading={isRunning} onClick={() => void confirm()}>
              {confirmLabel}
            </Button>
            <Button variant="default" disabled={isRunning} onClick={close}>
              {t('common.cancel')}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
