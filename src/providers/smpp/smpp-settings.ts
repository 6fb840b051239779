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

  @About('its port')
  @IsInt()
  @Min(1)
  @Max(65_535)
  port = 2_775;

  @About('whether it speaks TLS')
  @IsBoolean()
  tls = false;

  @About('PEM of a certificate authority to be trusted beside the usual ones')
  @IsOptional()
  @IsString()
  ca?: string;

  @About('transceiver (a pair where the SMSC has none), or pair: a transmitter and a receiver')
  @IsIn(BINDS)
  bind: BindWay = 'transceiver';

  @About('account at the SMSC')
  @IsString()
  @IsNotEmpty()
  @MaxLength(64)
  @Matches(ASCII)
  systemId: string;

  @About('its password')
  @IsString()
  @MaxLength(64)
  @Matches(ASCII)
  password: string;

  @About('as the SMSC asks for it')
  @IsString()
  @MaxLength(12)
  @Matches(ASCII)
  systemType = '';

  @About('as the SMSC asks for it')
  @IsString()
  @MaxLength(5)
  @Matches(ASCII)
  serviceType = '';

  @About('sender of a text that names none; empty = the SMSC’s own')
  @IsString()
  @MaxLength(20)
  @Matches(ASCII)
  sender = '';

  @About('type of number of a sender that is a number; empty = by its form')
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(6)
  sourceTon?: number;

  @About('its numbering plan; empty = by its form')
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(18)
  sourceNpi?: number;

  @About('type of number of recipients')
  @IsInt()
  @Min(0)
  @Max(6)
  destTon = 1;

  @About('their numbering plan')
  @IsInt()
  @Min(0)
  @Max(18)
  destNpi = 1;

  @About('how the parts of a long text belong together: udh, udh16, sar or payload')
  @IsIn(CONCATENATIONS)
  concatenation: Concatenation = 'udh';

  @About('what data_coding 0 is there: gsm or latin1')
  @IsIn(DEFAULT_ALPHABETS)
  alphabet: DefaultAlphabet = 'gsm';

  @About('how it is told the expiry: relative, absolute or none')
  @IsIn(VALIDITIES)
  validity: Validity = 'relative';

  @About('ask for receipts')
  @IsBoolean()
  receipts = true;

  @About('send a reference of ours with each text (user_message_reference), for receipts that say it back')
  @IsBoolean()
  messageReferences = true;

  @About('how a receipt writes the message ID: same, decimal or hex')
  @IsIn(ID_FORMATS)
  receiptIds: IdFormat = 'same';

  @About('JSON: what statuses of its own mean, such as {"0x0412":"refuse"}')
  @IsObject()
  @IsStatuses()
  statuses: Record<string, Meaning> = {};

  @About('a response later than this is a lost one, milliseconds')
  @IsInt()
  @Min(10)
  responseTimeoutMs = 10_000;

  @About('silence after which it is asked whether it is there, milliseconds')
  @IsInt()
  @Min(10)
  enquireLinkMs = 30_000;

  @About('first pause before a lost connection is tried again; doubles with each failure')
  @IsInt()
  @Min(1)
  reconnectMs = 500;

  @About('longest such pause, milliseconds')
  @IsInt()
  @Min(1)
  reconnectMaxMs = 30_000;

  @About('how long the parts of an inbound message may take, milliseconds')
  @IsInt()
  @Min(10)
  assembleMs = 600_000;

  @About('how long the receipts of a long text’s other parts are waited for, milliseconds')
  @IsInt()
  @Min(10)
  partReceiptsMs = 600_000;

  @About('how long a receipt with an unknown ID is asked for again, milliseconds')
  @IsInt()
  @Min(10)
  holdReceiptsMs = 60_000;
}
