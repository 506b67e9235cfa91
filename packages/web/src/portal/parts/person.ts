interface Person {
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
}

/** The name of a person; the address where there is none. */
export const personName = ({ email, firstName, lastName }: Person): string =>
  [firstName, lastName].filter(Boolean).join(' ') || email;
