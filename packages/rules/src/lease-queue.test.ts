import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LeaseQueue, popLease, pushLease } from './lease-queue.ts';

it('gives leases out by their end, whatever order they came in', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.nat(20), (ends, taken) => {
      const queue: LeaseQueue = [];
      const expected: number[] = [];
      const takeOne = () => {
        expected.sort((a, b) => a - b);
        expect(popLease(queue)?.leaseEnd).toBe(expected.shift());
      };
      for (const [index, leaseEnd] of ends.entries()) {
        pushLease(queue, { leaseEnd, activationId: `a${index}` });
        expected.push(leaseEnd);
        if (index % 20 === taken) takeOne();
      }
      while (queue.length > 0) takeOne();
      expect(expected).toEqual([]);
      expect(popLease(queue)).toBeUndefined();
    }),
  );
});
