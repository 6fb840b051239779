// What is configured of an SMSC. Only host, systemId and password have no default that does.
import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsObject, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { CarrierSettings } from '../common-settings.js';
import { DEFAULT_ALPHABETS, type DefaultAlphabet } from './alphabet.js';
import { type Concatenation, CONCATENATIONS } from './concatenation.js';
import { ID_FORMATS, type IdFormat } from './receipt.js';
import type { Meaning } from './smpp-codes.js';
import { IsStatuses } from './statuses.js';

export const VALIDITIES = ['relative', 'absolute', 'none'] as const;
export type Validity = (typeof VALIDITIES)[number];

/** Fields of a PDU are ASCII. */
const ASCII = /^[ -~]*$/;

export class SmppSettings extends CarrierSettings {
  /** Of the SMSC. */
  @IsString()
  @IsNotEmpty()
  host: string;

  @IsInt()
  @Min(1)
  @Max(65_535)
  port = 2_775;

  @IsBoolean()
  tls = false;

  /** PEM of the authority of the SMSC's certificate, beside the usual ones. */
  @IsOptional()
  @IsString()
  ca?: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(64)
  @Matches(ASCII)
  systemId: string;

  @IsString()
  @MaxLength(64)
  @Matches(ASCII)
  password: string;

  @IsString()
  @MaxLength(12)
  @Matches(ASCII)
  systemType = '';

  @IsString()
  @MaxLength(5)
  @Matches(ASCII)
  serviceType = '';

  /** Of requests that name none; empty = the SMSC's own. */
  @IsString()
  @MaxLength(20)
  @Matches(ASCII)
  sender = '';

  /** Type and plan of a sender that is a number; absent = by its form. An alphanumeric sender is 5 and 0 always. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(6)
  sourceTon?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(18)
  sourceNpi?: number;

  @IsInt()
  @Min(0)
  @Max(6)
  destTon = 1;

  @IsInt()
  @Min(0)
  @Max(18)
  destNpi = 1;

  /** How the parts of a long message belong together. */
  @IsIn(CONCATENATIONS)
  concatenation: Concatenation = 'udh';

  /** What data_coding 0 is there. */
  @IsIn(DEFAULT_ALPHABETS)
  alphabet: DefaultAlphabet = 'gsm';

  /** How the SMSC is told the expiry. */
  @IsIn(VALIDITIES)
  validity: Validity = 'relative';

  @IsBoolean()
  receipts = true;

  /** How a receipt writes the ID that the submit was answered with. */
  @IsIn(ID_FORMATS)
  receiptIds: IdFormat = 'same';

  /** What statuses mean at this SMSC that SMPP doesn't define, or that it uses otherwise: `{ "0x0412": "refuse" }`. */
  @IsObject()
  @IsStatuses()
  statuses: Record<string, Meaning> = {};

  /** A response later than this is a lost one. */
  @IsInt()
  @Min(10)
  responseTimeoutMs = 10_000;

  /** After so long without a word from the SMSC it is asked whether it is there. */
  @IsInt()
  @Min(10)
  enquireLinkMs = 30_000;

  /** Pause before a lost connection is tried again: the first, doubled with each failure, and the longest. */
  @IsInt()
  @Min(1)
  reconnectMs = 500;

  @IsInt()
  @Min(1)
  reconnectMaxMs = 30_000;

  /** How long the parts of an inbound message may take. */
  @IsInt()
  @Min(10)
  assembleMs = 600_000;

  /** How long a receipt with an ID that nobody knows (yet) is kept and asked for again. */
  @IsInt()
  @Min(10)
  holdReceiptsMs = 60_000;
}
