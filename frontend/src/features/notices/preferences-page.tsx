import { Alert, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { NoticeDelivery, NoticePreference } from '@/api/types';
import { TextLink } from '@/ui/link';
import { Page, Section, Trail } from '@/ui/page';
import { ReadView } from '@/ui/states';
import { useAction } from '@/ui/use-action';
import classes from './notices.module.css';

const DELIVERIES = ['immediate', 'daily', 'never'] as const satisfies readonly NoticeDelivery[];
const AUDIENCES = ['oneself', 'deciders', 'manager'] as const;

/** How fast each kind of notice travels by e-mail. */
export function NoticePreferencesPage() {
  const { t } = useTranslation();
  const preferences = useRead(reads.noticePreferences());
  return (
    <Page
      title={t('notices.preferences.title')}
      lead={t('notices.preferences.lead')}
      narrow
      trail={
        <Trail>
          <TextLink to="/notices" search={{}}>
            {t('notices.title')}
          </TextLink>
          <span aria-current="page">{t('notices.preferences.title')}</span>
        </Trail>
      }
    >
      <ReadView state={preferences}>
        {({ email_available: available, items }) => (
          <>
            {!available && (
              <Alert variant="outline" color="gray" mb="md">
                {t('notices.preferences.email_off')}
              </Alert>
            )}
            {AUDIENCES.map((audience) => (
              <Section key={audience} title={t(`notices.preferences.audience.${audience}`)}>
                <ul className={classes.choices}>
                  {items
                    .filter((item) => item.audience === audience)
                    .map((item) => (
                      <li key={item.kind}>
                        <Choice item={item} />
                      </li>
                    ))}
                </ul>
              </Section>
            ))}
          </>
        )}
      </ReadView>
    </Page>
  );
}

function Choice({ item }: { item: NoticePreference }) {
  const { t } = useTranslation();
  const store = useAction(
    (email: NoticeDelivery) =>
      client.PUT('/api/v1/notice-preferences', { body: { items: [{ kind: item.kind, email }] } }),
    { touches: [['notice-preferences']], done: t('notices.preferences.saved') },
  );
  return (
    <NativeSelect
      label={t(`notices.preferences.kind.${item.kind}`)}
      classNames={{ root: classes.choice ?? '' }}
      data={DELIVERIES.map((value) => ({ value, label: t(`notices.preferences.delivery.${value}`) }))}
      value={item.email}
      onChange={(event) => {
        const wanted = DELIVERIES.find((value) => value === event.currentTarget.value);
        if (wanted !== undefined) store.run(wanted);
      }}
    />
  );
}
