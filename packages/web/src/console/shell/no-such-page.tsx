import { Button, Paper } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';

const NoSuchPage = () => (
  <Page title="No such page">
    <Paper withBorder radius="lg" bg="var(--lw-surface)">
      <EmptyState
        title="Nothing is at this address"
        action={
          <Button component={Link} to="/">
            Go to the dashboard
          </Button>
        }
      >
        The link may be old, or a part of it is missing.
      </EmptyState>
    </Paper>
  </Page>
);

export default NoSuchPage;
