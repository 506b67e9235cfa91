import { EventEmitter, once } from 'node:events';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createBackgroundLoop } from './background-loop.ts';

/** A loop whose log lines can be awaited. */
const newLoop = () => {
  const lines: { msg: string; level: number }[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  return { loop: createBackgroundLoop(log), lines };
};

/** Resolves when `run` has been called `count` times; tells how many ran at once. */
const counter = (work: () => Promise<void> = async () => undefined) => {
  const events = new EventEmitter();
  const seen = { runs: 0, atOnce: 0, mostAtOnce: 0 };
  return {
    seen,
    run: async () => {
      seen.runs++;
      seen.atOnce++;
      seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.atOnce);
      events.emit('run');
      await work().finally(() => {
        seen.atOnce--;
      });
    },
    reach: async (count: number) => {
      while (seen.runs < count) await once(events, 'run');
    },
  };
};

describe('the background loop', () => {
  it('runs each step again and again, never twice at once, and none before it is started', async () => {
    const { loop } = newLoop();
    const step = counter(() => new Promise((resolve) => setImmediate(resolve)));
    loop.add({ name: 'count', everyMs: 1, run: step.run });
    expect(step.seen.runs).toBe(0);
    loop.start();
    loop.start();
    await step.reach(5);
    await loop.stop();
    expect(step.seen.mostAtOnce).toBe(1);
  });

  it('runs a step that is added after the start', async () => {
    const { loop } = newLoop();
    loop.start();
    const step = counter();
    loop.add({ name: 'late', everyMs: 1, run: step.run });
    await step.reach(2);
    await loop.stop();
  });

  it('tells a failure and tries again, and other steps do not notice', async () => {
    const { loop, lines } = newLoop();
    let failures = 0;
    const failing = counter(async () => {
      if (failures++ < 2) throw new Error('no luck');
    });
    const other = counter();
    loop.add({ name: 'failing', everyMs: 1, run: failing.run });
    loop.add({ name: 'other', everyMs: 1, run: other.run });
    loop.start();
    await Promise.all([failing.reach(4), other.reach(4)]);
    await loop.stop();
    const told = lines.filter(({ msg }) => msg === 'background step failing failed');
    expect(told.map(({ level }) => level)).toEqual([50, 50]);
  });

  it('waits at its stop for the running steps, which hear of it, and starts none any more', async () => {
    const { loop, lines } = newLoop();
    let ended = false;
    const step = counter();
    loop.add({
      name: 'long',
      everyMs: 1,
      run: async (signal) => {
        const aborted = once(signal, 'abort');
        await step.run();
        await aborted;
        await new Promise((resolve) => setImmediate(resolve));
        ended = true;
        throw new Error('interrupted');
      },
    });
    loop.start();
    await step.reach(1);
    await loop.stop();
    expect(ended).toBe(true);
    expect(step.seen.runs).toBe(1);
    expect(lines).toEqual([]);
  });

  it('refuses two steps of one name', () => {
    const { loop } = newLoop();
    loop.add({ name: 'twice', everyMs: 1, run: async () => undefined });
    expect(() => loop.add({ name: 'twice', everyMs: 1, run: async () => undefined })).toThrow('twice');
  });
});
