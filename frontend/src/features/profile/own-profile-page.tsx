import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import { useSession } from '@/auth/session';
import { ButtonLink } from '@/ui/link';
import { Page } from '@/ui/page';
import { EmptyState, ReadView, RowsSkeleton } from '@/ui/states';
import { TabList } from '@/ui/tab-list';
import { PROFILE_TABS } from '@/url/searches';
import { oneOf } from '@/url/search-params';
import { AspirationsTab } from './aspirations-tab';
import { Completeness } from './completeness';
import { ExperienceTab } from './experience-tab';
import { PreferencesTab } from './preferences-tab';
import { PrivacyTab } from './privacy-tab';
import { SkillsTab } from './skills-tab';

const route = getRouteApi('/signed-in/profile');

export function OwnProfilePage() {
  const { t } = useTranslation();
  const session = useSession();
  if (typeof session.employee_id !== 'string') {
    return (
      <Page title={t('profile.title')} narrow>
        <EmptyState title={t('profile.no_person_title')}>{t('profile.no_person_body')}</EmptyState>
      </Page>
    );
  }
  return <OwnProfile employeeId={session.employee_id} />;
}

function OwnProfile({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const { tab = 'skills', as, add } = route.useSearch();
  const navigate = route.useNavigate();
  const profile = useRead(reads.profile(employeeId));

  return (
    <Page
      title={t('profile.title')}
      lead={[session.display_name, session.title].filter(Boolean).join(' · ')}
      actions={
        <ButtonLink to="/questions" variant="default">
          {t('contests.mine_title')}
        </ButtonLink>
      }
    >
      <ReadView state={profile} skeleton={<RowsSkeleton rows={8} />}>
        {(data) => (
          <>
            {data.completeness && <Completeness completeness={data.completeness} />}
            <Tabs
              value={tab}
              keepMounted={false}
              onChange={(value) =>
                void navigate({ search: { tab: oneOf(value, PROFILE_TABS) }, replace: true, resetScroll: false })
              }
            >
              <TabList tabs={PROFILE_TABS} value={tab} label={(name) => t(`profile.tab.${name}`)} />
              <Tabs.Panel value="skills">
                <SkillsTab key={add ?? ''} employeeId={employeeId} profile={data} add={add} />
              </Tabs.Panel>
              <Tabs.Panel value="experience">
                <ExperienceTab profile={data} />
              </Tabs.Panel>
              <Tabs.Panel value="aspirations">
                <AspirationsTab employeeId={employeeId} aspirations={data.aspirations ?? []} />
              </Tabs.Panel>
              <Tabs.Panel value="preferences">
                <PreferencesTab employeeId={employeeId} />
              </Tabs.Panel>
              <Tabs.Panel value="privacy">
                <PrivacyTab
                  employeeId={employeeId}
                  viewpoint={as ?? 'colleague'}
                  onViewpoint={(next) =>
                    void navigate({ search: { tab: 'privacy', as: next }, replace: true, resetScroll: false })
                  }
                />
              </Tabs.Panel>
            </Tabs>
          </>
        )}
      </ReadView>
    </Page>
  );
}
