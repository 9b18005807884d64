import { Group, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconTrendingUp, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { MatchExplanation, MatchRoute } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { Mark } from '../mark';
import { QuestionThis } from '../contests/question-this';
import { BandMark } from '../status-marks';
import { FitArithmetic } from './fit-arithmetic';
import classes from './fit-panel.module.css';
import { levelDigits } from './level-bar';
import { HowComputed } from './replay';
import { RequirementRows } from './requirement-rows';
import { bestSteps } from './words';

interface FitPanelProps {
  match: MatchExplanation;
  /** Whose fit it is; without a name it is the reader's own. */
  name?: string;
  /** Narrow columns, as when candidates stand side by side. */
  compact?: boolean;
  /** Whether one may question it here; one's own only. */
  questionable?: boolean;
}

/** Rows of the panel where several stand side by side: its parts, and each requirement by itself. */
export const compactRows = (match: MatchExplanation): number => 6 + match.requirements.length;

/** The whole explanation of a match: two shares, requirement by requirement, and what would help. */
export function FitPanel({ match, name, compact = false, questionable = name === undefined }: FitPanelProps) {
  const { t } = useTranslation();
  const format = useFormat();

  if (match.no_requirements) return <Text c="dimmed">{t('match.no_requirements')}</Text>;

  const shares = { coverage: format.percent(match.coverage), use: format.percent(match.use_of_self) };
  const steps = bestSteps(match, 3);
  return (
    <Stack
      gap="lg"
      className={compact ? classes.compact : undefined}
      style={compact ? { gridRow: `span ${compactRows(match)}` } : undefined}
    >
      <div>
        <Group gap="sm" mb="sm">
          <BandMark band={match.band} fit={match.fit} />
          <Mark>{t(`terms.direction.${match.direction}`)}</Mark>
        </Group>
        <Text size="lg" className={classes.sentence}>
          {name === undefined
            ? t('match.shares_self', shares)
            : t('match.shares_named', { ...shares, name })}
        </Text>
        <ShareBar label={t('match.coverage')} value={match.coverage} />
        <ShareBar label={t('match.use_of_self')} value={match.use_of_self} />
      </div>

      {match.must_haves.length === 0 ? (
        compact && <div />
      ) : (
        <div>
          <Title order={3} mb="xs">
            {t('match.must_haves')}
          </Title>
          <ul className={classes.plain}>
            {match.must_haves.map((must) => (
              <li key={must.skill.id} className={classes.must} data-met={must.met || undefined}>
                {must.met ? (
                  <IconCheck size={16} aria-hidden="true" />
                ) : (
                  <IconX size={16} aria-hidden="true" />
                )}
                <span>
                  {must.met
                    ? t('match.must_met', { skill: must.skill.name })
                    : must.short_by === undefined || must.short_by === null
                      ? t('match.must_missing', { skill: must.skill.name })
                      : t('match.must_short', {
                          skill: must.skill.name,
                          count: must.short_by,
                          short: format.number(must.short_by, 1),
                        })}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}

      {match.route && <Route route={match.route} />}

      {steps.length === 0 ? (
        compact && <div />
      ) : (
        <div>
          <Title order={3} mb="xs">
            {t('match.what_would_help')}
          </Title>
          <ul className={classes.plain}>
            {steps.map((step) => (
              <li key={step.skill.id} className={classes.must}>
                <IconTrendingUp size={16} aria-hidden="true" />
                <span>
                  {t(step.skill.kind === 'certificate' ? 'match.counterfactual_certificate' : 'match.counterfactual', {
                    skill: step.skill.name,
                    from: format.number(
                      step.have_level ?? 0,
                      levelDigits(step.have_level ?? 0, step.counterfactual.to_level),
                    ),
                    to: step.counterfactual.to_level,
                    before: match.fit,
                    after: step.counterfactual.fit_after,
                  })}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}

      <div
        className={classes.requirements}
        style={compact ? { gridRow: `span ${match.requirements.length + 1}` } : undefined}
      >
        <Title order={3} mb="xs">
          {t('match.requirement_by_requirement')}
        </Title>
        <RequirementRows requirements={match.requirements} compact={compact} />
      </div>

      <FitArithmetic match={match} own={name === undefined} />
      {match.match_id && <HowComputed matchId={match.match_id} />}
      {questionable && match.match_id && (
        <div>
          <QuestionThis kind="match" subjectId={match.match_id} about={t('match.this_fit')} />
        </div>
      )}
    </Stack>
  );
}

/** The fewest levels to a better band. */
function Route({ route }: { route: MatchRoute }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div>
      <Title order={3} mb="xs">
        {t('match.route_title')}
      </Title>
      <Text>
        {t('match.route', {
          count: route.levels,
          steps: format.list(
            route.steps.map((step) =>
              step.certificate
                ? step.skill.name
                : t('match.route_step', {
                    skill: step.skill.name,
                    from: format.number(step.have_level ?? 0, 1),
                    to: step.to_level,
                  }),
            ),
          ),
          after: route.fit_after,
          band: t(`terms.band.${route.band_after}`),
        })}
      </Text>
    </div>
  );
}

function ShareBar({ label, value }: { label: string; value: number }) {
  const format = useFormat();
  return (
    <div className={classes.share}>
      <span className={classes.shareLabel}>{label}</span>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.shareFill} style={{ inlineSize: `${value}%` }} />
      </span>
      <span className="numbers">{format.percent(value)}</span>
    </div>
  );
}
