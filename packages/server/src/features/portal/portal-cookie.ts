import { openIdSignInMinutes } from '@leeway/contract';
import { createReturnCookie, createSessionCookie } from '../../platform/http/session-cookie.ts';

/** The cookies of the portal, apart from the console's: who is signed in to both in one browser is two people. */

export const sessionCookie = createSessionCookie('leeway_portal', '/portal');

export const openIdCookie = createReturnCookie('leeway_portal_openid', '/portal/openid', openIdSignInMinutes);
