import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { MatchReplay } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { ErrorNote, ReadView, RowsSkeleton } from '../states';
import classes from './fit-panel.module.css';

/** How a stored match was computed, on demand, and the same computed again. */
export function HowComputed({ matchId }: { matchId: string }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <details onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary className={classes.summary}>{t('match.how_computed')}</summary>
      {opened && <Stored matchId={matchId} />}
    </details>
  );
}

function Stored({ matchId }: { matchId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const stored = useRead(reads.storedMatch(matchId));
  return (
    <Stack gap="sm" mt="sm">
      <ReadView state={stored} skeleton={<RowsSkeleton rows={2} height={24} />}>
        {(data) => (
          <>
            <Text size="sm">
              {t('match.stored_line', {
                shown: format.dateTime(data.shown_at),
                day: format.date(data.day),
                model: data.model_version,
              })}
            </Text>
            <ul className={classes.plain}>
              {data.inputs.map((input) => (
                <li key={input.kind}>
                  <Text size="sm" className={classes.digest}>
                    {t(`match.input.${input.kind as InputKind}`)}: <code>{input.digest.slice(0, 16)}</code>
                  </Text>
                </li>
              ))}
            </ul>
          </>
        )}
      </ReadView>
      <Replay matchId={matchId} />
    </Stack>
  );
}

type InputKind = 'weights' | 'catalogue' | 'person' | 'opening';

function Replay({ matchId }: { matchId: string }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const replay = useRead(reads.matchReplay(matchId), { enabled: asked });
  return (
    <Group gap="sm" align="center">
      <Button
        variant="default"
        size="compact-sm"
        loading={asked && replay.isPending}
        onClick={() => (asked ? replay.retry() : setAsked(true))}
      >
        {t('match.replay')}
      </Button>
      <div role="status">
        {replay.error !== null && <ErrorNote error={replay.error} />}
        {replay.data && <Verdict replay={replay.data} />}
      </div>
    </Group>
  );
}

function Verdict({ replay }: { replay: MatchReplay }) {
  const { t } = useTranslation();
  if (replay.agrees) return <Text size="sm" fw={550}>{t('match.replay_agrees')}</Text>;
  const broken = replay.inputs.filter((input) => input.intact === false);
  return (
    <Text size="sm" fw={550} c="red">
      {broken.length > 0 || !replay.record_intact
        ? t('match.replay_changed')
        : replay.model_version === replay.model_version_now
          ? t('match.replay_differs')
          : t('match.replay_other_model')}
    </Text>
  );
}
