import { useTranslation } from 'react-i18next';
import type { ParameterChange } from '@/api/types';
import { parameterOf } from './parameters';
import { useParameterText } from './use-parameter-text';
import classes from './weights.module.css';

/** What differs between two versions, one line a parameter. */
export function Changes({ changes }: { changes: readonly ParameterChange[] }) {
  const { t } = useTranslation();
  const text = useParameterText();
  const nameOf = (name: string) => {
    const parameter = parameterOf(name);
    return parameter === undefined ? name : t(`weights.parameter.${parameter.name}.name`);
  };
  return (
    <ul className={classes.changes}>
      {changes.map(({ parameter, before, after }) => (
        <li key={parameter}>
          {t('weights.change', {
            name: nameOf(parameter),
            before: text(parameter, before),
            after: text(parameter, after),
          })}
        </li>
      ))}
    </ul>
  );
}
