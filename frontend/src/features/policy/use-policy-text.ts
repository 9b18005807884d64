import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { PolicyChange, PolicyScope, PolicyValue } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { KINDS, parameterOf, PARTIES, STAGES, type ParameterName } from './parameters';

/** Names and values of parameters in words. */
export function usePolicyText() {
  const { t } = useTranslation();
  const format = useFormat();

  const name = useCallback(
    (parameter: string): string => {
      const known = parameterOf(parameter);
      if (known !== undefined) return t(`policy.parameter.${known.name}.name`);
      const stage = STAGES.find((one) => parameter === `disclosure.${one}`);
      return stage === undefined
        ? parameter
        : t('policy.disclosure_at', { stage: t(`policy.stage.${stage}`) });
    },
    [t],
  );

  const value = useCallback(
    (parameter: string, of: PolicyValue | null | undefined): string => {
      if (of === undefined || of === null) return t('policy.no_override');
      if (typeof of === 'boolean') return t(of ? 'policy.yes' : 'policy.no');
      if (typeof of !== 'number') {
        const words = of.map((code) => {
          const kind = KINDS.find((one) => one === code);
          const party = PARTIES.find((one) => one === code);
          if (kind !== undefined) return t(`terms.opportunity_kind.${kind}`);
          return party === undefined ? code : t(`policy.party.${party}`);
        });
        if (words.length > 0) return format.list(words);
        return t(parameter.startsWith('disclosure.') ? 'policy.nobody' : 'policy.none');
      }
      const unit = parameterOf(parameter)?.unit;
      switch (unit) {
        case 'months':
        case 'days':
        case 'working_days':
        case 'hours':
          return t(`policy.${unit}`, { count: of });
        case 'percent':
        case 'points':
          return t(`policy.${unit}`, { value: format.number(of) });
        default:
          return format.number(of);
      }
    },
    [t, format],
  );

  const scope = useCallback(
    (of: PolicyScope): string | undefined => {
      if (of.org_unit) return t('policy.unit_and_below', { name: of.org_unit.name });
      return of.job_family ? t('policy.family', { name: of.job_family.name }) : undefined;
    },
    [t],
  );

  const change = useCallback(
    (of: PolicyChange): string => {
      const line = t('policy.change', {
        name: name(of.parameter),
        before: value(of.parameter, of.before),
        after: value(of.parameter, of.after),
      });
      const whose = scope(of);
      return whose === undefined ? line : t('policy.change_of', { change: line, scope: whose });
    },
    [t, name, value, scope],
  );

  const hint = useCallback((parameter: ParameterName) => t(`policy.parameter.${parameter}.hint`), [t]);

  return { name, value, scope, change, hint };
}
