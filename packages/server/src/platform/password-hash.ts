import { hash, verify } from '@node-rs/argon2';

/** Passwords of people, kept as argon2id with the package's parameters (19 MiB, 2 passes): about 15 ms of one core. */

export const hashPassword = (password: string): Promise<string> => hash(password);

let decoy: Promise<string> | undefined;

/**
 * Whether the password is the one of the hash. Null, where there is none, costs as much as a wrong password: the time of
 * an answer does not tell which names exist.
 */
export const isPasswordOf = async (passwordHash: string | null, password: string): Promise<boolean> => {
  decoy ??= hash('nobody has this password');
  const isRight = await verify(passwordHash ?? (await decoy), password);
  return passwordHash !== null && isRight;
};
