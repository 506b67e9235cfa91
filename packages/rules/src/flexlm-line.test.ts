import { describe, expect, it } from 'vitest';
import { parseFlexlmLine } from './flexlm-line.ts';

/** Lines as license servers write them, made up by hand. */

const use = (line: string) => {
  const read = parseFlexlmLine(line);
  if (!('holder' in read)) throw new Error(`${line} is read as ${JSON.stringify(read)}`);
  return read;
};

describe('a line of use', () => {
  it('tells time, daemon, feature and holder', () => {
    expect(parseFlexlmLine(' 9:05:07 (acmed) OUT: "EDITOR" ann@ws-17  ')).toEqual({
      ...{ kind: 'out', second: 9 * 3600 + 5 * 60 + 7, daemon: 'acmed', feature: 'EDITOR' },
      ...{ holder: 'ann@ws-17', count: 1, errorCode: null },
    });
  });

  it.each([
    ['10:00:00 (acmed) OUT: "EDITOR" ann@ws-17  (3 licenses)', 'ann@ws-17', 3],
    ['10:00:00 (acmed) IN: "EDITOR" ann@ws-17  (SHUTDOWN)', 'ann@ws-17', 1],
    ['10:00:00 (acmed) IN: "EDITOR" ann@ws-17  (2 licenses) (INACTIVE)', 'ann@ws-17', 2],
    ['10:00:00 (acmed) OUT: "EDITOR" ann@ws-17  [project@x (1)] (4 licenses)', 'ann@ws-17', 4],
    ['10:00:00 (acmed) OUT: "EDITOR" ann@ws-17 (2 licenses, linger: 60 / 3600)', 'ann@ws-17', 2],
    ['10:00:00 (acme d) OUT: EDITOR ann@ws-17', 'ann@ws-17', 1],
    ['10:00:00 (acmed) OUT: "EDITOR 2" Ann Mary Meier@ws-17', 'Ann Mary Meier@ws-17', 1],
    ['10:00:00 (acmed) OUT: "EDITOR" ann@corp.example@ws-17', 'ann@corp.example@ws-17', 1],
    ['10:00:00 (acmed) OUT: "EDITOR" jürgen@büro', 'jürgen@büro', 1],
    ['10:00:00 (acmed) QUEUED: "EDITOR" ann@ws-17 (1 licenses)', 'ann@ws-17', 1],
    ['10:00:00 (acmed) OUT: "EDITOR" ann@ws-17 ^^^ 2.1 ann 10.0.0.9 77 1 3 40 ^^^', 'ann@ws-17', 1],
  ])('%s', (line, holder, count) => {
    expect(use(line)).toMatchObject({ holder, count });
  });

  it('of a denial tells the error code', () => {
    const reason = '(Licensed number of users already reached. (-4,342:10054 "Connection reset"))';
    expect(use(`10:00:00 (acmed) DENIED: "EDITOR" ann@ws-17  ${reason}`)).toMatchObject({
      ...{ kind: 'denied', holder: 'ann@ws-17', errorCode: -4 },
    });
    expect(use('10:00:00 (acmed) DENIED: "EDITOR" ann@ws-17 [x] (No such feature. (-5,346))').errorCode).toBe(
      -5,
    );
    expect(use('10:00:00 (acmed) DENIED: "EDITOR" ann@ws-17').errorCode).toBeNull();
  });

  it.each([
    ['10:00:00 (acmed) OUT: "EDIT', 'no feature'],
    ['10:00:00 (acmed) OUT: "EDITOR" an', 'no user@host, or cut off'],
    ['10:00:00 (acmed) OUT: "EDITOR" ann@', 'no user@host, or cut off'],
    ['10:00:00 (acmed) DENIED: "EDITOR" ann@ws-17  (Licensed numb', 'no user@host, or cut off'],
    ['10:00:00 (acmed) OUT: "EDITOR" ann@ws-17 (90000000 licenses)', '90000000 licenses at once'],
    ['31:00:00 (acmed) OUT: "EDITOR" ann@ws-17', 'no time of day'],
    ['10:00:00 (lmgrd) TIMESTAMP 13/45/2025', 'no date'],
  ])('that is damaged is not guessed at: %s', (line, why) => {
    expect(parseFlexlmLine(line)).toMatchObject({ kind: 'unreadable', why });
  });
});

describe('another line', () => {
  it.each([
    ['10:00:00 (lmgrd) TIMESTAMP 3/9/2025', { kind: 'date', day: { year: 2025, month: 3, day: 9 } }],
    ['10:00:00 (acmed) TIMESTAMP 12/31/2025', { kind: 'date', day: { year: 2025, month: 12, day: 31 } }],
    [
      '10:00:00 (lmgrd) (@lmgrd-SLOG@) Start-Date: Sun Mar 09 2025 10:00:00 CET',
      { kind: 'date', day: { year: 2025, month: 3, day: 9 } },
    ],
    ['Start-Date: Sun Mar 9 2025 10:00:00', { kind: 'date', second: null }],
    [
      '10:00:00 (lmgrd) FlexNet Licensing (v11.19 build 1 x64) started on lic-1 (linux) (3/9/2025)',
      { kind: 'start', all: true, day: { year: 2025, month: 3, day: 9 } },
    ],
    ['10:00:00 (acmed) Server started on lic-1 for: EDITOR SUITE', { kind: 'start', all: false, day: null }],
    ['10:00:00 (acmed) EXITING DUE TO SIGNAL 15 Exit reason 5', { kind: 'stop', all: false }],
    ['10:00:00 (lmgrd) acmed exited with status 36', { kind: 'stop', all: false, daemon: 'acmed' }],
    ['10:00:00 (acmed) UNSUPPORTED: "PORT" (X ) ann@ws-17 (no (-18,327))', { kind: 'unsupported' }],
    ['10:00:00 (acmed) DEQUEUED: "EDITOR" ann@ws-17', { kind: 'dequeued' }],
    ['10:00:00 (lmgrd) Started acmed (internet tcp_port 40012 pid 7)', { kind: 'noise' }],
    ['=== Network Info ===', { kind: 'noise' }],
    ['', { kind: 'noise' }],
  ])('%s', (line, read) => {
    expect(parseFlexlmLine(line)).toMatchObject(read);
  });
});
