import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { hasStatus } from '@/api/client';
import * as reads from '@/api/reads';
import { safeNext } from '@/auth/next';
import {
  bySkillsSearch,
  candidatesSearch,
  deskSearch,
  gigsSearch,
  hiringSearch,
  movesSearch,
  noticesSearch,
  opportunitySearch,
  peopleSearch,
  profileSearch,
  rolesSearch,
  skillsSearch,
  talentFlowSearch,
  weightsSearch,
} from '@/url/searches';
import { textParam } from '@/url/search-params';
import { NoSuchPage } from './fallbacks';
import { Root } from './root';

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Root });

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (raw): { next?: string | undefined } => ({ next: safeNext(raw.next) }),
  component: lazyRouteComponent(() => import('@/features/sign-in/sign-in-page'), 'SignInPage'),
});

const setUp = createRoute({
  getParentRoute: () => rootRoute,
  path: '/set-up',
  validateSearch: (raw): { token?: string | undefined } => ({ token: textParam(raw.token) }),
  component: lazyRouteComponent(() => import('@/features/sign-in/set-up-page'), 'SetUpPage'),
});

/** Everything below needs a session; without one the way leads to sign-in and back. */
const signedIn = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.query({ ...reads.session(), staleTime: 'static' });
    } catch (error) {
      if (!hasStatus(error, 401)) throw error;
      throw redirect({ to: '/sign-in', search: { next: safeNext(location.href) } });
    }
  },
  component: lazyRouteComponent(() => import('./shell'), 'Shell'),
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyRouteComponent(() => import('@/features/home/home-page'), 'HomePage'),
});

const opportunities = createRoute({
  getParentRoute: () => signedIn,
  path: '/opportunities',
  validateSearch: opportunitySearch,
  component: lazyRouteComponent(
    () => import('@/features/opportunities/opportunities-page'),
    'OpportunitiesPage',
  ),
});
const opportunity = createRoute({
  getParentRoute: () => signedIn,
  path: '/opportunities/$opportunityId',
  component: lazyRouteComponent(
    () => import('@/features/opportunities/opportunity-page'),
    'OpportunityPage',
  ),
});
const apply = createRoute({
  getParentRoute: () => signedIn,
  path: '/opportunities/$opportunityId/apply',
  component: lazyRouteComponent(() => import('@/features/opportunities/apply-page'), 'ApplyPage'),
});

const applications = createRoute({
  getParentRoute: () => signedIn,
  path: '/applications',
  component: lazyRouteComponent(
    () => import('@/features/applications/applications-page'),
    'ApplicationsPage',
  ),
});
const application = createRoute({
  getParentRoute: () => signedIn,
  path: '/applications/$applicationId',
  component: lazyRouteComponent(
    () => import('@/features/applications/application-page'),
    'ApplicationPage',
  ),
});

const moves = createRoute({
  getParentRoute: () => signedIn,
  path: '/moves',
  validateSearch: movesSearch,
  component: lazyRouteComponent(() => import('@/features/moves/moves-page'), 'MovesPage'),
});
const move = createRoute({
  getParentRoute: () => signedIn,
  path: '/moves/$moveId',
  component: lazyRouteComponent(() => import('@/features/moves/move-page'), 'MovePage'),
});
const councilPack = createRoute({
  getParentRoute: () => signedIn,
  path: '/moves/$moveId/works-council',
  component: lazyRouteComponent(() => import('@/features/moves/council-pack-page'), 'CouncilPackPage'),
});

const profile = createRoute({
  getParentRoute: () => signedIn,
  path: '/profile',
  validateSearch: profileSearch,
  component: lazyRouteComponent(() => import('@/features/profile/own-profile-page'), 'OwnProfilePage'),
});

const questions = createRoute({
  getParentRoute: () => signedIn,
  path: '/questions',
  component: lazyRouteComponent(() => import('@/features/contests/questions-page'), 'QuestionsPage'),
});
const question = createRoute({
  getParentRoute: () => signedIn,
  path: '/questions/$contestId',
  component: lazyRouteComponent(() => import('@/features/contests/question-page'), 'QuestionPage'),
});
const questionQueue = createRoute({
  getParentRoute: () => signedIn,
  path: '/mobility/questions',
  validateSearch: deskSearch,
  component: lazyRouteComponent(() => import('@/features/contests/queue-page'), 'QueuePage'),
});

const talentFlow = createRoute({
  getParentRoute: () => signedIn,
  path: '/mobility/talent-flow',
  validateSearch: talentFlowSearch,
  component: lazyRouteComponent(() => import('@/features/talent-flow/talent-flow-page'), 'TalentFlowPage'),
});

const gigs = createRoute({
  getParentRoute: () => signedIn,
  path: '/engagements',
  validateSearch: gigsSearch,
  component: lazyRouteComponent(() => import('@/features/engagements/gigs-page'), 'GigsPage'),
});
const gig = createRoute({
  getParentRoute: () => signedIn,
  path: '/engagements/$engagementId',
  component: lazyRouteComponent(() => import('@/features/engagements/gig-page'), 'GigPage'),
});

const notices = createRoute({
  getParentRoute: () => signedIn,
  path: '/notices',
  validateSearch: noticesSearch,
  component: lazyRouteComponent(() => import('@/features/notices/notices-page'), 'NoticesPage'),
});
const noticePreferences = createRoute({
  getParentRoute: () => signedIn,
  path: '/notices/preferences',
  component: lazyRouteComponent(
    () => import('@/features/notices/preferences-page'),
    'NoticePreferencesPage',
  ),
});

const people = createRoute({
  getParentRoute: () => signedIn,
  path: '/people',
  validateSearch: peopleSearch,
  component: lazyRouteComponent(() => import('@/features/people/people-page'), 'PeoplePage'),
});
const peopleBySkills = createRoute({
  getParentRoute: () => signedIn,
  path: '/people/by-skills',
  validateSearch: bySkillsSearch,
  component: lazyRouteComponent(() => import('@/features/people/by-skills-page'), 'BySkillsPage'),
});
const person = createRoute({
  getParentRoute: () => signedIn,
  path: '/people/$employeeId',
  component: lazyRouteComponent(() => import('@/features/profile/person-page'), 'PersonPage'),
});

const roles = createRoute({
  getParentRoute: () => signedIn,
  path: '/roles',
  validateSearch: rolesSearch,
  component: lazyRouteComponent(() => import('@/features/roles/roles-page'), 'RolesPage'),
});
const role = createRoute({
  getParentRoute: () => signedIn,
  path: '/roles/$jobProfileId',
  component: lazyRouteComponent(() => import('@/features/roles/role-page'), 'RolePage'),
});
const skills = createRoute({
  getParentRoute: () => signedIn,
  path: '/skills',
  validateSearch: skillsSearch,
  component: lazyRouteComponent(() => import('@/features/roles/skills-page'), 'SkillsPage'),
});
const skill = createRoute({
  getParentRoute: () => signedIn,
  path: '/skills/$skillId',
  component: lazyRouteComponent(() => import('@/features/roles/skill-page'), 'SkillPage'),
});

const hiring = createRoute({
  getParentRoute: () => signedIn,
  path: '/hiring',
  validateSearch: hiringSearch,
  component: lazyRouteComponent(() => import('@/features/hiring/hiring-page'), 'HiringPage'),
});
const newOpening = createRoute({
  getParentRoute: () => signedIn,
  path: '/hiring/new',
  component: lazyRouteComponent(() => import('@/features/hiring/new-opening-page'), 'NewOpeningPage'),
});
const opening = createRoute({
  getParentRoute: () => signedIn,
  path: '/hiring/$opportunityId',
  validateSearch: candidatesSearch,
  component: lazyRouteComponent(() => import('@/features/hiring/opening-page'), 'OpeningPage'),
});
const editOpening = createRoute({
  getParentRoute: () => signedIn,
  path: '/hiring/$opportunityId/edit',
  component: lazyRouteComponent(
    () => import('@/features/hiring/edit-opening-page'),
    'EditOpeningPage',
  ),
});

const weights = createRoute({
  getParentRoute: () => signedIn,
  path: '/matching/weights',
  validateSearch: weightsSearch,
  component: lazyRouteComponent(() => import('@/features/weights/weights-page'), 'WeightsPage'),
});

const policy = createRoute({
  getParentRoute: () => signedIn,
  path: '/policy',
  validateSearch: weightsSearch,
  component: lazyRouteComponent(() => import('@/features/policy/policy-page'), 'PolicyPage'),
});

const checklist = createRoute({
  getParentRoute: () => signedIn,
  path: '/mobility/checklist',
  component: lazyRouteComponent(() => import('@/features/checklist/checklist-page'), 'ChecklistPage'),
});

const imports = createRoute({
  getParentRoute: () => signedIn,
  path: '/admin/imports',
  component: lazyRouteComponent(() => import('@/features/imports/imports-page'), 'ImportsPage'),
});
const importRun = createRoute({
  getParentRoute: () => signedIn,
  path: '/admin/imports/$importRunId',
  component: lazyRouteComponent(() => import('@/features/imports/import-run-page'), 'ImportRunPage'),
});

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/admin/audit',
  component: lazyRouteComponent(() => import('@/features/audit/audit-page'), 'AuditPage'),
});

const deliveries = createRoute({
  getParentRoute: () => signedIn,
  path: '/admin/deliveries',
  component: lazyRouteComponent(() => import('@/features/deliveries/deliveries-page'), 'DeliveriesPage'),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: lazyRouteComponent(() => import('@/features/account/account-page'), 'AccountPage'),
});

/** Whatever else somebody types: said inside the frame, so that there is a way on. */
const elsewhere = createRoute({
  getParentRoute: () => signedIn,
  path: '$',
  component: NoSuchPage,
});

export const routeTree = rootRoute.addChildren([
  signIn,
  setUp,
  signedIn.addChildren([
    home,
    opportunities,
    opportunity,
    apply,
    applications,
    application,
    profile,
    questions,
    question,
    questionQueue,
    talentFlow,
    gigs,
    gig,
    notices,
    noticePreferences,
    moves,
    move,
    councilPack,
    people,
    peopleBySkills,
    person,
    roles,
    role,
    skills,
    skill,
    hiring,
    newOpening,
    opening,
    editOpening,
    weights,
    policy,
    checklist,
    imports,
    importRun,
    audit,
    deliveries,
    account,
    elsewhere,
  ]),
]);
