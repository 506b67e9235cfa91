import { invalid } from '../../platform/http/problem.ts';
import { isPrivateHost } from '../../platform/private-address.ts';

/** Where a listener may be. Names that only turn out to be private when they are looked up are refused at delivery. */

const legalUri = /^https?:\/\/[a-z0-9.:[\]-]+(?:[/?](?:[a-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9a-f]{2})*)?$/i;
const illegalSign = /%(?![0-9a-f]{2})|[^a-z0-9\-._~:/?@!$&'()*+,;=%]/gi;

/** As it was sent when it is a URI by the letter (RFC 3986), else as a browser would read it. */
const asUri = (text: string, { origin, pathname, search }: URL): string =>
  legalUri.test(text) ? text : origin + (pathname + search).replaceAll(illegalSign, encodeURIComponent);

/** The listener's address. Throws ApiProblem `validationFailed` naming `uri`. */
export const listenerUri = (text: string, { allowPrivate }: { readonly allowPrivate: boolean }): string => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw invalid('uri', 'must be an http or https URL');
  if (url.username !== '' || url.password !== '') {
    throw invalid('uri', 'must not hold a user name or a password: deliveries are signed');
  }
  if (!allowPrivate && isPrivateHost(url.hostname)) {
    throw invalid(
      'uri',
      `${url.hostname} is a private address, which the operator allows with LEEWAY_ALLOW_PRIVATE_WEBHOOKS`,
      'privateAddress',
    );
  }
  return asUri(text, url);
};
