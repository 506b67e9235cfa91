/** What a record of another license manager says, one fact at a time, in the order of time. */

interface Fact {
  /** Epoch ms. Never before the fact that came before. */
  readonly at: number;
  /** The program that gave the licenses out; a restart of it ends what it gave. */
  readonly daemon: string;
}

/** Licenses were taken or given back, or asked for in vain. */
export interface UseRecord extends Fact {
  readonly kind: 'out' | 'in' | 'denied' | 'queued';
  readonly feature: string;
  /** `user@host`, as the record has it. */
  readonly holder: string;
  /** Licenses at once, 1 to `licensesMax`. */
  readonly count: number;
  /** Of a denial: the record's error code, such as -4; null: it has none. */
  readonly errorCode: number | null;
}

/** All licenses that a daemon gave out are back. */
export interface StopRecord extends Fact {
  readonly kind: 'stopped';
  /** Whether the daemons beside it stopped too. */
  readonly all: boolean;
}

export type UsageRecord = UseRecord | StopRecord;

/** Of one line. More is no use by people but a damaged line. */
export const licensesMax = 10_000;

const deniedReasons = new Map<number | null, string>([
  // Some records leave the code out; all licenses in use is why licenses are denied.
  [null, 'seatLimitReached'],
  [-4, 'seatLimitReached'],
  // More than the customer's own options file allows.
  [-87, 'ownCapReached'],
]);

/** Why a seat was denied, in the words of the log; null: for a reason that says nothing about demand. */
export const deniedReason = ({ errorCode, kind }: UseRecord): string | null =>
  kind === 'queued' ? 'seatLimitReached' : (deniedReasons.get(errorCode) ?? null);
