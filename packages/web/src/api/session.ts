import type { Permission, SessionModel } from '@leeway/contract';
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { Problem } from './problem.ts';
import { send } from './send.ts';

export type Session = SessionModel;

const path = '/console/session';

export const sessionKey = ['session'] as const;

/** Who is signed in; null: nobody. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return (await send('GET', path, { signal })) as Session;
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

/** The signed-in user. Only for pages behind the sign-in. */
export const useSession = (): Session => {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('nobody is signed in');
  return data;
};

/** Whether the signed-in user has one of the permissions (docs/permissions.md); without any: everybody has. */
export const useMay = (...permissions: readonly Permission[]): boolean => mayOf(useSession(), permissions);

export const mayOf = (session: Pick<Session, 'permissions'>, permissions: readonly Permission[]): boolean =>
  permissions.length === 0 || permissions.some((permission) => session.permissions.includes(permission));

export const signOut = async (client: QueryClient): Promise<void> => {
  await send('DELETE', path);
  client.clear();
  client.setQueryData(sessionKey, null);
};
