import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Move } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from '@/ui/link';
import { Mark, type Tone } from '@/ui/mark';
import { Section } from '@/ui/page';
import classes from './moves.module.css';

type Approval = Move['approvals'][number];
type CouncilStand = NonNullable<Move['council']>['stand'];

/** Whose consent the move needs besides that of the two managers, and what they said. */
export function Consents({ move }: { move: Move }) {
  const { t } = useTranslation();
  if (move.approvals.length === 0 && move.council == null) return null;
  return (
    <Section title={t('moves.consents.title')}>
      {move.approvals.length > 0 && (
        <>
          {move.approvals.length > 1 && (
            <Text size="sm" mb="xs">
              {t('moves.consents.needed', {
                count: move.approvals_needed,
                all: move.approvals.length,
              })}
            </Text>
          )}
          <ul className={classes.plain}>
            {move.approvals.map((approval) => (
              <li key={approval.approver.id} className={classes.consent}>
                <ApprovalLine approval={approval} />
              </li>
            ))}
          </ul>
        </>
      )}
      {move.council != null && <Council move={move} council={move.council} />}
    </Section>
  );
}

function ApprovalLine({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { approver, approved, at, stood_in: stoodIn } = approval;
  const answer = approved == null ? 'open' : approved ? 'approved' : 'refused';
  const tone: Tone = answer === 'open' ? 'plain' : answer === 'approved' ? 'good' : 'bad';
  return (
    <>
      <Text>
        {approver.display_name} <Mark tone={tone}>{t(`moves.consents.answer.${answer}`)}</Mark>
      </Text>
      {at != null && (
        <Text size="sm" c="dimmed">
          {stoodIn == null
            ? format.date(at)
            : t('moves.consents.stood_in', { date: format.date(at), who: stoodIn.display_name })}
        </Text>
      )}
    </>
  );
}

const TONES: Record<CouncilStand, Tone> = {
  not_asked: 'plain',
  due: 'warn',
  informed: 'plain',
  consented: 'good',
  objected: 'bad',
};

function Council({ move, council }: { move: Move; council: NonNullable<Move['council']> }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={classes.consent}>
      <Text>
        {t('moves.consents.council')}{' '}
        <Mark tone={TONES[council.stand]}>{t(`moves.consents.stand.${council.stand}`)}</Mark>
      </Text>
      {council.stand === 'informed' && council.answer_by != null && (
        <Text size="sm" c="dimmed">
          {t('moves.consents.until', { date: format.date(council.answer_by) })}
        </Text>
      )}
      {move.sides.includes('specialist') && (
        <TextLink to="/moves/$moveId/works-council" params={{ moveId: move.id }}>
          {t('moves.pack.link')}
        </TextLink>
      )}
    </div>
  );
}
