import { Text } from '@mantine/core';
import type { ParseKeys } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { EngagementSummary, MoveSummary } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { GigState } from '@/ui/gig-state';
import { TextLink } from '@/ui/link';
import { MoveStatusMark } from '@/ui/move-status';
import classes from './home.module.css';

interface RunningProps {
  moves: readonly MoveSummary[];
  engagements: readonly EngagementSummary[];
}

/** One's own moves and gigs, each with its next step and by when. */
export function Running({ moves, engagements }: RunningProps) {
  return (
    <ul className={classes.list}>
      {moves.map((move) => (
        <RunningMove key={move.id} move={move} />
      ))}
      {engagements.map((gig) => (
        <RunningGig key={gig.id} gig={gig} />
      ))}
    </ul>
  );
}

function RunningMove({ move }: { move: MoveSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const who = move.waits_for == null ? '' : t(`moves.side.${move.waits_for}`);
  const effective = format.date(move.effective_on);
  return (
    <li className={classes.row}>
      <span className={classes.words}>
        <TextLink to="/moves/$moveId" params={{ moveId: move.id }} fw={550}>
          {t('home.your_move', { title: move.opportunity.title, unit: move.to_unit.name })}
        </TextLink>
        <Text size="sm" c="dimmed">
          {move.next == null
            ? t(move.waits_for === 'specialist' ? 'home.move_next.specialist' : 'home.move_next.approval', { who })
            : t(`home.move_next.${move.next.step}`, { date: format.date(move.next.on), effective, who })}
        </Text>
      </span>
      <MoveStatusMark status={move.status} />
    </li>
  );
}

/** What a gig waits for; by its state and, once it runs, its last day. */
function gigNext(gig: EngagementSummary): ParseKeys {
  switch (gig.status) {
    case 'awaiting_manager':
      return 'home.gig_next.awaiting_manager';
    case 'agreed':
      return 'home.gig_next.agreed';
    case 'completed':
      return 'home.gig_next.completed';
    default:
      return gig.ends_on == null ? 'home.gig_next.ongoing' : 'home.gig_next.ongoing_until';
  }
}

function RunningGig({ gig }: { gig: EngagementSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const day = gig.status === 'awaiting_manager' ? gig.consent_due_on : gig.status === 'agreed' ? gig.starts_on : gig.ends_on;
  return (
    <li className={classes.row}>
      <span className={classes.words}>
        <TextLink to="/engagements/$engagementId" params={{ engagementId: gig.id }} fw={550}>
          {t(gig.kind === 'shadowing' ? 'home.your_shadowing' : 'home.your_gig', { title: gig.opportunity.title })}
        </TextLink>
        <Text size="sm" c="dimmed">
          {t(gigNext(gig), { date: day == null ? '' : format.date(day) })}
        </Text>
      </span>
      <GigState status={gig.status} />
    </li>
  );
}
