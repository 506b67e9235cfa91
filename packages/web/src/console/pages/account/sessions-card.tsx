import type { ListOfOwnSessionModel } from '@leeway/contract';
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { send } from '../../../api/send.ts';
import { Card } from '../../../ui/card.tsx';
import { formatDateTime } from '../../../ui/format.ts';
import { notifyDone, notifyProblem } from '../../../ui/notify.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';

type Session = ListOfOwnSessionModel['items'][number];

const path = '/console/sessions';

const useEnding = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (to: string) => send('DELETE', to),
    onSuccess: async () => {
      notifyDone('Signed out there.');
      await client.invalidateQueries();
    },
    onError: notifyProblem,
  });
};

interface SessionItemProps {
  readonly session: Session;
  readonly onEnd: () => void;
}

const SessionItem = ({ session, onEnd }: SessionItemProps) => (
  <Group justify="space-between" component="li" gap="xs">
    <div>
      <Text size="sm" fw={600}>
        {session.address ?? 'unknown address'}
      </Text>
      <Text size="xs" c="dimmed">
        {session.method === 'openId' ? 'By OpenID' : 'By password'} on {formatDateTime(session.createdAt)},
        used last {formatDateTime(session.lastUsedAt)}
      </Text>
    </div>
    {session.isThis ? (
      <StateBadge state="within">this one</StateBadge>
    ) : (
      <Button
        size="xs"
        variant="default"
        onClick={onEnd}
        aria-label={`Sign out of the session from ${session.address ?? 'an unknown address'}`}
      >
        Sign out
      </Button>
    )}
  </Group>
);

/** Where one is signed in, and the way to end it. */
export const SessionsCard = () => {
  const { data, error, refetch } = useQuery({
    queryKey: ['own-sessions'],
    queryFn: ({ signal }) => send('GET', path, { signal }) as Promise<ListOfOwnSessionModel>,
  });
  const end = useEnding();
  const others = (data?.items ?? []).filter(({ isThis }) => !isThis);
  return (
    <Card
      title="Sessions"
      subtitle="Where you are signed in at present."
      actions={
        others.length > 0 && (
          <Button size="xs" variant="default" loading={end.isPending} onClick={() => end.mutate(path)}>
            Sign out everywhere else
          </Button>
        )
      }
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={48} />}
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {data?.items.map((session) => (
          <SessionItem key={session.id} session={session} onEnd={() => end.mutate(`${path}/${session.id}`)} />
        ))}
      </Stack>
    </Card>
  );
};
