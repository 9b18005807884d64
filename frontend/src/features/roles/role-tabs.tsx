import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from '@/ui/link-tabs.module.css';

/** Roles and the skills they are made of. */
export function RoleTabs() {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('roles.tabs')} className={classes.tabs}>
      <Link to="/roles" search={{}} activeOptions={{ includeSearch: false }} className={classes.tab}>
        {t('roles.tab_roles')}
      </Link>
      <Link to="/skills" search={{}} activeOptions={{ includeSearch: false }} className={classes.tab}>
        {t('roles.tab_skills')}
      </Link>
    </nav>
  );
}
