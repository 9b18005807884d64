import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MatchExplanation } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from '../link';
import classes from './fit-panel.module.css';

/** Weights, contributions and versions, for those who want to check the sum. */
export function FitArithmetic({ match, own }: { match: MatchExplanation; own: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  return (
    <details>
      <summary className={classes.summary}>{t('match.show_arithmetic')}</summary>
      <Stack gap="md" mt="sm">
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('match.weights')}>
          <table className={classes.arithmetic}>
            <thead>
              <tr>
                <th scope="col">{t('match.skill')}</th>
                <th scope="col">{t('match.weight')}</th>
                <th scope="col">{t('match.credit')}</th>
                <th scope="col">{t('match.contribution')}</th>
              </tr>
            </thead>
            <tbody>
              {match.requirements.map((requirement) => (
                <tr key={requirement.skill.id}>
                  <td>{requirement.skill.name}</td>
                  <td>{format.fixed(requirement.weight, 2)}</td>
                  <td>{format.fixed(requirement.credit, 2)}</td>
                  <td>{format.fixed(requirement.contribution, 2)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {match.strengths_used.length > 0 && (
          <div>
            <Text fw={600} size="sm">
              {t('match.strengths')}
            </Text>
            <Text size="sm">
              {format.list(
                match.strengths_used
                  .filter((strength) => strength.used_share >= 0.005)
                  .slice(0, 8)
                  .map((strength) =>
                    t('match.strength_used', {
                      skill: strength.skill.name,
                      share: format.percent(strength.used_share * 100),
                    }),
                  ),
              )}
            </Text>
          </div>
        )}
        <div>
          <Text fw={600} size="sm">
            {t('match.rank_parts')}
          </Text>
          <ul>
            {match.rank_lines.map(({ code, side, value, weight, points }) => (
              <li key={`${side}-${code}`}>
                <Text size="sm" span>
                  {/* What is added or taken off as it is has no share to be multiplied with. */}
                  {t(weight === 1 ? 'match.rank_line_plain' : 'match.rank_line', {
                    part: codeText('match.part', code) ?? code,
                    side: own ? t(`match.side_own.${side}`) : t(`match.side.${side}`),
                    value: format.number(value * 100, 1),
                    weight: format.number(weight, 2),
                    points: format.number(points, 1),
                  })}
                </Text>
              </li>
            ))}
          </ul>
          <Text size="sm">{t('match.rank_score', { score: format.number(match.rank_score, 1) })}</Text>
        </div>
        <Text size="xs" c="dimmed">
          {t('match.formula', {
            exponent: format.number(match.coverage_exponent, 2),
            rest: format.number(1 - match.coverage_exponent, 2),
          })}
        </Text>
        <Text size="xs" c="dimmed">
          <TextLink to="/matching/weights" search={{ version: Number(match.weights_version) }} size="xs" underline="always">
            {t('match.weights_version', { weights: match.weights_version })}
          </TextLink>{' '}
          · {t('match.data_version', { data: match.data_version })}
        </Text>
      </Stack>
    </details>
  );
}
