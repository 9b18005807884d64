import { useChange } from '@/api/query';
import type { Loaded } from '@/api/client';
import { useNotify } from './notify';

interface ActionOptions<V, T> {
  touches: readonly (readonly unknown[])[];
  /** Said once it is done. */
  done?: string;
  onDone?: (result: Loaded<T>, variables: V) => void;
}

/** A change made by a button: says that it was done, or why it was not. */
export function useAction<V, T>(
  request: (variables: V) => Promise<{ data?: T; error?: unknown; response: Response }>,
  { touches, done, onDone }: ActionOptions<V, T>,
) {
  const notify = useNotify();
  const change = useChange(request, {
    touches,
    onDone: (result, variables) => {
      if (done !== undefined) notify.done(done);
      onDone?.(result, variables);
    },
  });
  return {
    run: (variables: V) => change.mutate(variables, { onError: notify.failed }),
    isRunning: change.isPending,
  };
}
