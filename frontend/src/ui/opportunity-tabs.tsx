import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './link-tabs.module.css';

/** The lists that belong together: what is open, what I applied for, and the gigs that came of it. */
export function OpportunityTabs() {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('opportunities.tabs')} className={classes.tabs}>
      <Link to="/opportunities" search={{}} activeOptions={{ includeSearch: false }} className={classes.tab}>
        {t('opportunities.tab_openings')}
      </Link>
      <Link to="/applications" className={classes.tab}>
        {t('opportunities.tab_applications')}
      </Link>
      <Link to="/engagements" search={{}} activeOptions={{ includeSearch: false }} className={classes.tab}>
        {t('opportunities.tab_gigs')}
      </Link>
    </nav>
  );
}
