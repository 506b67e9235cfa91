import { Box, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';

/** Outside of the frame, so that it keeps its own distance from the edges. */
export const NoSuchPage = () => (
  <Box p="lg">
    <Page title="No such page">
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
    </Page>
  </Box>
);
