/** Who makes a change, for the audit log (rule 42). Every transaction has one. */
export interface Author {
  readonly kind: 'client' | 'user' | 'contact' | 'system';
  /** Of the user, the contact or the API client; null for the system. */
  readonly id: string | null;
  /** As a person recognises it, kept as it was at the time of the change. */
  readonly name: string;
  /** What a user signs in with; others have none. */
  readonly username?: string;
}

/** What the program does by itself: timed work, migrations, the command line. */
export const systemAuthor: Author = { kind: 'system', id: null, name: 'Leeway' };
