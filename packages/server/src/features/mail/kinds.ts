import type { MailKind } from '@leeway/contract';

/** The kinds of mail there are, and what each of them can say. */

/** What whoever queues a mail gives it. */
export interface MailValues {
  readonly userInvitation: {
    readonly tenantName: string;
    readonly userName: string;
    readonly role: string;
    readonly link: string;
    readonly days: number;
  };
  readonly userPasswordReset: {
    readonly tenantName: string;
    readonly userName: string;
    readonly link: string;
    readonly minutes: number;
  };
  readonly secondFactorReset: {
    readonly tenantName: string;
    readonly userName: string;
    readonly link: string;
  };
  readonly contactPasswordSetup: PasswordValues;
  readonly contactPasswordReset: PasswordValues;
  readonly webhookDisabled: {
    readonly tenantName: string;
    readonly uri: string;
    readonly webhookListenerId: string;
    /** A sentence. */
    readonly reason: string;
  };
  readonly thresholdCrossed: {
    readonly tenantName: string;
    readonly customerName: string;
    readonly offeringName: string;
    /** What is counted, in the plural: `seats`, or the name of a feature. */
    readonly unit: string;
    readonly used: bigint;
    /** Null: unlimited. */
    readonly bought: bigint | null;
    readonly hardCap: bigint | null;
    /** As people read them, e.g. `100 % of bought`. */
    readonly levels: readonly string[];
    readonly link: string;
  };
  readonly expiryNotice: {
    readonly tenantName: string;
    readonly customerName: string;
    readonly offeringName: string;
    /** Whether it is the maintenance that ends, rather than the right to use. */
    readonly isMaintenance: boolean;
    readonly expiryDate: Date;
    readonly days: number;
    readonly link: string;
  };
  readonly seatsRequested: {
    readonly tenantName: string;
    readonly customerName: string;
    readonly offeringName: string;
    /** Who of the customer asks. */
    readonly requestedBy: string;
    /** How many more; null: not said. */
    readonly seats: number | null;
    readonly note: string | null;
    readonly used: bigint;
    readonly bought: bigint | null;
    /** Null: unlimited. */
    readonly hardCap: bigint | null;
    readonly link: string;
  };
  readonly seatsAnswered: {
    readonly tenantName: string;
    readonly customerName: string;
    readonly offeringName: string;
    /** How many more were asked for; null: not said. */
    readonly seats: number | null;
    readonly isAccepted: boolean;
    /** The vendor's words. */
    readonly answer: string | null;
    readonly link: string;
  };
}

interface PasswordValues {
  readonly tenantName: string;
  readonly link: string;
  readonly hours: number;
}

export type StoppableKind = 'thresholdCrossed' | 'expiryNotice';

export type MailValue = string | number | bigint | boolean | Date | readonly string[] | null;

interface Kind<Values> {
  readonly description: string;
  /** What a recipient can want no more of, as in "Acme sends you …"; null: the mail is essential. */
  readonly stopWords: string | null;
  readonly about: { readonly [Name in keyof Values]: string };
  readonly example: Values;
}

const password = {
  stopWords: null,
  about: {
    tenantName: 'Your name',
    link: 'Where the password is chosen',
    hours: 'How long the link works',
  },
  example: {
    tenantName: 'Acme',
    link: 'https://licences.example.com/portal/password?token=example',
    hours: 48,
  },
};

const userExample = { tenantName: 'Acme', userName: 'Ann Archer' };

const sold = {
  tenantName: 'Your name',
  customerName: 'The customer',
  offeringName: 'What the customer bought',
  link: 'Where the customer sees it',
};

const soldExample = {
  tenantName: 'Acme',
  customerName: 'Globex & Sons',
  offeringName: 'Drawing Pro, yearly',
  link: 'https://licences.example.com/portal/entitlements/example',
};

export const mailKinds: { readonly [K in MailKind]: Kind<MailValues[K]> } = {
  userInvitation: {
    description: 'Invites a user into the console.',
    stopWords: null,
    about: {
      tenantName: 'Your name',
      userName: 'First and last name of who is invited',
      role: 'The role in the console',
      link: 'Where the password is chosen',
      days: 'How long the link works',
    },
    example: {
      tenantName: 'Acme',
      userName: 'Ann Archer',
      role: 'Support',
      link: 'https://licences.example.com/console/invitation?token=example',
      days: 7,
    },
  },
  userPasswordReset: {
    description: 'Lets a user of the console who has forgotten the password choose another one.',
    stopWords: null,
    about: {
      tenantName: 'Your name',
      userName: 'First and last name of the user',
      link: 'Where the password is chosen',
      minutes: 'How long the link works',
    },
    example: {
      ...userExample,
      link: 'https://licences.example.com/console/reset?token=example',
      minutes: 60,
    },
  },
  secondFactorReset: {
    description: 'Tells a user of the console that an administrator has taken the second factor off.',
    stopWords: null,
    about: {
      tenantName: 'Your name',
      userName: 'First and last name of the user',
      link: 'Where the user signs in',
    },
    example: { ...userExample, link: 'https://licences.example.com/console/' },
  },
  contactPasswordSetup: {
    ...password,
    description: "Lets a customer's contact choose a first password.",
  },
  contactPasswordReset: {
    ...password,
    description: "Lets a customer's contact choose a new password.",
  },
  webhookDisabled: {
    description: 'Tells administrators that a webhook listener gets no more events.',
    stopWords: null,
    about: {
      tenantName: 'Your name',
      uri: 'The address of the listener',
      webhookListenerId: 'The id of the listener',
      reason: 'Why it was disabled, a sentence',
    },
    example: {
      tenantName: 'Acme',
      uri: 'https://hooks.example.com/leeway',
      webhookListenerId: 'wh_0123456789abcdefghijkl',
      reason: 'No delivery has succeeded for five days.',
    },
  },
  thresholdCrossed: {
    description: 'Tells that use has reached one or more thresholds.',
    stopWords: 'notices when use reaches a threshold',
    about: {
      ...sold,
      unit: 'What is counted: seats, or the name of a feature',
      used: 'How much is in use',
      bought: 'How much was bought; empty when unlimited',
      hardCap: 'The most that can be used; empty when unlimited',
      levels: 'The thresholds that were reached',
    },
    example: {
      ...soldExample,
      unit: 'seats',
      used: 105n,
      bought: 100n,
      hardCap: 120n,
      levels: ['100 % of bought', '105 seats'],
    },
  },
  expiryNotice: {
    description: 'Tells that an entitlement or its maintenance ends soon.',
    stopWords: 'notices before an entitlement or its maintenance ends',
    about: {
      ...sold,
      isMaintenance: 'Whether it is the maintenance that ends',
      expiryDate: 'The last day, in UTC',
      days: 'How many days are left',
    },
    example: { ...soldExample, isMaintenance: false, expiryDate: new Date('2027-01-31T00:00:00Z'), days: 30 },
  },
  seatsRequested: {
    description: "Tells a customer's owners that the customer has asked for more seats in the portal.",
    stopWords: null,
    about: {
      tenantName: 'Your name',
      customerName: 'The customer',
      offeringName: 'What the customer bought',
      requestedBy: 'Who of the customer asks',
      seats: 'How many more; empty when not said',
      note: "The customer's own words; may be empty",
      used: 'How many seats are in use',
      bought: 'How many were bought',
      hardCap: 'The most that can be in use; empty when unlimited',
      link: 'Where the request is answered',
    },
    example: {
      ...soldExample,
      requestedBy: 'ada@globex.example',
      seats: 20,
      note: 'We hire in March.',
      used: 103n,
      bought: 100n,
      hardCap: 120n,
      link: 'https://licences.example.com/console/seat-requests',
    },
  },
  seatsAnswered: {
    description:
      'Tells who asked for more seats in the portal what you answered, in English, German or Spanish as they read the portal.',
    stopWords: null,
    about: {
      ...sold,
      seats: 'How many more were asked for; empty when not said',
      isAccepted: 'Whether the request was accepted, rather than declined',
      answer: 'Your words; may be empty',
    },
    example: { ...soldExample, seats: 20, isAccepted: true, answer: 'Order 4711 is on its way.' },
  },
};

/** Stands in every mail that a recipient can want no more of; the room makes it. */
const stopLink = 'Where the recipient says that no more such mails are wanted';

export interface Variable {
  readonly name: string;
  readonly type: 'text' | 'list' | 'switch';
  readonly description: string;
  readonly example: MailValue;
}

const typeOf = (example: MailValue): Variable['type'] => {
  if (Array.isArray(example)) return 'list';
  return typeof example === 'boolean' ? 'switch' : 'text';
};

/** What a template of the kind can use, with values to try it. */
export const variablesOf = (kind: MailKind, publicUrl: string): readonly Variable[] => {
  const { about, example, stopWords } = mailKinds[kind];
  const examples: Readonly<Record<string, MailValue>> = {
    ...example,
    ...(stopWords === null ? {} : { stopLink: `${publicUrl}/mail/stop?token=example` }),
  };
  const descriptions: Readonly<Record<string, string>> = { ...about, stopLink };
  return Object.entries(examples).map(([name, value]) => ({
    name,
    type: typeOf(value),
    description: descriptions[name] ?? '',
    example: value,
  }));
};
