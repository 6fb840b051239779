// Bugs planted in carriers, which the harness must find with that carrier.

/** @type {import('./mutants.mjs').Mutant[]} */
export const CARRIER_MUTANTS = [
  {
    name: 'twilio-doubt-is-retried',
    about: 'an error of which Twilio says that the message may have been sent is tried again',
    finder: 'harness',
    carrier: 'twilio',
    edits: [
      [
        'carriers/twilio/twilio-answers.ts',
        "case 'doubt':\n      return { kind: 'unknown', reason };",
        "case 'doubt':\n      return { kind: 'temporary', reason };",
      ],
    ],
    only: [],
  },
  {
    name: 'http-lost-is-not-sent',
    about: 'a request whose connection broke is held never to have left',
    finder: 'harness',
    carrier: 'twilio',
    edits: [['carriers/http/outbound.ts', "kind: this.sent ? 'lost' : 'not sent'", "kind: 'not sent'"]],
    only: ['cut carrier'],
  },
  {
    name: 'twilio-believes-anybody',
    about: 'receipts are believed whoever signed them',
    finder: 'harness',
    carrier: 'twilio',
    edits: [
      [
        'carriers/twilio/twilio-callbacks.ts',
        'if (!isSigned(request, form, this.authToken)) return undefined;',
        'isSigned(request, form, this.authToken);',
      ],
    ],
    only: [],
  },
  {
    name: 'smpp-lost-is-not-sent',
    about: 'submits that wait for their response when a session breaks are held never to have left',
    finder: 'harness',
    carrier: 'smpp',
    edits: [['carriers/smpp/sending.ts', "if (reply.kind === 'not sent') return notSent", "if (reply.kind !== 'reply') return notSent"]],
    only: ['cut carrier'],
  },
  {
    name: 'smpp-unknown-receipt-confirmed',
    about: 'an SMSC is told that a receipt was taken of which nobody knows yet whose it is',
    finder: 'harness',
    carrier: 'smpp',
    edits: [
      [
        'carriers/smpp/receipt-desk.ts',
        'putNewest(this.held, key, { receipt, since }, MOST_HELD);\n    return STATUS.ESME_RX_T_APPN;',
        'return STATUS.ESME_ROK;',
      ],
    ],
    only: [],
  },
  {
    name: 'smpp-any-response-accepts',
    about: 'whatever response has the number of a submit is its answer',
    finder: 'harness',
    carrier: 'smpp',
    edits: [
      [
        'carriers/smpp/requests.ts',
        "waiting === undefined || (command !== waiting.expects && command !== 'generic_nack')",
        'waiting === undefined',
      ],
    ],
    only: [],
  },
  {
    name: 'smpp-part-failed-is-retried',
    about: 'a long message of which a part was refused is tried again whole',
    finder: 'harness',
    carrier: 'smpp',
    edits: [
      [
        'carriers/smpp/sending.ts',
        "if (ids.includes(undefined)) return { kind: 'unknown', reason:",
        "if (ids.includes(undefined)) return { kind: 'temporary', reason:",
      ],
    ],
    only: [],
  },
];
