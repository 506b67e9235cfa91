import { notifications } from '@mantine/notifications';
import { asProblem, remedyOf } from '../api/problem.ts';

/** Says that a change is made. */
export const notifyDone = (message: string): void => {
  notifications.show({ message, color: 'green', withBorder: true });
};

/** Says why a change is not made, and what to do; for where no form is left to show it in. */
export const notifyProblem = (error: unknown): void => {
  const problem = asProblem(error);
  notifications.show({
    title: problem.title,
    message: `${problem.message} ${remedyOf(problem)}`,
    color: 'red',
    withBorder: true,
    autoClose: 12_000,
  });
};
