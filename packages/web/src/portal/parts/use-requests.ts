import { useApi } from '../../api/use-api.ts';
import { usePermits } from '../session/session.ts';

/** What the company has asked for, newest first; only admins see it. */
export const useRequests = () => {
  const isAdmin = usePermits('admin');
  return useApi('listOwnSeatRequests', { query: { pageNumber: 1, pageSize: 200 } }, { enabled: isAdmin });
};

/** The request of an entitlement that waits for its answer. */
export const useOpenRequest = (entitlementId: string) =>
  useRequests().data?.items.find((each) => each.entitlementId === entitlementId && each.state === 'open');
