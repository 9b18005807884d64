import { Checkbox, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { client, ifMatch } from '@/api/client';
import type { Move, MoveTask } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { capitalised } from '@/ui/capitalised';
import { Section } from '@/ui/page';
import { useAction } from '@/ui/use-action';
import classes from './moves.module.css';

/** Who does what for the hand-over; one's own can be ticked. */
export function HandOver({ move, etag }: { move: Move; etag: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tick = useAction(
    ({ task, done }: { task: MoveTask; done: boolean }) =>
      client.PUT('/api/v1/moves/{id}/tasks/{task}', {
        params: { path: { id: move.id, task }, header: ifMatch(etag) },
        body: { done },
      }),
    { touches: [['moves']] },
  );
  const done = move.tasks.filter((task) => task.done_at != null).length;
  const tasks = move.tasks.toSorted((one, other) => one.due_on.localeCompare(other.due_on));
  return (
    <Section
      title={t('moves.tasks')}
      aside={
        <Text size="sm" c="dimmed">
          {t('moves.tasks_lead', { done, all: move.tasks.length })}
        </Text>
      }
    >
      <ul className={classes.plain}>
        {tasks.map((task) => (
          <li key={task.task} className={classes.task}>
            <Checkbox
              checked={task.done_at != null}
              disabled={!task.mine || tick.isRunning}
              label={t(`moves.task.${task.task}`)}
              classNames={{ label: classes.taskName }}
              description={capitalised(
                task.done_at == null
                  ? t('moves.task_line', {
                      who: t(`moves.side.${task.side}`),
                      date: format.date(task.due_on),
                    })
                  : t('moves.task_done_line', {
                      who: task.done_by?.display_name ?? t(`moves.side.${task.side}`),
                      date: format.date(task.done_at),
                    }),
              )}
              onChange={(event) => tick.run({ task: task.task, done: event.currentTarget.checked })}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}
