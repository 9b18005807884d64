import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/use-format';
import { digitsOf, parameterOf, toShown } from './parameters';

/** A parameter's stored value in words: "50 %", "1.5 levels". */
export function useParameterText(): (name: string, stored: number) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return useCallback(
    (name, stored) => {
      const parameter = parameterOf(name);
      // A parameter that only the server knows yet.
      if (parameter === undefined) return format.number(stored);
      const shown = toShown(parameter, stored);
      const value = format.number(shown, digitsOf(parameter));
      if (parameter.unit === 'percent' || parameter.unit === 'plain') {
        return t(`weights.unit_of.${parameter.unit}`, { value });
      }
      return t(`weights.unit_of.${parameter.unit}`, { count: shown });
    },
    [t, format],
  );
}
