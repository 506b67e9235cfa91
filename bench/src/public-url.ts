/** Issuer and audience of tokens: the same for all servers, so that one token opens them all. */
export const publicUrl = 'http://localhost';
