import { Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { Checks } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { ReadView, RowsSkeleton } from '@/ui/states';
import classes from './hiring.module.css';

interface CheckListProps {
  opportunityId: string;
  /** What is published already is not said to be ready for it. */
  published?: boolean;
}

/** What stands in the way of publishing, and whom the opening would reach. Never names. */
export function CheckList({ opportunityId, published = false }: CheckListProps) {
  const checks = useRead(reads.checks(opportunityId), { keepPrevious: true });
  return (
    <ReadView state={checks} skeleton={<RowsSkeleton rows={4} height={28} />}>
      {(data) => <Found checks={data} published={published} />}
    </ReadView>
  );
}

function Found({ checks, published }: { checks: Checks; published: boolean }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const verdict = checks.publishable ? 'publishable' : 'not_publishable';
  return (
    <Stack gap="md">
      <div role="status" className={classes.verdict} data-good={checks.publishable || undefined}>
        {checks.publishable ? (
          <IconCheck size={18} aria-hidden="true" />
        ) : (
          <IconX size={18} aria-hidden="true" />
        )}
        <Text fw={600}>
          {published ? t(`hiring.published_verdict.${verdict}`) : t(`hiring.${verdict}`)}
        </Text>
      </div>
      {checks.findings.length > 0 && (
        <ul className={classes.findings}>
          {checks.findings.map((finding) => (
            <li key={`${finding.code}-${finding.pointer ?? ''}`} data-severity={finding.severity}>
              <IconAlertTriangle size={16} aria-hidden="true" />
              <span>
                <strong>
                  {finding.severity === 'error' ? t('hiring.must_fix') : t('hiring.consider')}
                </strong>{' '}
                {codeText('hiring.finding', finding.code) ?? finding.code}
              </span>
            </li>
          ))}
        </ul>
      )}
      <div>
        <Text fw={600}>{t('hiring.eligible', { count: checks.eligible_count })}</Text>
        <Text size="sm" c="dimmed" mb="xs">
          {t('hiring.eligible_hint')}
        </Text>
        <BandCounts counts={checks.band_counts} />
      </div>
    </Stack>
  );
}

function BandCounts({ counts }: { counts: Checks['band_counts'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const most = Math.max(1, ...counts.map(({ count }) => count));
  return (
    <ul className={classes.bands}>
      {counts.map(({ band, count }) => (
        <li key={band}>
          <span>{t(`terms.band.${band}`)}</span>
          <span className={classes.bandTrack} aria-hidden="true">
            <span className={classes.bandFill} style={{ inlineSize: `${(count / most) * 100}%` }} />
          </span>
          <span className="numbers">{format.number(count)}</span>
        </li>
      ))}
    </ul>
  );
}
