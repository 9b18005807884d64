import { createRouter } from '@tanstack/react-router';
import { createQueryClient } from '@/api/query';
import { safeNext } from '@/auth/next';
import { PagePending, PageCrashed, PageNotFound } from './fallbacks';
import { routeTree } from './tree';

/** A session that ended: sign in again and come back to the same place. */
function signedOut(): void {
  const { pathname, href } = router.state.location;
  if (pathname === '/sign-in' || pathname === '/set-up') return;
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'meta' });
  void router.navigate({ to: '/sign-in', search: { next: safeNext(href) } });
}

export const queryClient = createQueryClient(signedOut);

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageCrashed,
  defaultNotFoundComponent: PageNotFound,
});

// From now on a new screen takes the focus (ui/page.tsx); on the first load it stays alone.
router.subscribe('onBeforeNavigate', ({ fromLocation, pathChanged }) => {
  if (fromLocation !== undefined && pathChanged) document.body.dataset.navigated = 'true';
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
