import type { AdmissionRequest, Decision } from '@leeway/rules';

/** A request on its way to a decision. */

export interface Idempotency {
  readonly key: string;
  /** Of the operation and its body: the same key for another request is refused. */
  readonly requestHash: string;
  /** The answer to keep for a repetition, or null when this decision is not to be remembered. */
  readonly answerOf: (decision: Decision) => StoredAnswer | null;
}

export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
}

export type Outcome =
  | { readonly kind: 'decided'; readonly decision: Decision }
  /** The answer the same request got before (rule 21). */
  | { readonly kind: 'replayed'; readonly answer: StoredAnswer }
  | { readonly kind: 'keyReused' }
  /** What the credentials open has changed since they were looked up: look again. */
  | { readonly kind: 'stale' };

export interface Submission {
  readonly tenantId: string;
  readonly request: AdmissionRequest;
  readonly idempotency: Idempotency | null;
  /** Version each candidate had when the credentials were looked up. */
  readonly versions: ReadonlyMap<string, bigint> | null;
}

export interface Waiting extends Submission {
  /** After a batch that the database refused: a transaction of its own tells whose fault it was. */
  readonly alone: boolean;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** The entitlements a request may touch. */
export const entitlementsOf = (request: AdmissionRequest): readonly string[] =>
  request.kind === 'activate' ? request.candidates : [request.entitlementId];
