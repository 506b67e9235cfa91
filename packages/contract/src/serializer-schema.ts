import type { TSchema } from 'typebox';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The same schema as fast-json-stringify wants it: `{type: X, nullable: true}` for a type list of X and null. Given
 * the list, it tests values with `Number.isInteger` and so refuses every `bigint`, and branches for nothing.
 */
export const serializerSchema = (schema: TSchema): Record<string, unknown> => {
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    if (!isRecord(value)) return value;
    const copy: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(value)) copy[key] = key === 'enum' ? member : convert(member);
    if (!Array.isArray(value.type)) return copy;
    const types = value.type.filter((type) => type !== 'null');
    return types.length === 1 && types.length < value.type.length
      ? { ...copy, type: types[0], nullable: true }
      : copy;
  };
  return convert(schema) as Record<string, unknown>;
};
