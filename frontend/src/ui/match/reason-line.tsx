import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MatchSummary } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { hasFit, reasonParams } from './words';

/** Why it fits, in one line; the two shares where no shorter reason is known. */
export function ReasonLine({ match }: { match: MatchSummary }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const text =
    codeText('match.reason', match.reason.code, reasonParams(match.reason)) ??
    (hasFit(match)
      ? t('match.two_shares', { coverage: match.coverage, use: match.use_of_self })
      : t('match.no_fit'));
  return (
    <Text size="sm" component="span">
      {text}
    </Text>
  );
}
