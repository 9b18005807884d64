import { Alert, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Disclosure } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { capitalised } from './capitalised';
import classes from './disclosure-timeline.module.css';
import timeline from './timeline.module.css';

interface DisclosureTimelineProps {
  stages: readonly Disclosure[];
  /** Whether it is told to the applicant, or about them. */
  own?: boolean;
  /** The applicant's own manager is of the hiring team: nothing is kept from them. */
  managerDecides?: boolean;
  /** The hiring team is told the name only with the shortlist. */
  namesHidden?: boolean;
}

/** Who may know about an application, stage by stage, with the names of their roles. */
export function DisclosureTimeline({
  stages,
  own = true,
  managerDecides = false,
  namesHidden = false,
}: DisclosureTimelineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  const stageText = (stage: string) =>
    (own ? undefined : codeText('applications.stage_theirs', stage)) ??
    (managerDecides
      ? codeText('applications.disclosure_stage_manager_decides', stage)
      : undefined) ??
    codeText('applications.disclosure_stage', stage) ??
    stage;
  const whoText = (code: string) =>
    (own ? undefined : codeText('applications.who_theirs', code)) ?? codeText('applications.who', code) ?? code;
  return (
    <ol className={`${timeline.list} ${classes.line}`}>
      {stages.map(({ stage, who }) => (
        <li key={stage}>
          <Text fw={550} size="sm">
            {stageText(stage)}
          </Text>
          <Text size="sm" c="dimmed">
            {who.length === 0
              ? t(own ? 'applications.nobody' : 'applications.nobody_theirs')
              : capitalised(format.list(who.map(whoText)))}
          </Text>
          {namesHidden && stage === 'submitted' && who.includes('hiring_team') && (
            <Text size="sm">{t(own ? 'applications.unnamed.own' : 'applications.unnamed.theirs')}</Text>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Said before somebody applies where their own manager would read it. */
export function ManagerDecidesNote({ namesHidden = false }: { namesHidden?: boolean }) {
  const { t } = useTranslation();
  return (
    <Alert
      color="yellow"
      variant="outline"
      role="note"
      title={t('applications.manager_decides_title')}
      icon={<IconEye aria-hidden="true" />}
    >
      {t('applications.manager_decides')} {namesHidden && t('applications.unnamed.manager_decides')}
    </Alert>
  );
}
