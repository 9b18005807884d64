import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Disclosure } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { capitalised } from './capitalised';
import classes from './disclosure-timeline.module.css';

/** Who may know about an application, stage by stage, with the names of their roles. */
export function DisclosureTimeline({ stages }: { stages: readonly Disclosure[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  return (
    <ol className={classes.line}>
      {stages.map(({ stage, who }) => (
        <li key={stage}>
          <Text fw={550} size="sm">
            {codeText('applications.disclosure_stage', stage) ?? stage}
          </Text>
          <Text size="sm" c="dimmed">
            {who.length === 0
              ? t('applications.nobody')
              : capitalised(
                  format.list(who.map((code) => codeText('applications.who', code) ?? code)),
                )}
          </Text>
        </li>
      ))}
    </ol>
  );
}
