// Every command_status of SMPP 3.4, with its meaning for a submit. Source: SMPP Protocol Specification v3.4 Issue 1.2, section 5.1.3: a
// status other than ESME_ROK means that the request failed. So a message with a listed error was not accepted. "Unknown error", reserved
// statuses and the vendor's own (0x400–0x4FF) are not documented and are in doubt, unless the operator defines them (`statuses`).
import type { Answer } from '../../provider.js';

export const MEANINGS = ['refuse', 'retry', 'throttle', 'recipient', 'unbound', 'account', 'in doubt'] as const;

/**
 * `recipient`: the queue of this one recipient is full, as most SMSCs mean it; if most submits get this answer, the SMSC's own queue is
 * full. `unbound`: the SMSC treats the session as not bound; nothing was attempted. `account`: it refuses everything until somebody
 * corrects the account.
 */
export type Meaning = (typeof MEANINGS)[number];

interface Code {
  status: number;
  meaning: Meaning;
  text: string;
}

const code = (status: number, meaning: Meaning, text: string): Code => ({ status, meaning, text });

export const CODES = {
  ESME_RINVMSGLEN: code(0x01, 'refuse', 'message length is invalid'),
  ESME_RINVCMDLEN: code(0x02, 'refuse', 'command length is invalid'),
  ESME_RINVCMDID: code(0x03, 'refuse', 'invalid command ID'),
  ESME_RINVBNDSTS: code(0x04, 'unbound', 'incorrect bind status for the command'),
  ESME_RALYBND: code(0x05, 'retry', 'already bound'),
  ESME_RINVPRTFLG: code(0x06, 'refuse', 'invalid priority flag'),
  ESME_RINVREGDLVFLG: code(0x07, 'refuse', 'invalid registered delivery flag'),
  ESME_RSYSERR: code(0x08, 'retry', 'system error'),
  ESME_RINVSRCADR: code(0x0a, 'refuse', 'invalid source address'),
  ESME_RINVDSTADR: code(0x0b, 'refuse', 'invalid destination address'),
  ESME_RINVMSGID: code(0x0c, 'refuse', 'message ID is invalid'),
  ESME_RBINDFAIL: code(0x0d, 'unbound', 'bind failed'),
  ESME_RINVPASWD: code(0x0e, 'account', 'invalid password'),
  ESME_RINVSYSID: code(0x0f, 'account', 'invalid system ID'),
  ESME_RCANCELFAIL: code(0x11, 'refuse', 'cancel failed'),
  ESME_RREPLACEFAIL: code(0x13, 'refuse', 'replace failed'),
  ESME_RMSGQFUL: code(0x14, 'recipient', 'message queue full'),
  ESME_RINVSERTYP: code(0x15, 'refuse', 'invalid service type'),
  ESME_RINVNUMDESTS: code(0x33, 'refuse', 'invalid number of destinations'),
  ESME_RINVDLNAME: code(0x34, 'refuse', 'invalid distribution list name'),
  ESME_RINVDESTFLAG: code(0x40, 'refuse', 'destination flag is invalid'),
  ESME_RINVSUBREP: code(0x42, 'refuse', 'invalid submit with replace'),
  ESME_RINVESMCLASS: code(0x43, 'refuse', 'invalid esm_class'),
  ESME_RCNTSUBDL: code(0x44, 'refuse', 'cannot submit to a distribution list'),
  ESME_RSUBMITFAIL: code(0x45, 'retry', 'submit failed'),
  ESME_RINVSRCTON: code(0x48, 'refuse', 'invalid source address TON'),
  ESME_RINVSRCNPI: code(0x49, 'refuse', 'invalid source address NPI'),
  ESME_RINVDSTTON: code(0x50, 'refuse', 'invalid destination address TON'),
  ESME_RINVDSTNPI: code(0x51, 'refuse', 'invalid destination address NPI'),
  ESME_RINVSYSTYP: code(0x53, 'refuse', 'invalid system_type'),
  ESME_RINVREPFLAG: code(0x54, 'refuse', 'invalid replace_if_present flag'),
  ESME_RINVNUMMSGS: code(0x55, 'refuse', 'invalid number of messages'),
  ESME_RTHROTTLED: code(0x58, 'throttle', 'message limits exceeded'),
  ESME_RINVSCHED: code(0x61, 'refuse', 'invalid scheduled delivery time'),
  ESME_RINVEXPIRY: code(0x62, 'refuse', 'invalid validity period'),
  ESME_RINVDFTMSGID: code(0x63, 'refuse', 'predefined message not found'),
  ESME_RX_T_APPN: code(0x64, 'retry', 'receiver temporary error'),
  ESME_RX_P_APPN: code(0x65, 'refuse', 'receiver permanent error'),
  ESME_RX_R_APPN: code(0x66, 'refuse', 'receiver rejected the message'),
  ESME_RQUERYFAIL: code(0x67, 'refuse', 'query failed'),
  ESME_RINVOPTPARSTREAM: code(0xc0, 'refuse', 'error in the optional part'),
  ESME_ROPTPARNOTALLWD: code(0xc1, 'refuse', 'optional parameter not allowed'),
  ESME_RINVPARLEN: code(0xc2, 'refuse', 'invalid parameter length'),
  ESME_RMISSINGOPTPARAM: code(0xc3, 'refuse', 'expected optional parameter missing'),
  ESME_RINVOPTPARAMVAL: code(0xc4, 'refuse', 'invalid optional parameter value'),
  ESME_RDELIVERYFAILURE: code(0xfe, 'refuse', 'delivery failure'),
  ESME_RUNKNOWNERR: code(0xff, 'in doubt', 'unknown error'),
} as const satisfies Readonly<Record<string, Code>>;

type Name = keyof typeof CODES;

export const STATUS = { ESME_ROK: 0, ...mapped(({ status }) => status) } as const;

const BY_STATUS: ReadonlyMap<number, Code & { name: string }> = new Map(
  Object.entries<Code>(CODES).map(([name, each]) => [each.status, { ...each, name }]),
);

function mapped<T>(of: (each: Code) => T): Readonly<Record<Name, T>> {
  return Object.fromEntries(Object.entries<Code>(CODES).map(([name, each]) => [name, of(each)])) as Record<Name, T>;
}

/** The notation of the SMSC's own manual. */
export const nameOfStatus = (status: number): string => BY_STATUS.get(status)?.name ?? `0x${status.toString(16).padStart(8, '0')}`;

/** `ESME_RINVDSTADR (invalid destination address)` */
export function describeStatus(status: number): string {
  const known = BY_STATUS.get(status);
  return known === undefined ? nameOfStatus(status) : `${known.name} (${known.text})`;
}

/** The meaning of a refused submit. @param own the operator's meanings of this SMSC's statuses, by number */
export function meaningOf(status: number, own: ReadonlyMap<number, Meaning>): Meaning {
  return own.get(status) ?? BY_STATUS.get(status)?.meaning ?? 'in doubt';
}

/** @param status any status but ESME_ROK */
export function answerTo(status: number, own: ReadonlyMap<number, Meaning>): Answer {
  const reason = `the SMSC answered ${describeStatus(status)}`;
  switch (meaningOf(status, own)) {
    case 'refuse':
      return { kind: 'refused', reason };
    case 'retry':
      return { kind: 'temporary', reason };
    case 'throttle':
      return { kind: 'temporary', throttled: true, reason };
    case 'recipient':
      return { kind: 'temporary', throttled: true, recipient: 'probably', reason };
    case 'unbound':
      return { kind: 'temporary', unreachable: true, reason };
    case 'account':
      return { kind: 'temporary', unreachable: true, fault: 'configuration', reason };
    case 'in doubt':
      return { kind: 'unknown', reason };
  }
}
