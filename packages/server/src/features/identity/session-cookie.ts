import { openIdSignInMinutes } from '@leeway/contract';
import { createReturnCookie, createSessionCookie } from '../../platform/http/session-cookie.ts';

/** The cookies of the console: the session of who is signed in, and what ties a sign-in by OpenID to its browser. */

export const {
  token: cookieToken,
  set: setCookie,
  clear: clearCookie,
} = createSessionCookie('leeway_session', '/');

export const {
  read: openIdState,
  set: setOpenIdCookie,
  clear: clearOpenIdCookie,
} = createReturnCookie('leeway_openid', '/console/openid', openIdSignInMinutes);
