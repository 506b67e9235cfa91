import { contractOperations, type JsonSchema, resolveRef } from './contract-document.ts';
import type { Path } from './valid-example.ts';
import { propertiesOf } from './valid-example.ts';

const branchesOf = (schema: JsonSchema): readonly JsonSchema[] => {
  if (typeof schema.$ref === 'string') return branchesOf(resolveRef(schema.$ref));
  const branches = (schema.anyOf ?? schema.oneOf) as readonly JsonSchema[] | undefined;
  return branches ? branches.flatMap(branchesOf) : [schema];
};

const memberOf = (schema: JsonSchema, step: string | number): readonly JsonSchema[] => {
  const member = typeof step === 'number' ? schema.items : propertiesOf(schema)[step];
  const found = member ?? (typeof schema.additionalProperties === 'object' && schema.additionalProperties);
  return found ? branchesOf(found as JsonSchema) : [];
};

const allowsNull = ({ type, enum: words }: JsonSchema) =>
  type === 'null' ||
  (Array.isArray(type) && type.includes('null')) ||
  (Array.isArray(words) && words.includes(null));

/**
 * Whether the contract lets a place of a reply be null; also true where it says nothing of the place (a member of our
 * own, an answer that is not JSON).
 */
export const nullableAt = (operationId: string, status: number, path: Path): boolean => {
  const reply = contractOperations.get(operationId)?.replies.get(status);
  if (!reply) return true;
  const found = path.reduce<readonly JsonSchema[]>(
    (schemas, step) => schemas.flatMap((schema) => memberOf(schema, step)),
    branchesOf(reply),
  );
  return found.length === 0 || found.some(allowsNull);
};
