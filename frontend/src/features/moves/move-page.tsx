import { Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { Move } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { capitalised } from '@/ui/capitalised';
import { TextLink } from '@/ui/link';
import { Page, Section, Trail } from '@/ui/page';
import { PageRead } from '@/ui/page-read';
import { RowsSkeleton } from '@/ui/states';
import { VacancyWhatIf } from '@/ui/vacancy';
import { Chain } from './chain';
import { CheckIns } from './check-ins';
import { Consents } from './consents';
import { HandOver } from './hand-over';
import { History } from './history';
import { MoveCommands } from './move-commands';
import { MoveNature } from '@/ui/move-nature';
import { MoveStatusMark } from '@/ui/move-status';
import classes from './moves.module.css';

const route = getRouteApi('/signed-in/moves/$moveId');

/** One move, for each of those who may know of it; the server says what they see and may do. */
export function MovePage() {
  const { moveId } = route.useParams();
  const move = useRead(reads.move(moveId));
  return (
    <PageRead state={move} skeleton={<RowsSkeleton rows={4} height={120} />}>
      {(data) => <Detail move={data} etag={move.etag} onReload={move.retry} />}
    </PageRead>
  );
}

interface DetailProps {
  move: Move;
  etag: string | undefined;
  onReload: () => void;
}

const SEATED = new Set<Move['status']>(['effective', 'transition', 'trial', 'confirmed']);

/** The seat has not changed yet. */
const AHEAD = new Set<Move['status']>([
  'planned',
  'release_requested',
  'release_agreed',
  'approved',
  'scheduled',
]);

function Detail({ move, etag, onReload }: DetailProps) {
  const { t } = useTranslation();
  const own = move.sides.includes('mover');
  const title = own
    ? move.opportunity.title
    : t('moves.of', { name: move.employee.display_name, title: move.opportunity.title });
  const foresees =
    AHEAD.has(move.status) &&
    (move.sides.includes('releasing_manager') || move.sides.includes('specialist'));
  const sees = own || move.sides.includes('receiving_manager') || move.sides.includes('specialist');
  return (
    <Page
      title={title}
      lead={t('moves.units', { from: move.from_unit.name, to: move.to_unit.name })}
      marks={
        <>
          <MoveStatusMark status={move.status} />
          <MoveNature move={move} />
        </>
      }
      trail={
        <Trail>
          <TextLink to="/moves" search={{}}>
            {t('moves.title')}
          </TextLink>
          <span aria-current="page">{title}</span>
        </Trail>
      }
      actions={<MoveCommands move={move} etag={etag} onReload={onReload} />}
    >
      <div className={classes.columns}>
        <Stack gap="lg">
          <Next move={move} />
          {foresees && (
            <Section title={t('moves.vacancy.title')}>
              <VacancyWhatIf of={reads.moveVacancy(move.id)} />
            </Section>
          )}
          {move.backfill_id != null && <Backfill id={move.backfill_id} />}
          {move.other_applications.length > 0 && <Others move={move} />}
          {sees && SEATED.has(move.status) && <CheckIns move={move} etag={etag} onReload={onReload} />}
          <HandOver move={move} etag={etag} />
        </Stack>
        <Stack gap="lg">
          <Dates move={move} />
          <Consents move={move} />
          <Known move={move} />
          {move.sides.includes('specialist') && <Chain moveId={move.id} />}
          <History move={move} />
        </Stack>
      </div>
    </Page>
  );
}

/** What happens by itself or whom it waits for, in one sentence. */
function Next({ move }: { move: Move }) {
  const { t } = useTranslation();
  const format = useFormat();
  const effective = format.date(move.effective_on);
  const who = move.waits_for == null ? '' : t(`moves.side.${move.waits_for}`);
  const awaited = (of: Move): string => {
    if (of.waits_for !== 'specialist') return t('moves.next_approval');
    return t(of.council?.stand === 'objected' ? 'moves.next_objected' : 'moves.next_council');
  };
  const ending = endingOf(move);
  return (
    <Section title={t('moves.next_title')}>
      {move.next != null ? (
        <Text>
          {capitalised(
            t(`moves.next.${move.next.step}`, {
              date: format.date(move.next.on),
              effective,
              who,
              answer: move.answer_by == null ? '' : format.date(move.answer_by),
              trial: move.trial_ends_on == null ? '' : format.date(move.trial_ends_on),
            }),
          )}
        </Text>
      ) : ending !== undefined ? (
        <Text>{t(`moves.next_none.${ending}`)}</Text>
      ) : (
        <Text>{awaited(move)}</Text>
      )}
      {move.confirmed_by != null && (
        <Text mt="sm">{t('moves.confirmed_by', { who: t(`moves.side.${move.confirmed_by}`) })}</Text>
      )}
    </Section>
  );
}

/** How it ended: a secondment whose time is over leaves the opening's seat as it is. */
function endingOf({ status, history }: Move): 'confirmed' | 'returned' | 'cancelled' | 'ended' | undefined {
  if (status === 'returned') return history.some(({ step }) => step === 'end_reached') ? 'ended' : status;
  return status === 'confirmed' || status === 'cancelled' ? status : undefined;
}

function Dates({ move }: { move: Move }) {
  const { t } = useTranslation();
  const format = useFormat();
  const seat = (title: string, unit: string, manager: string | undefined) =>
    manager === undefined
      ? t('moves.seat', { title, unit })
      : t('moves.seat_manager', { title, unit, manager });
  const rows: [string, string | null | undefined][] = [
    [t('moves.from_seat'), seat(move.from_seat.title, move.from_unit.name, move.from_manager?.display_name)],
    [t('moves.to_seat'), seat(move.to_seat.title, move.to_unit.name, move.to_manager?.display_name)],
    [t('moves.accepted_on'), format.date(move.accepted_on)],
    [t('moves.countered_to'), move.countered_to == null ? null : format.date(move.countered_to)],
    [t('moves.effective_on'), format.date(move.effective_on)],
    [t('moves.cap_on'), SEATED.has(move.status) ? null : format.date(move.cap_on)],
    [t('moves.trial_ends_on'), move.trial_ends_on == null ? null : format.date(move.trial_ends_on)],
    [t('moves.ends_on'), move.ends_on == null ? null : format.date(move.ends_on)],
  ];
  return (
    <Section title={t('moves.dates')}>
      <dl className={classes.facts}>
        {rows.map(([name, value]) =>
          value == null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </Section>
  );
}

function Known({ move }: { move: Move }) {
  const { t } = useTranslation();
  return (
    <Section title={t('moves.known')}>
      <Text mb="sm">{t('moves.known_mover')}</Text>
      <ul className={classes.plain}>
        {move.known_to.map((known) => (
          <li key={`${known.side}-${known.who?.id ?? ''}`}>
            {known.who == null
              ? capitalised(t(`moves.side.${known.side}`))
              : t('moves.known_line', {
                  who: known.who.display_name,
                  side: t(`moves.side.${known.side}`),
                })}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Backfill({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <Section title={t('moves.backfill')}>
      <Text mb="sm">{t('moves.backfill_lead')}</Text>
      <TextLink to="/hiring/$opportunityId" params={{ opportunityId: id }}>
        {t('moves.backfill_link')}
      </TextLink>
    </Section>
  );
}

function Others({ move }: { move: Move }) {
  const { t } = useTranslation();
  return (
    <Section title={t('moves.others')}>
      <Text mb="sm">{t('moves.others_lead')}</Text>
      <ul className={classes.plain}>
        {move.other_applications.map((other) => (
          <li key={other.id}>
            <TextLink to="/applications/$applicationId" params={{ applicationId: other.id }}>
              {other.title}
            </TextLink>
          </li>
        ))}
      </ul>
    </Section>
  );
}
