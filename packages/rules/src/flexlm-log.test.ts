import { describe, expect, it } from 'vitest';
import { openFlexlmLog, readFlexlmLine } from './flexlm-log.ts';

const readAll = (text: string, timeZone = 'UTC', startDay: Parameters<typeof openFlexlmLog>[1] = null) => {
  const log = openFlexlmLog(timeZone, startDay);
  const records = text.split('\n').flatMap((line) => readFlexlmLine(log, line.trim()).records);
  return { log, told: records.map(({ kind, at }) => `${new Date(at).toISOString().slice(0, 19)} ${kind}`) };
};

describe('the date of a line', () => {
  it('comes from TIMESTAMP, and goes on at midnight', () => {
    const { told } = readAll(`20:00:00 (lmgrd) TIMESTAMP 2/28/2024
      23:59:00 (acmed) OUT: "E" ann@a
      0:00:01 (acmed) IN: "E" ann@a
      12:00:00 (acmed) OUT: "E" ann@a
      9:00:00 (acmed) IN: "E" ann@a`);
    expect(told).toEqual([
      ...['2024-02-28T23:59:00 out', '2024-02-29T00:00:01 in'],
      ...['2024-02-29T12:00:00 out', '2024-03-01T09:00:00 in'],
    ]);
  });

  it('after days without use is that of the TIMESTAMPs between', () => {
    const { told } = readAll(`18:00:00 (lmgrd) TIMESTAMP 12/30/2024
      18:30:00 (acmed) OUT: "E" ann@a
      0:30:00 (lmgrd) TIMESTAMP 12/31/2024
      6:30:00 (lmgrd) TIMESTAMP 1/4/2025
      7:00:00 (acmed) IN: "E" ann@a`);
    expect(told).toEqual(['2024-12-30T18:30:00 out', '2025-01-04T07:00:00 in']);
  });

  it('does not go on because two daemons write past each other', () => {
    const { told } = readAll(`10:00:00 (lmgrd) TIMESTAMP 5/5/2025
      10:00:04 (acmed) OUT: "E" ann@a
      10:00:02 (betad) OUT: "B" bob@b
      10:00:05 (acmed) IN: "E" ann@a
      23:59:58 (acmed) OUT: "E" ann@a
      0:00:01 (betad) IN: "B" bob@b
      23:59:59 (acmed) IN: "E" ann@a
      0:00:03 (acmed) OUT: "E" ann@a`);
    expect(told).toEqual([
      ...['2025-05-05T10:00:04 out', '2025-05-05T10:00:04 out', '2025-05-05T10:00:05 in'],
      ...['2025-05-05T23:59:58 out', '2025-05-06T00:00:01 in', '2025-05-06T00:00:01 in'],
      '2025-05-06T00:00:03 out',
    ]);
  });

  it('in the hour that clocks repeat goes on, and does not jump a day', () => {
    const { told } = readAll(
      `1:30:00 (lmgrd) TIMESTAMP 10/26/2025
      2:50:00 (acmed) OUT: "E" ann@a
      2:10:00 (acmed) IN: "E" ann@a
      2:55:00 (acmed) OUT: "E" ann@a
      3:05:00 (acmed) IN: "E" ann@a
      2:00:00 (acmed) OUT: "E" ann@a`,
      'Europe/Berlin',
    );
    expect(told).toEqual([
      ...['2025-10-26T00:50:00 out', '2025-10-26T01:10:00 in', '2025-10-26T01:55:00 out'],
      ...['2025-10-26T02:05:00 in', '2025-10-27T01:00:00 out'],
    ]);
  });

  it('in spring is read with the offset of its side of the change', () => {
    const { told } = readAll(
      `1:59:00 (lmgrd) TIMESTAMP 3/30/2025
      1:59:30 (acmed) OUT: "E" ann@a
      3:00:30 (acmed) IN: "E" ann@a`,
      'Europe/Berlin',
    );
    expect(told).toEqual(['2025-03-30T00:59:30 out', '2025-03-30T01:00:30 in']);
  });

  it('may be given for a log that begins without one', () => {
    const text = '10:00:00 (acmed) OUT: "E" ann@a';
    expect(readAll(text).log.fault).toEqual({ kind: 'undated' });
    const { told } = readAll(text, 'UTC', { year: 2025, month: 6, day: 1 });
    expect(told).toEqual(['2025-06-01T10:00:00 out']);
  });

  it('that goes back by days is a fault: files in another order', () => {
    const { log } = readAll(`10:00:00 (lmgrd) TIMESTAMP 5/5/2025
      10:00:00 (lmgrd) TIMESTAMP 5/1/2025`);
    expect(log.fault).toMatchObject({ kind: 'backwards', to: { day: 1 } });
  });
});

describe('a daemon that begins anew', () => {
  it('has nothing out since its last sign of life, even when it was down for days', () => {
    const { told } = readAll(`10:00:00 (lmgrd) TIMESTAMP 5/5/2025
      10:30:00 (acmed) OUT: "E" ann@a
      8:00:00 (lmgrd) -----------------------
      8:00:00 (lmgrd) FlexNet Licensing (v11) started on lic (linux) (5/9/2025)
      8:00:02 (acmed) Server started on lic for: E
      8:30:00 (acmed) OUT: "E" ann@a`);
    expect(told).toEqual([
      ...['2025-05-05T10:30:00 out', '2025-05-05T10:30:00 stopped'],
      ...['2025-05-09T08:00:00 stopped', '2025-05-09T08:30:00 out'],
    ]);
  });

  it('or says that it ends has nothing out from then on', () => {
    const { told } = readAll(`10:00:00 (lmgrd) TIMESTAMP 5/5/2025
      10:30:00 (acmed) OUT: "E" ann@a
      11:00:00 (acmed) EXITING DUE TO SIGNAL 15`);
    expect(told).toEqual(['2025-05-05T10:30:00 out', '2025-05-05T11:00:00 stopped']);
  });
});
