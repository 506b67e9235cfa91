/** Addresses of the portal's pages, below the vendor's short name. */
export const paths: Readonly<
  Record<'overview' | 'orders' | 'codes' | 'users' | 'signIn' | 'forgotten', string>
> = {
  overview: '/',
  orders: '/orders',
  codes: '/codes',
  users: '/users',
  signIn: '/sign-in',
  forgotten: '/forgotten',
};

export const entitlementPath = (entitlementId: string): string => `/entitlements/${entitlementId}`;
