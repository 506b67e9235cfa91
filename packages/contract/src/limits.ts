/** Bounds of the API, written once: units in the name, the reason beside it. */

/** Items in a page when the caller names none. */
export const pageSizeDefault = 50;
/** More than this is answered with this many; the reply's `pageSize` tells. Keeps one page under about 1 MB. */
export const pageSizeMax = 1000;
/** A JSON body. The largest legal one (1,000 activation codes) needs about 60 kB. */
export const bodyBytesMax = 1_048_576;
/** Codes of one group: a request that adds this many still fits a body. */
export const activationCodesMax = 1000;
/** Entitlements of one group: an order is read, shown and bumped as a whole. */
export const groupEntitlementsMax = 1000;
/** An order reference, when created and when changed. */
export const orderRefIdLengthMax = 50;
/** A licence file. */
export const licenseFileBytesMax = 1_048_576;
/** Unlimited, where the contract has no null (rule 4). */
export const unlimitedInLists = 2147483647;
/** Requests waiting for a decision in one process; past it 503 at once. About a third of a second of work. */
export const admissionQueueMax = 10_000;
/** Requests decided in one transaction. Larger batches add latency without adding throughput. */
export const admissionBatchMax = 256;
/** An access token's life. */
export const accessTokenSeconds = 3600;
/** A deleted API client's tokens are refused after at most this long, on every process. */
export const tokenRecheckSeconds = 10;
/** An idempotency key is remembered for this long (rule 21). */
export const idempotencyHours = 24;
/** The API version in force. */
export const apiVersion = '2025-10-10';
/** A link into a customer's portal: long enough to click, too short to pass around. */
export const portalLinkSeconds = 300;
