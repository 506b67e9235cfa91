import { type ErrorCode, errorCatalogue, type ProblemModel, type ReasonModel } from '@leeway/contract';

export interface FieldFault {
  /** Dotted path of the field, e.g. `overdraftSeatLimit.value`. */
  readonly propertyName: string;
  readonly message: string;
  readonly code: string;
}

interface Extra {
  readonly fields?: readonly FieldFault[];
  readonly reasons?: readonly ReasonModel[];
  readonly limits?: ProblemModel['limits'];
  readonly retryAt?: string | null;
  readonly retryAfterSeconds?: number;
  /** For the operator's log only. */
  readonly cause?: unknown;
}

/** An error the caller can act on. Thrown in a route or below it; answered in the one shape of rule 44. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: ErrorCode;
  readonly extra: Extra;

  constructor(code: ErrorCode, detail: string, extra: Extra = {}) {
    super(detail, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.code = code;
    this.extra = extra;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }

  body(instance: string): ProblemModel {
    const { status, title, remedy } = errorCatalogue[this.code];
    const { fields, reasons, limits, retryAt } = this.extra;
    return {
      type: `urn:leeway:error:${this.code}`,
      title,
      status,
      detail: this.message,
      instance,
      details: `${this.message} ${remedy}`,
      error: title,
      errorCode: this.code,
      validationErrors: fields ? fields.map((field) => ({ ...field })) : null,
      ...(reasons ? { reasons: [...reasons] } : {}),
      ...(limits === undefined ? {} : { limits }),
      ...(retryAt === undefined ? {} : { retryAt }),
    };
  }
}

/** 404 in the words of the object: `notFound('product', 'prod_…')`. */
export const notFound = (what: string, id: string) =>
  new ApiProblem('notFound', `There is no ${what} ${id}.`);

/** 422 for one field. */
export const invalid = (propertyName: string, message: string, code = 'invalid') =>
  new ApiProblem('validationFailed', `${propertyName}: ${message}.`, {
    fields: [{ propertyName, message, code }],
  });

/** 422 for a reference in a body to something that does not exist. */
export const unknownReference = (propertyName: string, what: string, id: string) =>
  new ApiProblem('unknownReference', `${propertyName}: there is no ${what} ${id}.`, {
    fields: [{ propertyName, message: `there is no ${what} ${id}`, code: 'unknownReference' }],
  });

/** 409 for a value that must be unique. */
export const duplicate = (propertyName: string, value: string) =>
  new ApiProblem('duplicate', `${propertyName}: "${value}" is taken.`, {
    fields: [{ propertyName, message: `"${value}" is taken`, code: 'duplicate' }],
  });
