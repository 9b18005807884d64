import { useTranslation } from 'react-i18next';
import classes from './logo.module.css';

export function Logo({ short = false }: { short?: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={classes.logo}>
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <rect width="32" height="32" rx="7" className={classes.ground} />
        <path d="M6 22.5 13 11l5.5 8L26 8.5" className={classes.path} />
        <circle cx="26" cy="8.5" r="2.6" className={classes.end} />
      </svg>
      {!short && <span>{t('common.product')}</span>}
    </span>
  );
}
