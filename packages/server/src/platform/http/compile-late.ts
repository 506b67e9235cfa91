import buildSerializer from 'fast-json-stringify';
import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify';

/**
 * A schema is compiled when something first goes through it. There are hundreds of operations with a dozen answers each,
 * and a server uses few of them: compiling all took seconds of every start and most of the memory.
 */

type Serializer = (value: unknown) => string;

// The problem replies are the same schema at every route.
const serializers = new WeakMap<object, Serializer>();

export const serializeLate: FastifySerializerCompiler<object> = ({ schema }) => {
  const known = serializers.get(schema);
  if (known) return known;
  let build: Serializer | undefined;
  const serialize: Serializer = (value) => {
    build ??= buildSerializer(schema) as Serializer;
    return build(value);
  };
  serializers.set(schema, serialize);
  return serialize;
};

type Validator = ReturnType<FastifySchemaCompiler<unknown>> & { errors?: unknown };

/** The same for validators. Their faults are read off the function, as Ajv leaves them. */
export const validateLate =
  <T>(compile: FastifySchemaCompiler<T>): FastifySchemaCompiler<T> =>
  (route) => {
    let compiled: Validator | undefined;
    const validate = (data: unknown) => {
      compiled ??= compile(route);
      const verdict = compiled(data);
      (validate as Validator).errors = compiled.errors;
      return verdict;
    };
    return validate as Validator;
  };
