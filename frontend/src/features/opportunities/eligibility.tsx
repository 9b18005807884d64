import { Stack, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { Eligibility, EligibilityRule } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { QuestionThis } from '@/ui/contests/question-this';
import { TextLink } from '@/ui/link';
import { ReadView, RowsSkeleton } from '@/ui/states';
import classes from './opportunities.module.css';

/** Which rule stands in the way, until when, and who can make an exception. */
export function EligibilityList({ opportunityId, title }: { opportunityId: string; title: string }) {
  const eligibility = useRead(reads.eligibility(opportunityId));
  return (
    <ReadView state={eligibility} skeleton={<RowsSkeleton rows={2} height={24} />}>
      {(data) => <Rules eligibility={data} opportunityId={opportunityId} title={title} />}
    </ReadView>
  );
}

interface RulesProps {
  eligibility: Eligibility;
  opportunityId: string;
  title: string;
}

export function Rules({ eligibility, opportunityId, title }: RulesProps) {
  const { t } = useTranslation();
  const waived = eligibility.rules.some((rule) => rule.waived_until != null);
  const verdict = !eligibility.eligible ? 'not_eligible' : waived ? 'eligible_by_waiver' : 'eligible';
  return (
    <Stack gap="sm">
      <Text fw={600}>{t(`opportunities.${verdict}`)}</Text>
      <ul className={classes.rules}>
        {eligibility.rules.map((rule) => (
          <Rule key={rule.code} rule={rule} />
        ))}
      </ul>
      {eligibility.waiver && <WaiverState waiver={eligibility.waiver} />}
      {!eligibility.eligible &&
        !eligibility.waiver &&
        !eligibility.may_ask_waiver &&
        eligibility.waiver_contact && (
          <Text size="sm">
            {t('opportunities.waiver', { name: eligibility.waiver_contact.display_name })}
          </Text>
        )}
      {eligibility.may_ask_waiver && (
        <div>
          <QuestionThis kind="waiver" subjectId={opportunityId} about={title} />
        </div>
      )}
    </Stack>
  );
}

function WaiverState({ waiver }: { waiver: NonNullable<Eligibility['waiver']> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = waiver.answered_by?.display_name ?? '';
  const text =
    waiver.state === 'open'
      ? t('opportunities.waiver_open', { date: format.date(waiver.due_on) })
      : waiver.until
        ? t('opportunities.waiver_granted', { name, date: format.date(waiver.until) })
        : t('opportunities.waiver_refused', { name });
  return (
    <div>
      <Text size="sm">{text}</Text>
      <TextLink size="sm" to="/questions/$contestId" params={{ contestId: waiver.contest_id }}>
        {t('opportunities.waiver_show')}
      </TextLink>
    </div>
  );
}

function Rule({ rule }: { rule: EligibilityRule }) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  const waived = rule.waived_until;
  const state = waived
    ? t('opportunities.rule_waived', { date: format.date(waived) })
    : rule.passed
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
        {rule.passed && !waived ? (
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
