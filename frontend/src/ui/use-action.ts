import { useQueryClient } from '@tanstack/react-query';
import { hasStatus, type Loaded } from '@/api/client';
import { useChange } from '@/api/query';
import type { ApiError } from '@/api/problem';
import { useNotify } from './notify';

interface ActionOptions<V, T> {
  touches: readonly (readonly unknown[])[];
  /** Said once it is done. */
  done?: string | ((variables: V) => string);
  onDone?: (result: Loaded<T>, variables: V) => void;
}

/** A change made by a button: says that it was done, or why it was not. */
export function useAction<V, T>(
  request: (variables: V) => Promise<{ data?: T; error?: unknown; response: Response }>,
  { touches, done, onDone }: ActionOptions<V, T>,
) {
  const notify = useNotify();
  const cache = useQueryClient();
  const change = useChange(request, {
    touches,
    onDone: (result, variables) => {
      if (done !== undefined) notify.done(typeof done === 'string' ? done : done(variables));
      onDone?.(result, variables);
    },
  });
  const failed = (error: ApiError) => {
    notify.failed(error);
    // Somebody was faster: what is on the screen is not what is there.
    if (hasStatus(error, 412)) for (const queryKey of touches) void cache.invalidateQueries({ queryKey });
  };
  const runToEnd = (variables: V): Promise<void> =>
    change.mutateAsync(variables).then(() => undefined, failed);
  return {
    run: (variables: V): void => void runToEnd(variables),
    /** The same for who waits: until what it touched is read anew, or its failure is said. */
    runToEnd,
    isRunning: change.isPending,
  };
}
