/** Which column of an import a file's own headers stand for: as they are named, as somebody said, or by likeness. */

export interface MatchedColumn {
  /** As the file has it. */
  readonly name: string;
  /** Ours; null: it is left out. */
  readonly column: string | null;
  /** By likeness: nobody has said so yet. */
  readonly guessed: boolean;
}

/** A column there is to import, with whatever else it may be called. */
export interface ImportColumn {
  readonly column: string;
  readonly alsoCalled: readonly string[];
}

/** What other systems call these in their exports, in English, German and Spanish. */
const usualNames: Readonly<Record<string, readonly string[]>> = {
  name: ['company', 'customer', 'account', 'organisation', 'firma', 'kunde', 'empresa', 'cliente', 'nombre'],
  legalName: ['registered name', 'legal entity', 'firmenname', 'rechtlicher name', 'razon social'],
  description: ['notes', 'comment', 'beschreibung', 'bemerkung', 'descripcion'],
  type: ['kind', 'typ', 'kundentyp', 'tipo'],
  accountRefId: [
    ...['id', 'account id', 'customer id', 'crm id', 'external id', 'reference', 'account number'],
    ...['customer number', 'customer no', 'kundennummer', 'kundennr', 'numero de cliente'],
  ],
  status: ['state', 'estado', 'zustand'],
  website: ['url', 'web', 'homepage', 'webseite', 'sitio web'],
  linkedInUrl: ['linkedin'],
  contractValue: ['arr', 'annual value', 'amount', 'revenue', 'vertragswert', 'valor del contrato'],
  contractStartDate: [
    'contract start',
    'start date',
    'customer since',
    'vertragsbeginn',
    'inicio del contrato',
  ],
  contractRenewalDate: ['renewal', 'renewal date', 'contract end', 'vertragsende', 'renovacion'],
  'address.addressLine1': ['street', 'address', 'street address', 'strasse', 'adresse', 'calle', 'direccion'],
  'address.addressLine2': ['street 2', 'address 2', 'adresszusatz'],
  'address.city': ['town', 'billing city', 'ort', 'stadt', 'ciudad'],
  'address.stateRegion': ['region', 'province', 'county', 'bundesland', 'provincia'],
  'address.postalCode': ['zip', 'zip code', 'postcode', 'plz', 'postleitzahl', 'codigo postal'],
  'address.country': ['country code', 'billing country', 'land', 'pais'],
};

/** `Straße / Nr.` and `strasse nr` are one. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

/** Below this two names have letters in common, and no more. */
const likenessMin = 0.72;
/** A header is a name; what is longer is compared by its beginning. */
const comparedLengthMax = 80;

const pairsOf = (text: string): string[] =>
  Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2));

/** Share of common pairs of letters (Dice), 0 to 1. */
const likeness = (one: string, other: string): number => {
  if (one === other) return 1;
  const shorter = Math.min(one.length, other.length);
  if ((2 * shorter) / (one.length + other.length) < likenessMin) return 0;
  const left = pairsOf(other);
  const pairs = pairsOf(one);
  const all = pairs.length + left.length;
  const common = pairs.filter((pair) => {
    const at = left.indexOf(pair);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return all === 0 ? 0 : (2 * common.length) / all;
};

const namesOf = ({ column, alsoCalled }: ImportColumn): string[] =>
  [column, column.slice(column.indexOf('.') + 1), ...alsoCalled, ...(usualNames[column] ?? [])].map(plain);

/** The likest pairs first; each name and each column once. */
const guess = (names: readonly string[], columns: readonly ImportColumn[]): Map<string, string> => {
  const known = columns.map((one) => ({ column: one.column, names: namesOf(one) }));
  const pairs = names.flatMap((name) => {
    const asked = plain(name.slice(0, comparedLengthMax));
    return known.map(({ column, names: called }) => ({
      ...{ name, column },
      score: asked === '' ? 0 : Math.max(...called.map((each) => likeness(asked, each))),
    }));
  });
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const { name, column, score } of pairs.toSorted((a, b) => b.score - a.score)) {
    if (score < likenessMin) break;
    if (found.has(name) || taken.has(column)) continue;
    found.set(name, column);
    taken.add(column);
  }
  return found;
};

/**
 * What each header stands for. One that is said stands for what was said, also for nothing; one that is ours for itself;
 * the others are guessed where `guesses` says so. undefined: nothing is known of it.
 */
export const matchColumns = (
  header: readonly string[],
  columns: readonly ImportColumn[],
  said: Readonly<Record<string, string | null>>,
  guesses: boolean,
): (MatchedColumn | undefined)[] => {
  const own = new Set(columns.map(({ column }) => column));
  const sure = header.map((name): MatchedColumn | undefined => {
    if (Object.hasOwn(said, name)) return { name, column: said[name] ?? null, guessed: false };
    return own.has(name) ? { name, column: name, guessed: false } : undefined;
  });
  if (!guesses) return sure;
  const taken = new Set(sure.map((one) => one?.column));
  const unknown = header.filter((_, index) => !sure[index]);
  const found = guess(
    unknown,
    columns.filter(({ column }) => !taken.has(column)),
  );
  // Of headers that are named alike the first one is meant.
  return sure.map((one, index) => {
    const name = header[index] ?? '';
    const column = header.indexOf(name) === index ? (found.get(name) ?? null) : null;
    return one ?? { name, column, guessed: true };
  });
};
