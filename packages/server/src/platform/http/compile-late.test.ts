import { describe, expect, it } from 'vitest';
import { serializeLate, validateLate } from './compile-late.ts';
import { validatorCompiler } from './validation.ts';

const replyOf = (schema: object) => serializeLate({ schema, method: 'GET', url: '/', httpStatus: '200' });

describe('schemas are compiled when something first goes through them', () => {
  it('a reply: what cannot be compiled is told at its first use, not at the start', () => {
    const broken = replyOf({ $ref: '#/nothing/there' });
    expect(() => broken({})).toThrow('nothing');
  });

  it('a reply: once for all routes that share the schema', () => {
    const schema = { type: 'object', properties: { name: { type: 'string' } } };
    const serialize = replyOf(schema);
    expect(replyOf(schema)).toBe(serialize);
    expect(replyOf({ ...schema })).not.toBe(serialize);
    expect(serialize({ name: 'x', undeclared: 1 })).toBe('{"name":"x"}');
  });

  it('a request: each verdict comes with its own faults', () => {
    const schema = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
    let compilations = 0;
    const compile = validateLate<{ readonly [key: string]: unknown }>((route) => {
      compilations += 1;
      return validatorCompiler(route);
    });
    const validate = compile({ schema, method: 'POST', url: '/', httpPart: 'body' }) as {
      (data: unknown): unknown;
      errors?: { keyword: string }[] | null;
    };
    expect(compilations).toBe(0);
    expect(validate({})).toBe(false);
    expect(validate.errors?.[0]?.keyword).toBe('required');
    expect(validate({ name: 1 })).toBe(false);
    expect(validate.errors?.[0]?.keyword).toBe('type');
    expect(validate({ name: 'x' })).toBe(true);
    expect(validate.errors).toBeNull();
    expect(compilations).toBe(1);
  });
});
