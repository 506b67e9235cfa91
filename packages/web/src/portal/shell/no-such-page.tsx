import { Button, Paper } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { useTexts } from '../texts/use-texts.tsx';
import { paths } from './paths.ts';

const NoSuchPage = () => {
  const { shell } = useTexts();
  return (
    <Page title={shell.noSuchPage}>
      <Paper withBorder radius="lg" bg="var(--lw-surface)">
        <EmptyState
          title={shell.noSuchPage}
          action={
            <Button component={Link} to={paths.overview}>
              {shell.toOverview}
            </Button>
          }
        >
          {shell.noSuchPageHint}
        </EmptyState>
      </Paper>
    </Page>
  );
};

export default NoSuchPage;
