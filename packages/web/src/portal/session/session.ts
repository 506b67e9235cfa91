import type { PortalAccess, PortalSessionModel } from '@leeway/contract';
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { Problem } from '../../api/problem.ts';
import { send } from '../../api/send.ts';
import { sessionKey } from '../../api/session.ts';

type PortalSession = PortalSessionModel;

const path = '/portal/api/v1/session';

/** Who is signed in to the portal of this vendor; null: nobody. A session of another vendor's portal is none here. */
export const portalSessionQuery = (slug: string) =>
  queryOptions({
    queryKey: sessionKey,
    queryFn: async ({ signal }): Promise<PortalSession | null> => {
      try {
        const session = (await send('GET', path, { signal })) as PortalSession;
        return session.tenant.slug === slug ? session : null;
      } catch (error) {
        if (error instanceof Problem && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });

/** Only for pages behind the sign-in. */
export const usePortalSession = (): PortalSession => {
  const { data } = useQuery<PortalSession | null>({ queryKey: sessionKey, enabled: false });
  if (!data) throw new Error('nobody is signed in');
  return data;
};

/** Whether the signed-in person may see or do it: the API refuses by the same table. */
export const usePermits = (access: PortalAccess): boolean => usePortalSession().permits.includes(access);

export const signIn = async (
  client: QueryClient,
  how:
    | { readonly tenant: string; readonly email: string; readonly password: string }
    | { readonly link: string },
): Promise<void> => {
  const session = await send('POST', 'link' in how ? `${path}/link` : path, { body: how });
  client.clear();
  client.setQueryData(sessionKey, session as PortalSession);
};

export const signOut = async (client: QueryClient): Promise<void> => {
  await send('DELETE', path);
  client.clear();
  client.setQueryData(sessionKey, null);
};
