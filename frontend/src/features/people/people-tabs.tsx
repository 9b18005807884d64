import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from '@/ui/link-tabs.module.css';

/** Two ways to find people. */
export function PeopleTabs() {
  const { t } = useTranslation();
  const exact = { exact: true, includeSearch: false };
  return (
    <nav aria-label={t('people.tabs')} className={classes.tabs}>
      <Link to="/people" search={{}} activeOptions={exact} className={classes.tab}>
        {t('people.tab_names')}
      </Link>
      <Link to="/people/by-skills" search={{}} activeOptions={exact} className={classes.tab}>
        {t('people.tab_skills')}
      </Link>
    </nav>
  );
}
