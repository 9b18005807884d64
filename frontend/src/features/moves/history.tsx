import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Move, MoveTask } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { Prose } from '@/ui/prose';
import { Section } from '@/ui/page';
import { useTaskWords } from '@/ui/task-words';
import timeline from '@/ui/timeline.module.css';
import classes from './moves.module.css';

type Event = Move['history'][number];

/** Every step with its day, who took it, what they said, and what changed of the person. */
export function History({ move }: { move: Move }) {
  const { t } = useTranslation();
  return (
    <Section title={t('moves.history')}>
      <ol className={timeline.list}>
        {move.history.map((event) => (
          <li key={`${event.step}-${event.at}`}>
            <Step event={event} ticked={move.tasks.find((task) => task.id === event.task_id)} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Step({ event, ticked }: { event: Event; ticked: MoveTask | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  const task = useTaskWords().title(ticked ?? {});
  const words = codeText('moves.step', event.step, { task }) ?? event.step;
  const who = event.by?.display_name ?? t(`moves.side.${event.side}`);
  return (
    <>
      <Text fw={550}>
        {event.date == null ? words : `${words} ${t('moves.for_date', { date: format.date(event.date) })}`}
      </Text>
      <Text size="sm" c="dimmed">
        {t('moves.at_by', { at: format.date(event.on), who })}
      </Text>
      {event.note != null && <Prose text={event.note} />}
      {event.changed.length > 0 && (
        <ul className={classes.plain}>
          {event.changed.map((change) => (
            <li key={`${change.field}-${change.old ?? ''}-${change.new ?? ''}`}>
              <Text size="sm">
                {t('moves.changed', {
                  field: codeText('moves.field', change.field) ?? change.field,
                  old: change.old ?? t('moves.nothing'),
                  new: change.new ?? t('moves.nothing'),
                })}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
