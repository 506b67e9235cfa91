import { Type } from 'typebox';
import { expect, it } from 'vitest';
import { Int64, Nullable, Reply, serializerSchema, Words } from './index.ts';

it('the serialiser gets nullable instead of a type list, everywhere in a schema', () => {
  const schema = Reply({
    type: Nullable(Int64({ minimum: 0 })),
    words: Nullable(Words(['a', 'b'])),
    list: Nullable(Type.Array(Nullable(Type.String()))),
    plain: Type.String(),
  });
  expect(serializerSchema(schema)).toEqual({
    type: 'object',
    required: ['type', 'words', 'list', 'plain'],
    properties: {
      type: { type: 'integer', nullable: true, format: 'int64', minimum: 0 },
      words: { type: 'string', nullable: true, enum: ['a', 'b', null] },
      list: { type: 'array', nullable: true, items: { type: 'string', nullable: true } },
      plain: { type: 'string' },
    },
  });
});

it('the schema itself stays as it is', () => {
  const schema = Reply({ count: Nullable(Int64()) });
  const before = JSON.stringify(schema);
  serializerSchema(schema);
  expect(JSON.stringify(schema)).toBe(before);
});
