import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

export function Root() {
  const { t } = useTranslation();
  return (
    <>
      <a href="#main" className="skip-link">
        {t('common.skip_to_content')}
      </a>
      <Outlet />
    </>
  );
}
