// Bugs planted in providers, which the harness must find with that provider.

/** @type {import('./mutants.mjs').Mutant[]} */
export const PROVIDER_MUTANTS = [
  {
    name: 'twilio-doubt-is-retried',
    about: 'a message is tried again after an error where Twilio may have sent it',
    finder: 'harness',
    provider: 'twilio',
    edits: [
      [
        'providers/twilio/twilio-answers.ts',
        "case 'doubt':\n      return { kind: 'unknown', reason };",
        "case 'doubt':\n      return { kind: 'temporary', reason };",
      ],
    ],
    only: [],
  },
  {
    name: 'http-lost-is-not-sent',
    about: 'a request whose connection broke counts as never sent',
    finder: 'harness',
    provider: 'twilio',
    edits: [['providers/http/outbound.ts', "kind: this.sent ? 'lost' : 'not sent'", "kind: 'not sent'"]],
    only: ['cut provider'],
  },
  {
    name: 'twilio-believes-anybody',
    about: 'receipts count whatever their signature',
    finder: 'harness',
    provider: 'twilio',
    edits: [
      [
        'providers/twilio/twilio-callbacks.ts',
        'if (!isSigned(request, form, this.authToken)) return undefined;',
        'isSigned(request, form, this.authToken);',
      ],
    ],
    only: [],
  },
  {
    name: 'smpp-lost-is-not-sent',
    about: 'submits without a response count as never sent when the session breaks',
    finder: 'harness',
    provider: 'smpp',
    edits: [
      ['providers/smpp/send/sending.ts', "if (reply.kind === 'not sent') return notSent", "if (reply.kind !== 'reply') return notSent"],
    ],
    only: ['cut provider'],
  },
  {
    name: 'smpp-unknown-receipt-confirmed',
    about: 'a receipt of a message that is not known yet is confirmed to the SMSC',
    finder: 'harness',
    provider: 'smpp',
    edits: [
      [
        'providers/smpp/receive/receipt-intake.ts',
        'putNewest(this.held, key, { receipt, since }, MOST_HELD);\n    return STATUS.ESME_RX_T_APPN;',
        'return STATUS.ESME_ROK;',
      ],
    ],
    only: [],
  },
  {
    name: 'smpp-any-response-accepts',
    about: 'any response with the number of a submit is its answer',
    finder: 'harness',
    provider: 'smpp',
    edits: [
      [
        'providers/smpp/session/requests.ts',
        "waiting === undefined || (command !== waiting.expects && command !== 'generic_nack')",
        'waiting === undefined',
      ],
    ],
    only: [],
  },
  {
    name: 'smpp-part-failed-is-retried',
    about: 'a long message with one refused part is tried again whole',
    finder: 'harness',
    provider: 'smpp',
    edits: [
      [
        'providers/smpp/send/sending.ts',
        "if (ids.includes(undefined)) return { kind: 'unknown', reason:",
        "if (ids.includes(undefined)) return { kind: 'temporary', reason:",
      ],
    ],
    only: [],
  },
];
