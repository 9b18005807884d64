import {
  keepPreviousData,
  QueryCache,
  QueryClient,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { hasStatus, isApiError, load, type Loaded } from './client';
import type { ApiError } from './problem';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiError;
  }
}

type Key = readonly unknown[];
type Answer<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** Describes one read: what it is called in the cache and how it is asked for. */
export function read<T>(key: Key, request: (signal: AbortSignal) => Answer<T>) {
  return queryOptions<Loaded<T>>({
    queryKey: key,
    queryFn: ({ signal }) => load(request(signal)),
  });
}

export type Read<T> = ReturnType<typeof read<T>>;

/** What a screen gets from a read. */
export interface ReadState<T> {
  readonly data: T | undefined;
  readonly etag: string | undefined;
  readonly error: ApiError | null;
  readonly isPending: boolean;
  /** Older data is shown while newer is under way. */
  readonly isStale: boolean;
  readonly retry: () => void;
}

export function useRead<T>(
  options: Read<T>,
  {
    enabled = true,
    keepPrevious = false,
    repeatEvery,
  }: {
    enabled?: boolean;
    keepPrevious?: boolean;
    /** Milliseconds after which it is read again while the page is looked at. */
    repeatEvery?: number;
  } = {},
): ReadState<T> {
  const query = useQuery({
    ...options,
    enabled,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...(repeatEvery === undefined ? {} : { refetchInterval: repeatEvery }),
  });
  return {
    data: query.data?.data,
    etag: query.data?.etag,
    error: query.error,
    isPending: query.isPending,
    isStale: query.isPlaceholderData,
    retry: () => void query.refetch(),
  };
}

/** One page of a list that goes on at `next_cursor`. */
export interface CursorPage<T> {
  items: T[];
  next_cursor?: string | null;
}

export interface PageRead<P> {
  readonly key: Key;
  readonly request: (cursor: string | undefined, signal: AbortSignal) => Answer<P>;
}

export const readPages = <P>(key: Key, request: PageRead<P>['request']): PageRead<P> => ({
  key,
  request,
});

export interface PagesState<T, P> extends Omit<ReadState<T[]>, 'etag'> {
  /** The first page, for what it says about the whole list (facets, order). */
  readonly first: P | undefined;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
}

export function usePages<T, P extends CursorPage<T>>(
  options: PageRead<P & CursorPage<T>>,
  { enabled = true }: { enabled?: boolean } = {},
): PagesState<T, P> {
  const query = useInfiniteQuery({
    queryKey: options.key,
    queryFn: async ({ pageParam, signal }) => {
      const page = await load(options.request(pageParam, signal));
      return page.data;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled,
  });
  return {
    data: query.data?.pages.flatMap((page): T[] => page.items),
    first: query.data?.pages[0],
    error: query.error,
    isPending: query.isPending,
    isStale: query.isPlaceholderData,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
  };
}

interface ChangeOptions<V, T> {
  /** Cache keys whose reads are out of date once this has happened. */
  readonly touches: readonly Key[];
  readonly onDone?: (result: Loaded<T>, variables: V) => void;
}

/** A change on the server. Who calls it shows the error: `useNotifiedChange` (ui) or a form. */
export function useChange<V, T>(
  request: (variables: V) => Answer<T>,
  { touches, onDone }: ChangeOptions<V, T>,
) {
  const cache = useQueryClient();
  return useMutation<Loaded<T>, ApiError, V>({
    mutationFn: (variables) => load(request(variables)),
    onSuccess: async (result, variables) => {
      onDone?.(result, variables);
      await Promise.all(touches.map((queryKey) => cache.invalidateQueries({ queryKey })));
    },
  });
}

/** Reads are repeated only when nothing or a passing fault answered; never on the caller's own mistake. */
const worthRepeating = (failures: number, error: unknown): boolean =>
  failures < 2 && isApiError(error) && (error.status === 0 || error.status === 503);

export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (hasStatus(error, 401)) onSignedOut();
      },
    }),
    defaultOptions: {
      queries: { staleTime: 15_000, retry: worthRepeating, refetchOnWindowFocus: false },
      mutations: {
        retry: false,
        onError: (error) => {
          if (hasStatus(error, 401)) onSignedOut();
        },
      },
    },
  });
}
