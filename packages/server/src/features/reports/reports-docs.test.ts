import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { subjects } from './subjects/index.ts';

/** docs/reference/reports.md lists the columns there are, no more and no fewer. */

const page = readFileSync(new URL('../../../../../docs/reference/reports.md', import.meta.url), 'utf8');
const sections = new Map(
  page.split(/^### /m).map((section) => [/^`(\w+)`/.exec(section)?.[1] ?? '', section] as const),
);

describe('docs/reference/reports.md', () => {
  it('has a section for each subject', () => {
    expect([...sections.keys()].filter((key) => key !== '')).toEqual(Object.keys(subjects));
  });

  it.each(Object.values(subjects))(
    '$key: columns, titles, types and words',
    ({ key, description, scopes, columns }) => {
      const section = sections.get(key) ?? '';
      expect(section).toContain(description);
      for (const scope of scopes) expect(section).toContain(`\`${scope}\``);
      const listed = [...section.matchAll(/^\| `(\w+)` \| (.+?) \| (.+?) \|$/gm)].map(
        ([, ...cells]) => cells,
      );
      expect(listed).toEqual(
        columns.map(({ key: name, title, type, words }) => [
          ...[name, title, words.length > 0 ? `${type}: ${words.join(', ')}` : type],
        ]),
      );
    },
  );
});
