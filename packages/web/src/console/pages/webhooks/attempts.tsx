import { Code, Group, Stack, Text, Title } from '@mantine/core';
import type { Reply } from '../../../api/wire.ts';
import { formatDateTime, formatNumber } from '../../../ui/format.ts';
import { StateBadge } from '../../../ui/state-badge.tsx';

type Attempt = Reply<'getDelivery'>['attemptList'][number];

const isTaken = ({ status }: Attempt): boolean => status !== null && status >= 200 && status < 300;

const answerText = ({ status }: Attempt): string => (status === null ? 'no answer' : `answered ${status}`);

const AttemptItem = ({ attempt }: { readonly attempt: Attempt }) => (
  <Stack component="li" gap={4} p="sm" style={{ border: '1px solid var(--lw-border)', borderRadius: 8 }}>
    <Group justify="space-between" gap="xs">
      <Text size="sm" fw={600}>
        {attempt.attempt}. {formatDateTime(attempt.at)}
      </Text>
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          {formatNumber(attempt.latencyMs)} ms
        </Text>
        <StateBadge state={isTaken(attempt) ? 'within' : 'cap'}>{answerText(attempt)}</StateBadge>
      </Group>
    </Group>
    {attempt.error && attempt.error !== answerText(attempt) && <Text size="sm">{attempt.error}</Text>}
    {attempt.answer && (
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {attempt.answer}
      </Code>
    )}
  </Stack>
);

/** Every try to deliver, the last one first, with what came back. */
export const Attempts = ({ attempts }: { readonly attempts: readonly Attempt[] }) => (
  <div>
    <Title order={3} size="h5" mb={6}>
      Attempts
    </Title>
    {attempts.length === 0 ? (
      <Text size="sm" c="dimmed">
        None yet.
      </Text>
    ) : (
      <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
        {attempts.toReversed().map((attempt) => (
          <AttemptItem key={attempt.attempt} attempt={attempt} />
        ))}
      </Stack>
    )}
  </div>
);
