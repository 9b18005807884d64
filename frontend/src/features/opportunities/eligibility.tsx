import { Stack, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { Eligibility, EligibilityRule } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { ReadView, RowsSkeleton } from '@/ui/states';
import classes from './opportunities.module.css';

/** Which rule stands in the way, until when, and who can make an exception. */
export function EligibilityList({ opportunityId }: { opportunityId: string }) {
  const eligibility = useRead(reads.eligibility(opportunityId));
  return (
    <ReadView state={eligibility} skeleton={<RowsSkeleton rows={2} height={24} />}>
      {(data) => <Rules eligibility={data} />}
    </ReadView>
  );
}

function Rules({ eligibility }: { eligibility: Eligibility }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Text fw={600}>
        {eligibility.eligible ? t('opportunities.eligible') : t('opportunities.not_eligible')}
      </Text>
      <ul className={classes.rules}>
        {eligibility.rules.map((rule) => (
          <Rule key={rule.code} rule={rule} />
        ))}
      </ul>
      {!eligibility.eligible && eligibility.waiver_contact && (
        <Text size="sm">
          {t('opportunities.waiver', { name: eligibility.waiver_contact.display_name })}
        </Text>
      )}
    </Stack>
  );
}

function Rule({ rule }: { rule: EligibilityRule }) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  const state = rule.passed
    ? t('opportunities.rule_passed')
    : rule.until
      ? t('opportunities.rule_until', { date: format.date(rule.until) })
      : t('opportunities.rule_failed');
  return (
    <li data-passed={rule.passed || undefined}>
      {rule.passed ? (
        <IconCheck size={16} aria-hidden="true" />
      ) : (
        <IconX size={16} aria-hidden="true" />
      )}
      <span>
        {codeText('opportunities.rule', rule.code) ?? rule.code}
        {rule.passed ? (
          <span className="visually-hidden">{state}</span>
        ) : (
          <Text size="sm" c="dimmed">
            {state}
          </Text>
        )}
      </span>
    </li>
  );
}
