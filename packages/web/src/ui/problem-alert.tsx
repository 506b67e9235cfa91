import { Alert, Button, Group, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { asProblem } from '../api/problem.ts';
import { useUiWords } from './words.tsx';

interface ProblemAlertProps {
  readonly error: unknown;
  /** Offers to try again. */
  readonly onRetry?: () => void;
}

/** Why something could not be shown or done, and what to do about it. */
export const ProblemAlert = ({ error, onRetry }: ProblemAlertProps) => {
  const problem = asProblem(error);
  const words = useUiWords();
  return (
    <Alert
      role="alert"
      variant="outline"
      color="var(--lw-cap)"
      title={words.problemTitle(problem)}
      icon={<IconAlertTriangle aria-hidden />}
      styles={{ root: { background: 'var(--lw-cap-back)' }, message: { color: 'var(--lw-text)' } }}
    >
      <Text size="sm">{words.problemMessage(problem)}</Text>
      {problem.fields.length > 0 && (
        <List size="sm" my={4}>
          {problem.fields.map(({ field, message }) => (
            <List.Item key={`${field} ${message}`}>
              <b>{field}</b>: {words.fieldFault(message)}
            </List.Item>
          ))}
        </List>
      )}
      <Text size="sm" mt={4}>
        {words.remedy(problem)}
      </Text>
      <Group mt="xs" gap="md">
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {words.tryAgain}
          </Button>
        )}
        {problem.traceId && <Text size="xs">{words.traceId(problem.traceId)}</Text>}
      </Group>
    </Alert>
  );
};
