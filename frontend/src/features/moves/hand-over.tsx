import { Checkbox, Text, Title } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { client, ifMatch } from '@/api/client';
import type { Move, MoveTask, TaskOwner } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { Section } from '@/ui/page';
import { OWNERS, useTaskWords } from '@/ui/task-words';
import { useAction } from '@/ui/use-action';
import classes from './moves.module.css';

type Tick = (task: MoveTask, done: boolean) => void;

/** Who does what for the hand-over; one's own can be ticked. */
export function HandOver({ move, etag }: { move: Move; etag: string | undefined }) {
  const { t } = useTranslation();
  const tick = useAction(
    ({ task, done }: { task: MoveTask; done: boolean }) =>
      client.PUT('/api/v1/moves/{id}/tasks/{item_id}', {
        params: { path: { id: move.id, item_id: task.id }, header: ifMatch(etag) },
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
        tasks.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('moves.tasks_lead', { done, all: tasks.length })}
          </Text>
        )
      }
    >
      {tasks.length === 0 && <Text>{t('moves.tasks_none')}</Text>}
      {OWNERS.map((owner) => (
        <OwnersTasks
          key={owner}
          owner={owner}
          tasks={tasks.filter((task) => task.owner === owner)}
          busy={tick.isRunning}
          onTick={(task, isDone) => tick.run({ task, done: isDone })}
        />
      ))}
    </Section>
  );
}

interface OwnersTasksProps {
  owner: TaskOwner;
  tasks: MoveTask[];
  busy: boolean;
  onTick: Tick;
}

function OwnersTasks({ owner, tasks, busy, onTick }: OwnersTasksProps) {
  const { t } = useTranslation();
  const heading = useId();
  if (tasks.length === 0) return null;
  return (
    <div className={classes.owner}>
      <Title order={3} size="h5" id={heading}>
        {t(`moves.task_owner.${owner}`)}
      </Title>
      <ul className={classes.plain} aria-labelledby={heading}>
        {tasks.map((task) => (
          <li key={task.id} className={classes.task}>
            <Task task={task} busy={busy} onTick={onTick} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Task({ task, busy, onTick }: { task: MoveTask; busy: boolean; onTick: Tick }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useTaskWords();
  const explanation = words.explanation(task);
  const state =
    task.done_at == null
      ? t('moves.task_line', { date: format.date(task.due_on) })
      : t('moves.task_done_line', {
          who: task.done_by?.display_name ?? t(`moves.task_owner.${task.owner}`),
          date: format.date(task.done_at),
        });
  return (
    <Checkbox
      checked={task.done_at != null}
      disabled={!task.mine || busy}
      label={words.title(task)}
      classNames={{ label: classes.taskName }}
      description={
        <>
          {explanation !== undefined && <span className={classes.explanation}>{explanation}</span>}
          {state}
        </>
      }
      onChange={(event) => onTick(task, event.currentTarget.checked)}
    />
  );
}
