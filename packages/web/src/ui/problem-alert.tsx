import { Alert, Button, Group, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { asProblem, remedyOf } from '../api/problem.ts';

interface ProblemAlertProps {
  readonly error: unknown;
  /** Offers to try again. */
  readonly onRetry?: () => void;
}

/** Why something could not be shown or done, and what to do about it. */
export const ProblemAlert = ({ error, onRetry }: ProblemAlertProps) => {
  const problem = asProblem(error);
  return (
    <Alert
      role="alert"
      variant="outline"
      color="var(--lw-cap)"
      title={problem.title}
      icon={<IconAlertTriangle aria-hidden />}
      styles={{ root: { background: 'var(--lw-cap-back)' }, message: { color: 'var(--lw-text)' } }}
    >
      <Text size="sm">{problem.message}</Text>
      {problem.fields.length > 0 && (
        <List size="sm" my={4}>
          {problem.fields.map(({ field, message }) => (
            <List.Item key={`${field} ${message}`}>
              <b>{field}</b>: {message}
            </List.Item>
          ))}
        </List>
      )}
      <Text size="sm" mt={4}>
        {remedyOf(problem)}
      </Text>
      <Group mt="xs" gap="md">
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
        {problem.traceId && <Text size="xs">Trace id {problem.traceId}</Text>}
      </Group>
    </Alert>
  );
};
