// The settings of an SMSC. Only host, systemId and password have no usable default.
import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsObject, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { ProviderSettings } from '../common-settings.js';
import { DEFAULT_ALPHABETS, type DefaultAlphabet } from './wire/alphabet.js';
import { type Concatenation, CONCATENATIONS } from './wire/concatenation.js';
import { ID_FORMATS, type IdFormat } from './receive/receipt.js';
import type { Meaning } from './wire/smpp-codes.js';
import { IsStatuses } from './wire/statuses.js';
import { About } from '../settings.js';

export const VALIDITIES = ['relative', 'absolute', 'none'] as const;
export type Validity = (typeof VALIDITIES)[number];

/** One session for both directions, or one for each direction. */
export const BINDS = ['transceiver', 'pair'] as const;
export type BindWay = (typeof BINDS)[number];

/** Fields of a PDU are ASCII. */
const ASCII = /^[ -~]*$/;

export class SmppSettings extends ProviderSettings {
  @About('host of the SMSC')
  @IsString()
  @IsNotEmpty()
  host: string;

  @About('port of the SMSC')
  @IsInt()
  @Min(1)
  @Max(65_535)
  port = 2_775;

  @About('use TLS')
  @IsBoolean()
  tls = false;

  @About('PEM of a certificate authority that is trusted beside the usual ones')
  @IsOptional()
  @IsString()
  ca?: string;

  @About('transceiver (a pair if the SMSC has no transceivers), or pair: a transmitter and a receiver')
  @IsIn(BINDS)
  bind: BindWay = 'transceiver';

  @About('account at the SMSC')
  @IsString()
  @IsNotEmpty()
  @MaxLength(64)
  @Matches(ASCII)
  systemId: string;

  @About('password of the account')
  @IsString()
  @MaxLength(64)
  @Matches(ASCII)
  password: string;

  @About('system type, if the SMSC requires one')
  @IsString()
  @MaxLength(12)
  @Matches(ASCII)
  systemType = '';

  @About('service type, if the SMSC requires one')
  @IsString()
  @MaxLength(5)
  @Matches(ASCII)
  serviceType = '';

  @About('sender of texts without a sender; empty = the SMSC’s default')
  @IsString()
  @MaxLength(20)
  @Matches(ASCII)
  sender = '';

  @About('type of number (TON) of numeric senders; empty = by the form of the number')
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(6)
  sourceTon?: number;

  @About('numbering plan (NPI) of numeric senders; empty = by the form of the number')
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(18)
  sourceNpi?: number;

  @About('type of number (TON) of recipients')
  @IsInt()
  @Min(0)
  @Max(6)
  destTon = 1;

  @About('numbering plan (NPI) of recipients')
  @IsInt()
  @Min(0)
  @Max(18)
  destNpi = 1;

  @About('marks of the parts of a long text: udh, udh16, sar or payload')
  @IsIn(CONCATENATIONS)
  concatenation: Concatenation = 'udh';

  @About('alphabet of data_coding 0 at the SMSC: gsm or latin1')
  @IsIn(DEFAULT_ALPHABETS)
  alphabet: DefaultAlphabet = 'gsm';

  @About('form of the expiry: relative, absolute or none')
  @IsIn(VALIDITIES)
  validity: Validity = 'relative';

  @About('request receipts')
  @IsBoolean()
  receipts = true;

  @About('send our reference with each text (user_message_reference), for SMSCs that return it in receipts')
  @IsBoolean()
  messageReferences = true;

  @About('notation of the message ID in receipts: same, decimal or hex')
  @IsIn(ID_FORMATS)
  receiptIds: IdFormat = 'same';

  @About('JSON with the meanings of the SMSC’s own statuses, such as {"0x0412":"refuse"}')
  @IsObject()
  @IsStatuses()
  statuses: Record<string, Meaning> = {};

  @About('time limit of a response; a later one counts as lost, milliseconds')
  @IsInt()
  @Min(10)
  responseTimeoutMs = 10_000;

  @About('silence after which enquire_link is sent, milliseconds')
  @IsInt()
  @Min(10)
  enquireLinkMs = 30_000;

  @About('first pause before a new connection; doubles with each failure, milliseconds')
  @IsInt()
  @Min(1)
  reconnectMs = 500;

  @About('longest pause before a new connection, milliseconds')
  @IsInt()
  @Min(1)
  reconnectMaxMs = 30_000;

  @About('longest wait for the parts of an inbound message, milliseconds')
  @IsInt()
  @Min(10)
  assembleMs = 600_000;

  @About('longest wait for the receipts of a long text’s other parts, milliseconds')
  @IsInt()
  @Min(10)
  partReceiptsMs = 600_000;

  @About('how long a receipt with an unknown ID is refused for a repeat, milliseconds')
  @IsInt()
  @Min(10)
  holdReceiptsMs = 60_000;
}
