import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

/**
 * For changes made of several calls, or of one that depends on where it is made: runs them, and then everything shown is
 * read anew, also after a refusal, because some of it may have happened. `useChange` is for a single one.
 */
export const useChanging = () => {
  const client = useQueryClient();
  return useCallback(
    async <Result>(change: () => Promise<Result>): Promise<Result> => {
      try {
        return await change();
      } finally {
        void client.invalidateQueries();
      }
    },
    [client],
  );
};
