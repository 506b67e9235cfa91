import { violatedUnique } from '../database.ts';
import { duplicate } from './problem.ts';

/** Waits for `write`; when it meets a unique index, that is 409 for the field instead. */
export const orDuplicate = async <Result>(
  propertyName: string,
  value: string,
  write: Promise<Result>,
): Promise<Result> => {
  try {
    return await write;
  } catch (error) {
    throw violatedUnique(error) === null ? error : duplicate(propertyName, value);
  }
};
