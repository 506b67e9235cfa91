import type { Random } from './random.ts';

/** Names of people who do not exist. */

const firstNames = [
  ...([
    'Anna',
    'Ben',
    'Chiara',
    'David',
    'Elif',
    'Femke',
    'Georg',
    'Hanna',
    'Ivo',
    'Julia',
    'Kenji',
  ] as const),
  ...([
    'Lena',
    'Marco',
    'Nadia',
    'Oskar',
    'Priya',
    'Quentin',
    'Rosa',
    'Sven',
    'Tara',
    'Ulf',
    'Vera',
  ] as const),
  ...(['Wei', 'Ximena', 'Yuki', 'Zoë', 'Amir', 'Birgit', 'Camille', 'Dario'] as const),
] as const;

const lastNames = [
  ...([
    'Ahlberg',
    'Brandt',
    'Costa',
    'Dubois',
    'Eriksen',
    'Fontana',
    'Graf',
    'Hughes',
    'Ito',
    'Jansen',
  ] as const),
  ...(['Keller', 'Lindqvist', 'Moreau', 'Nowak', 'Okafor', 'Petrov', 'Quist', 'Rossi', 'Schäfer'] as const),
  ...(['Tanaka', 'Urban', 'Vega', 'Weber', 'Yılmaz', 'Zimmer', 'Baker', 'Chandra', 'Duarte'] as const),
] as const;

export const personName = (random: Random): { first: string; last: string } => ({
  first: random.pick(firstNames),
  last: random.pick(lastNames),
});
