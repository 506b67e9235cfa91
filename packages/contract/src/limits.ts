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
/** How long one of the vendor's people stays in a customer's place: long enough to help, too short to forget. */
export const portalVendorMinutes = 60;
/** Entitlements of the portal's overview, worst first. */
export const portalOverviewMax = 200;
/** The portal's logo: shown small, sent with every visit. */
export const portalLogoBytesMax = 524_288;
/** Theme values of the portal, and the characters of one. */
export const themeOverridesMax = 200;
export const themeOverrideLengthMax = 500;
/** Webhook listeners of one tenant: each event is sent to all of them. */
export const webhookListenersMax = 100;

/** Thresholds of one tenant: all that concern an entitlement are looked at with each change of its use. */
export const thresholdsMax = 200;
/** From connecting to the end of the answer (rule 37). */
export const deliveryTimeoutMs = 15_000;
/** Of an answer this much is kept and shown. */
export const deliveryAnswerBytesMax = 4096;
/** After a rotation the secret before signs as well for this long: time to bring the new one to all receivers. */
export const previousSecretHours = 24;
/** Events of one replay: what a receiver works off in minutes, and one transaction writes in a second. */
export const replayEventsMax = 10_000;
/** Events and their deliveries can be read and replayed for this long. */
export const eventDays = 90;
/** Feature toggles of one tenant. */
export const tenantFeaturesMax = 200;
/** A file of customers to import, in bytes; ten thousand full rows are about 5 MB. */
export const customerImportBytesMax = 10_485_760;
/** Rows of one import: minutes of work, and few enough to hold while the file is read. */
export const customerImportRowsMax = 20_000;
/** Columns of such a file, unknown ones included: each is compared with what there is. */
export const customerImportColumnsMax = 500;
/** An import and its errors can be read for this long. */
export const customerImportDays = 30;
/** A link under which a contact sets its password. */
export const contactPasswordLinkHours = 48;
/** Wrong passwords in a row after which a contact's credentials are locked. */
export const wrongPasswordsMax = 10;
/** A password people choose, in characters: the lower bound of NIST SP 800-63B, an upper one that no manager passes. */
export const passwordLengthMin = 8;
export const passwordLengthMax = 200;
/** Thresholds that a customer sets itself for one entitlement. */
export const ownThresholdsMax = 10;
/** A password of a console user: it opens more than a contact's. */
export const userPasswordLengthMin = 12;
/** An invitation into the console can be accepted for this long. */
export const invitationDays = 7;
/** A console session that is not used ends after this long. */
export const sessionIdleMinutes = 120;
/** A console session ends after this long in any case: a working day. */
export const sessionHoursMax = 12;
/** From the right password to the code of the second factor. */
export const secondFactorChallengeSeconds = 300;
/** A second factor that is being set up waits this long for its first code. */
export const secondFactorEnrolmentMinutes = 15;
/** Recovery codes of a user: enough for years of lost telephones, few enough to print. */
export const recoveryCodesMax = 10;
/** Wrong codes in a row after which the user waits: a minute, and twice as long after as many more, up to an hour. */
export const wrongCodesMax = 10;
/** A link under which a console user sets another password. */
export const passwordResetMinutes = 60;
/** Such links of one user that are open at a time: whoever asks for more floods a mailbox. */
export const passwordResetsMax = 5;
/** From leaving for the OpenID provider to coming back. */
export const openIdSignInMinutes = 10;
/** Entitlements named when an offering's overdraft is applied; this many fit a body. */
export const includeEditedMax = 10_000;
/** Counts that an overdraft limit is explained for at once: what fits beside a form. */
export const explainedCountsMax = 20;
/** Days of a range of the dashboard: each line of overdrafts has one figure for each. */
export const dashboardDaysMax = 400;
/** Lines of a page of overdrafts, which come with their days. */
export const dashboardOverdraftsMax = 100;
/** Buckets of one answer about usage history: a year of hours fits, with about 3 MB. */
export const historyBucketsMax = 9_000;
/** A range of usage history, in days: ten years. */
export const historyDaysMax = 3_660;
/** Steps of one answer of raw usage history; the answer tells where to go on. */
export const historyStepsMax = 10_000;
/** Denials, or times in overdraft, that one answer is made of; of more a shorter range is to be asked for. */
export const historyRowsMax = 50_000;
/** Seats of one list of who was denied, and bars of a histogram. */
export const historySeatsMax = 1_000;
/** Hits of one kind in an answer of the search. */
export const searchHitsMax = 20;
/** Columns of a report, conditions, columns it is sorted or grouped by, and aggregates. More than a screen shows. */
export const reportColumnsMax = 60;
export const reportFiltersMax = 20;
export const reportSortsMax = 5;
export const reportAggregatesMax = 20;
/** Values of one condition `in`. */
export const reportValuesMax = 1_000;
/** Rows of a report that are counted and paged, and sent as a file at once; of more an export makes a file. */
export const reportRowsMax = 100_000;
/** Rows of an export; a file of them has some gigabytes. */
export const reportExportRowsMax = 10_000_000;
/** A page of a report that takes longer is given up: it needs a filter, or an export. */
export const reportTimeoutMs = 30_000;
/** Saved reports of one tenant. */
export const savedReportsMax = 1_000;
/** Exports of one tenant that wait or have a file; each is kept for this long. */
export const reportExportsMax = 100;
export const reportExportHours = 24;
