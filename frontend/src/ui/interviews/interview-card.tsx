import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Interview } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { ConfirmButton } from '../confirm-button';
import { Mark } from '../mark';
import { useNotify } from '../notify';
import classes from './interviews.module.css';
import { NoteForm } from './note-form';
import { TimesForm } from './times-form';
import { useInterviews } from './use-interviews';
import { knownZone } from './zone';

interface InterviewCardProps {
  applicationId: string;
  one: Interview;
  own: boolean;
}

const TONES = { proposed: 'warn', confirmed: 'good', cancelled: 'plain' } as const;

/** One conversation: when, where, with whom, and what the reader may do about it. */
export function InterviewCard({ applicationId, one, own }: InterviewCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const notify = useNotify();
  const [moving, setMoving] = useState(false);
  const { choose, move, cancel } = useInterviews(applicationId);
  const zone = knownZone(one.time_zone);
  const names = one.interviewers.map(({ display_name }) => display_name);
  const may = (what: Interview['allowed'][number]) => one.allowed.includes(what);
  return (
    <li className={classes.interview}>
      <Group justify="space-between" gap="sm">
        <Text fw={550}>
          {one.starts_at == null ? t('interviews.no_time') : format.dateTimeIn(one.starts_at, zone)}
        </Text>
        <Mark tone={TONES[one.status]}>{t(`interviews.status.${one.status}`)}</Mark>
      </Group>
      <Text size="sm">{t('interviews.with', { names: format.list(names) })}</Text>
      {one.place != null && <Text size="sm">{t('interviews.at', { place: one.place })}</Text>}
      {!one.revealed && one.status === 'proposed' && (
        <Text size="sm" c="dimmed">
          {t(own ? 'interviews.will_know' : 'interviews.do_not_know')}
        </Text>
      )}
      {may('choose') && own && (
        <Stack gap="xs" role="group" aria-label={t('interviews.choose')}>
          {one.slots.map((slot, at) =>
            slot.choosable ? (
              <div key={slot.starts_at}>
                <ConfirmButton
                  label={t('interviews.take', { time: format.dateTimeIn(slot.starts_at, zone) })}
                  title={t('interviews.take_title')}
                  consequence={t('interviews.take_consequence', { names: format.list(names) })}
                  confirmLabel={t('interviews.take_confirm')}
                  onConfirm={() =>
                    choose
                      .mutateAsync({ one, slot: at })
                      .then(() => notify.done(t('interviews.chosen')), notify.failed)
                  }
                />
              </div>
            ) : null,
          )}
        </Stack>
      )}
      {one.status === 'proposed' && !own && (
        <ul className={classes.times}>
          {one.slots.map((slot) => (
            <li key={slot.starts_at}>{format.dateTimeIn(slot.starts_at, zone)}</li>
          ))}
        </ul>
      )}
      {moving ? (
        <TimesForm
          zone={zone}
          named={false}
          label={t('interviews.move')}
          submitLabel={t('interviews.move_submit')}
          onCancel={() => setMoving(false)}
          onSubmit={async ({ slots, place }) => {
            await move.mutateAsync({ one, body: { slots, ...(place == null ? {} : { place }) } });
            setMoving(false);
            notify.done(t('interviews.moved'));
          }}
        />
      ) : (
        <Group gap="sm">
          {one.status === 'confirmed' && (
            <Anchor
              href={`/api/v1/applications/${applicationId}/interviews/${one.id}/calendar`}
              download="conversation.ics"
            >
              {t('interviews.to_calendar')}
            </Anchor>
          )}
          {may('move') && (
            <Button variant="default" size="compact-sm" onClick={() => setMoving(true)}>
              {t('interviews.move')}
            </Button>
          )}
          {may('cancel') && (
            <ConfirmButton
              size="compact-sm"
              label={t('interviews.cancel')}
              title={t('interviews.cancel_title')}
              consequence={t('interviews.cancel_consequence')}
              confirmLabel={t('interviews.cancel_confirm')}
              onConfirm={() =>
                cancel.mutateAsync(one).then(() => notify.done(t('interviews.cancelled')), notify.failed)
              }
            />
          )}
        </Group>
      )}
      {may('write_note') && <NoteForm applicationId={applicationId} one={one} />}
      {one.notes.map((note) => (
        <div key={note.author.id}>
          <Text size="sm" fw={550}>
            {note.author.display_name}
          </Text>
          <Text size="sm" className={classes.note}>
            {note.note}
          </Text>
        </div>
      ))}
    </li>
  );
}
