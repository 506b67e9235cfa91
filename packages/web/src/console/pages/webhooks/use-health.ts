import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../../../api/call.ts';

/** While something is on its way to a webhook, the page looks after it so often. */
const lookMs = 1_500;

/** How it goes with a webhook. When what waits has gone out, the log is read anew. */
export const useHealth = (webhookListenerId: string) => {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ['getWebhookHealth', webhookListenerId],
    queryFn: ({ signal }) => call('getWebhookHealth', { params: { webhookListenerId } }, signal),
    refetchInterval: ({ state }) => (state.data && state.data.waiting > 0 ? lookMs : false),
  });
  const waiting = data?.waiting ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read anew depends on how many wait
  useEffect(() => {
    for (const name of ['listDeliveries', 'getDelivery', 'getWebhook'])
      void client.invalidateQueries({ queryKey: [name] });
  }, [client, waiting]);
  return data;
};
