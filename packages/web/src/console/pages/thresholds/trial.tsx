import { Button, Group, List, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../../api/call.ts';
import type { Body } from '../../../api/wire.ts';
import { count } from '../../../ui/format.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';

/** Where the threshold would stand at this moment; nothing is kept or sent. */
export const Trial = ({ body }: { readonly body: Body<'tryThreshold'> }) => {
  const trial = useMutation({ mutationFn: () => call('tryThreshold', { body }) });
  const crossed = trial.data?.items.filter((item) => item.crossed) ?? [];
  const recipients = [...new Set(crossed.flatMap((item) => item.recipients))];
  return (
    <div>
      <Group gap="sm">
        <Button size="xs" variant="default" loading={trial.isPending} onClick={() => trial.mutate()}>
          Try it
        </Button>
        {trial.data && (
          <Text size="sm" role="status">
            Crossed at present by {crossed.length} of {count(trial.data.elementsTotal, 'entitlement')}.
          </Text>
        )}
      </Group>
      {trial.error && <ProblemAlert error={trial.error} />}
      {recipients.length > 0 && (
        <>
          <Text size="sm" mt="xs">
            A mail would go to:
          </Text>
          <List size="sm">
            {recipients.map((address) => (
              <List.Item key={address}>{address}</List.Item>
            ))}
          </List>
        </>
      )}
    </div>
  );
};
