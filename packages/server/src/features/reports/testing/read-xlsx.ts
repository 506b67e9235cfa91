import { inflateRawSync } from 'node:zlib';

/** Workbooks read by the letter of their formats, with nothing of what wrote them. */

const at = (bytes: Buffer, signature: number) => {
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(signature);
  return bytes.lastIndexOf(mark);
};

/** The files of a ZIP by name, found through its directory. */
const unzip = (bytes: Buffer): Map<string, string> => {
  const end = at(bytes, 0x06054b50);
  const files = new Map<string, string>();
  let entry = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < bytes.readUInt16LE(end + 10); index++) {
    const [method, packed] = [bytes.readUInt16LE(entry + 10), bytes.readUInt32LE(entry + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) =>
      bytes.readUInt16LE(entry + offset),
    ) as number[];
    const local = bytes.readUInt32LE(entry + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(from, from + packed);
    const path = bytes.toString('utf8', entry + 46, entry + 46 + (name ?? 0));
    files.set(path, (method === 8 ? inflateRawSync(data) : data).toString('utf8'));
    entry += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return files;
};

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Character data as XML and then as OOXML (`_x000D_`) spell it. */
const textOf = (xml: string) =>
  xml
    .replaceAll(/&(\w+);/g, (_whole, name: string) => entities[name] ?? '?')
    .replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_whole, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );

export interface XlsxCell {
  /** `n` a number, `inlineStr` a text, `b` true or false. A formula would have an element of its own. */
  readonly type: string;
  readonly value: string;
  readonly isFormula: boolean;
  /** Of the number, by its style; empty: none. */
  readonly format: string;
}

const formatsOf = (styles: string): string[] => {
  const codes = new Map(
    [...styles.matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/g)].map(([, id, code]) => [id, code]),
  );
  const used = /<cellXfs.*?<\/cellXfs>/s.exec(styles)?.[0] ?? '';
  return [...used.matchAll(/<xf\b[^>]*numFmtId="(\d+)"/g)].map(([, id]) => codes.get(id) ?? '');
};

const cellOf = (attributes: string, content: string, formats: readonly string[]): XlsxCell => {
  const named = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
  const inner = /<(?:v|t)(?: [^>]*)?>(.*?)<\/(?:v|t)>/s.exec(content)?.[1] ?? '';
  return {
    type: named('t') ?? 'n',
    value: textOf(inner),
    isFormula: /<f[ >]/.test(content),
    format: formats[Number(named('s') ?? 0)] ?? '',
  };
};

const columnOf = (reference: string) =>
  [...reference.replace(/\d+/, '')].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

export interface XlsxSheet {
  readonly name: string;
  /** Null where a row has no cell. */
  readonly rows: readonly (readonly (XlsxCell | null)[])[];
}

/** Sheets in order. */
export const readXlsx = (bytes: Buffer): XlsxSheet[] => {
  const files = unzip(bytes);
  const formats = formatsOf(files.get('xl/styles.xml') ?? '');
  const names = [...(files.get('xl/workbook.xml') ?? '').matchAll(/<sheet\b[^>]*\bname="([^"]*)"/g)];
  return names.map(([, name = ''], index) => {
    const sheet = files.get(`xl/worksheets/sheet${index + 1}.xml`) ?? '';
    const rows = [...sheet.matchAll(/<row\b[^>]*>(.*?)<\/row>/gs)].map(([, row = '']) => {
      const cells: (XlsxCell | null)[] = [];
      for (const [, attributes = '', content = ''] of row.matchAll(/<c\b([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
        const column = columnOf(/\br="([A-Z]+\d+)"/.exec(attributes)?.[1] ?? 'A1');
        while (cells.length < column) cells.push(null);
        cells.push(content === '' ? null : cellOf(attributes, content, formats));
      }
      return cells;
    });
    return { name: textOf(name), rows };
  });
};
