import { client } from '@/api/client';
import { useAction } from '@/ui/use-action';

type Which = { ids: string[] } | { up_to: string };

/** Marks notices as read; nothing is sent for none. */
export function useMarkRead(): (which: Which) => void {
  const mark = useAction((body: Which) => client.POST('/api/v1/notices/read', { body }), {
    touches: [['notices']],
  });
  return (which) => {
    if ('up_to' in which || which.ids.length > 0) mark.run(which);
  };
}
