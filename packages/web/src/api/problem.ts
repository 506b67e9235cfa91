import type { ErrorCode } from '@leeway/contract';

interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** A refusal of the server (problem+json), or `offline` when it could not be reached. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: ErrorCode | 'offline';
  readonly title: string;
  readonly fields: readonly FieldFault[];
  readonly traceId: string | null;

  constructor(
    status: number,
    code: Problem['code'],
    title: string,
    detail: string,
    more: Partial<Problem> = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.title = title;
    this.fields = more.fields ?? [];
    this.traceId = more.traceId ?? null;
  }
}

interface ProblemBody {
  readonly title?: string;
  readonly detail?: string;
  readonly errorCode?: ErrorCode | null;
  readonly error?: string | null;
  readonly validationErrors?: readonly { propertyName: string | null; message: string | null }[] | null;
}

export const unreachable = () =>
  new Problem(
    0,
    'offline',
    'The server cannot be reached',
    'Nothing came back. Check the network, or whether the server runs.',
  );

/** Reads a refusal; one that is no problem+json (a proxy's page, say) still becomes a sentence. */
export const problemOf = async (response: Response): Promise<Problem> => {
  const body: ProblemBody = await response.json().catch(() => ({}));
  const fields = (body.validationErrors ?? []).map(({ propertyName, message }) => ({
    field: propertyName ?? '',
    message: message ?? 'is not valid',
  }));
  return new Problem(
    response.status,
    body.errorCode ?? 'internal',
    body.title ?? `The server answered ${response.status}`,
    body.detail ?? 'It gave no reason.',
    { fields, traceId: response.headers.get('n-trace-id') },
  );
};

/** What the reader of a page can do about it. The server's own remedies speak to programs. */
const remedies: Partial<Record<Problem['code'], string>> = {
  offline: 'Try again. What you typed is still here.',
  unauthenticated: 'Sign in again.',
  missingScope: 'Ask an Account Administrator for a role that may do this.',
  roleForbids: 'Ask an Account Administrator to do it, or for another role.',
  secondFactorRequired: 'Set up a second factor, or ask an Account Administrator.',
  notFound: 'It may have been deleted. Go back to the list.',
  conflict: 'Somebody may have changed it meanwhile. Reload and decide anew.',
  duplicate: 'Choose another value.',
  seatCountBelowUsage: 'Release seats first, or confirm that fewer seats than are in use is meant.',
  validationFailed: 'Mend the fields named here.',
  unknownReference: 'Choose something that exists.',
  tooManyRequests: 'Wait a moment, then try again.',
  overloaded: 'Try again in a few seconds.',
  databaseUnavailable: 'Try again in a few seconds; nothing that was confirmed is lost.',
  internal: 'Try again. If it stays so, give the trace id to the operator.',
};

export const remedyOf = ({ code }: Problem): string => remedies[code] ?? 'Try again.';

/** Whatever was thrown, as something that can be shown. */
export const asProblem = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem(
        0,
        'internal',
        'This page has a fault',
        error instanceof Error ? error.message : String(error),
      );
