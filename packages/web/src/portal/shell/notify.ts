import { notifications } from '@mantine/notifications';
import { asProblem } from '../../api/problem.ts';
import { useUiWords } from '../../ui/words.tsx';

/** Says in the reader's language why something was not done; for where no form is left to show it in. */
export const useTellProblem = () => {
  const words = useUiWords();
  return (error: unknown): void => {
    const problem = asProblem(error);
    notifications.show({
      title: words.problemTitle(problem),
      message: words.problemMessage(problem),
      color: 'red',
      withBorder: true,
      autoClose: 12_000,
    });
  };
};
