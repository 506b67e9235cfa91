/** For tests only: replies against the contract, requests that must be refused. Not part of the running product. */
export { checkReply, checkSchema, type Finding } from './check-reply.ts';
export { contractOperations } from './contract-document.ts';
export { type MalformedRequest, malformedRequests } from './malformed.ts';
export { nullableAt } from './nullable-at.ts';
export { validExample } from './valid-example.ts';
