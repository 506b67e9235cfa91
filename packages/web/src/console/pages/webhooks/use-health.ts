import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../../../api/call.ts';
import type { Reply } from '../../../api/wire.ts';

/** While something is on its way to a webhook, the page looks after it so often; to one that fails it takes longer. */
const lookMs = 1_500;
const lookAtFailingMs = 10_000;

type Health = Reply<'getWebhookHealth'>;

const pauseOf = (health: Health | undefined): number | false => {
  if (!health || health.waiting === 0) return false;
  return health.failingSince === null ? lookMs : lookAtFailingMs;
};

/** How it goes with a webhook. When what waits has gone out, the log is read anew. */
export const useHealth = (webhookListenerId: string) => {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ['getWebhookHealth', webhookListenerId],
    queryFn: ({ signal }) => call('getWebhookHealth', { params: { webhookListenerId } }, signal),
    refetchInterval: ({ state }) => pauseOf(state.data),
  });
  const waiting = data?.waiting ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read anew depends on how many wait
  useEffect(() => {
    for (const name of ['listDeliveries', 'getDelivery', 'getWebhook'])
      void client.invalidateQueries({ queryKey: [name] });
  }, [client, waiting]);
  return data;
};
