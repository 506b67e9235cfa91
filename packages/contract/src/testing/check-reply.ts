import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { models, operations } from '../index.ts';
import type { Operation } from '../operation.ts';
import { asJsonSchema, contractDocument, contractOperations, type JsonSchema } from './contract-document.ts';

/** One thing wrong with a reply: a JSON pointer into it and a sentence. */
export interface Finding {
  readonly at: string;
  readonly message: string;
}

/** 503 is ours: a server that sheds load must be able to say so (rule 44's shape). */
const ownStatuses = [503];

const addFormats = ajvFormats.default;
const theirs = new Ajv2020({ discriminator: true, strict: true, allErrors: true });
addFormats(theirs);
theirs.addVocabulary(Object.keys(contractDocument));
theirs.addSchema(contractDocument, 'contract');

const ours = new Ajv2020({ discriminator: true, strict: true, allErrors: true, allowUnionTypes: true });
addFormats(ours);

/** A `bigint` or `Date` of code, or JSON text, as the JSON value a client would see. */
const onTheWire = (body: unknown): unknown => {
  const text =
    typeof body === 'string'
      ? body
      : JSON.stringify(body, (_key, value) => (typeof value === 'bigint' ? Number(value) : value));
  return text === undefined || text === '' ? undefined : JSON.parse(text);
};

type Validate = ReturnType<typeof ours.compile>;

const findings = (validate: Validate, value: unknown): Finding[] =>
  validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => ({
        at: instancePath,
        message: message ?? 'is wrong',
      }));

const theirFindings = (pointer: string, value: unknown): Finding[] => {
  const validate = theirs.getSchema(`contract${pointer}`);
  if (validate === undefined) throw new Error(`${pointer} is not in the contract`);
  return findings(validate as Validate, value);
};

const ourFindings = (schema: JsonSchema, value: unknown): Finding[] => findings(ours.compile(schema), value);

const againstContract = (operationId: string, status: number, value: unknown): Finding[] => {
  const operation = contractOperations.get(operationId);
  if (operation === undefined || ownStatuses.includes(status)) return [];
  const schema = operation.replies.get(status);
  if (schema === undefined) return [{ at: '', message: `status ${status} is not in the contract` }];
  return schema === null ? [] : theirFindings(String(schema.$ref), value);
};

const againstOurs = (operation: Operation, status: number, value: unknown): Finding[] => {
  if (status >= 400) return ourFindings(asJsonSchema(models.ProblemModel), value);
  const { success } = operation;
  if (success.binary) return [];
  if (success.status !== status) return [{ at: '', message: `success is ${success.status}, not ${status}` }];
  if (success.reply !== null) return ourFindings(asJsonSchema(success.reply), value);
  return value === undefined ? [] : [{ at: '', message: `${status} carries no body` }];
};

/**
 * What is wrong with an answer, or null: against the contract and against our own schema, which promises more. The
 * body may be JSON text, parsed JSON, or the objects of our code. Throws for an operation that does not exist.
 */
export const checkReply = (operationId: string, status: number, body: unknown): Finding[] | null => {
  const operation = (operations as Record<string, Operation>)[operationId];
  if (operation === undefined && !contractOperations.has(operationId))
    throw new Error(`unknown operation ${operationId}`);
  if (operation?.success.binary && status < 400) return null;
  const value = onTheWire(body);
  const found = againstContract(operationId, status, value);
  if (operation !== undefined) found.push(...againstOurs(operation, status, value));
  return found.length === 0 ? null : found;
};

/** What is wrong with a value against the contract's schema of that name, or ours where the contract has none. */
export const checkSchema = (name: string, value: unknown): Finding[] | null => {
  const own = (models as Record<string, unknown>)[name] as JsonSchema | undefined;
  const found =
    name in contractDocument.components.schemas
      ? theirFindings(`#/components/schemas/${name}`, onTheWire(value))
      : ourFindings(own ?? missing(name), onTheWire(value));
  return found.length === 0 ? null : found;
};

const missing = (name: string): never => {
  throw new Error(`unknown schema ${name}`);
};
