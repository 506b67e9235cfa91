import type { Draft } from './draft.ts';
import type { MailLanguage } from './language.ts';

/** The answer to a request for more seats, to who asked for them. */

const either = (accepted: string, declined: string): string =>
  `{{#isAccepted}}${accepted}{{/isAccepted}}{{^isAccepted}}${declined}{{/isAccepted}}`;

const answerOr = (none: string): string => `{{#answer}}“{{answer}}”{{/answer}}{{^answer}}${none}{{/answer}}`;

export const seatsAnswered: Readonly<Record<MailLanguage, Draft>> = {
  en: {
    subject: `${either('Accepted', 'Declined')}: {{#seats}}{{seats}} {{/seats}}more seats of {{offeringName}}`,
    paragraphs: [
      `{{tenantName}} has ${either('accepted', 'declined')} your request for {{#seats}}{{seats}} {{/seats}}more seats of {{offeringName}}.`,
      answerOr('There is no message.'),
      either(
        'The portal shows the seats as soon as they have been added.',
        'What you can use now stays as it is.',
      ),
    ],
    button: { label: 'See it in the portal', link: '{{link}}' },
  },
  de: {
    subject: `${either('Angenommen', 'Abgelehnt')}: {{#seats}}{{seats}} {{/seats}}weitere Plätze für {{offeringName}}`,
    paragraphs: [
      `{{tenantName}} hat Ihre Anfrage nach {{#seats}}{{seats}} {{/seats}}weiteren Plätzen für {{offeringName}} ${either('angenommen', 'abgelehnt')}.`,
      answerOr('Eine Nachricht ist nicht dabei.'),
      either(
        'Das Portal zeigt die Plätze, sobald sie hinzugefügt sind.',
        'Was Sie jetzt nutzen können, bleibt, wie es ist.',
      ),
    ],
    button: { label: 'Im Portal ansehen', link: '{{link}}' },
  },
  es: {
    subject: `${either('Aceptada', 'Rechazada')}: {{#seats}}{{seats}} {{/seats}}puestos más de {{offeringName}}`,
    paragraphs: [
      `{{tenantName}} ha ${either('aceptado', 'rechazado')} su solicitud de {{#seats}}{{seats}} {{/seats}}puestos más de {{offeringName}}.`,
      answerOr('No hay ningún mensaje.'),
      either(
        'El portal mostrará los puestos en cuanto se hayan añadido.',
        'Lo que puede usar ahora no cambia.',
      ),
    ],
    button: { label: 'Verlo en el portal', link: '{{link}}' },
  },
};
