import type { PortalBrandingModel } from '@leeway/contract';
import { createContext, useContext } from 'react';
import { Problem } from '../../api/problem.ts';
import { send } from '../../api/send.ts';

export type Branding = PortalBrandingModel;

export const BrandingContext = createContext<Branding | null>(null);

/** How the vendor's portal looks. It is known before anything is shown. */
export const useBranding = (): Branding => {
  const branding = useContext(BrandingContext);
  if (!branding) throw new Error('the branding is not known');
  return branding;
};

/** `/portal/acme/users` -> `acme` */
export const slugOf = (pathname: string): string | null =>
  /^\/portal\/([^/]+)/.exec(pathname)?.[1]?.toLowerCase() ?? null;

/** Of a vendor, or of the host name; null: there is no such portal. @throws Problem */
export const readBranding = async (slug: string | null): Promise<Branding | null> => {
  const query = slug === null ? '' : `?tenant=${encodeURIComponent(slug)}`;
  try {
    return (await send('GET', `/portal/api/v1/branding${query}`)) as Branding;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
};
