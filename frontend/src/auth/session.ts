import { createContext, useContext } from 'react';
import type { Session } from '@/api/types';

const SessionContext = createContext<Session | undefined>(undefined);

export const SessionProvider = SessionContext.Provider;

/** Who is signed in. Only below the signed-in part of the route tree, which provides it. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession is for signed-in screens');
  return session;
}
