import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../../ui/empty-state.tsx';

export const noStatements = (
  <EmptyState
    title="No period is closed yet"
    action={
      <Button component={Link} to="/rates">
        See the rates
      </Button>
    }
  >
    When a billing period is over, each customer gets a statement of what was bought, used and used in
    overdraft, priced by your rates. It is frozen then: what becomes known later is a correction.
  </EmptyState>
);
