// Settings that the console needs before anyone is signed in.
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/public.js';
import { CONFIG } from '../platform/config/config.js';
import type { SmsConfig } from '../messages/settings.js';
import { readPrice } from '../platform/price.js';
import { VERSION } from '../platform/version.js';

class PriceAnswer {
  @ApiProperty({ example: '0.0075' })
  amount: string;

  @ApiProperty({ example: 'USD' })
  currency: string;
}

class SettingsAnswer {
  @ApiProperty({ example: '0.1.0' })
  version: string;

  @ApiProperty({ description: 'The ways to sign in', enum: ['token', 'oidc'], isArray: true, example: ['token'] })
  signIn: ('token' | 'oidc')[];

  @ApiProperty({ description: 'Price of a segment; null = not configured', type: PriceAnswer, nullable: true, example: null })
  segmentPrice: PriceAnswer | null;

  @ApiProperty({ type: 'integer', description: 'Code points of a text message', example: 1_600 })
  textMaxLength: number;

  @ApiProperty({ type: 'integer', description: 'Code points of a voice message', example: 500 })
  voiceMaxLength: number;

  @ApiProperty({ type: 'integer', description: 'Segments of a text message; 0 = no limit', example: 0 })
  maxSegments: number;

  @ApiProperty({ type: 'integer', description: 'Recipients of one request', example: 1_000_000 })
  maxRecipients: number;

  @ApiProperty({
    description: 'Country whose national numbers are accepted; null = national numbers are refused',
    type: String,
    nullable: true,
    example: null,
  })
  defaultCountry: string | null;
}

@ApiTags('Console')
@Controller('console/settings')
@Public()
export class SettingsController {
  constructor(@Inject(CONFIG) private readonly config: SmsConfig) {}

  @Get()
  @ApiOperation({
    operationId: 'getConsoleSettings',
    summary: 'Settings of this server for the console',
    description: 'Readable before anyone is signed in. It holds no secret.',
  })
  @ApiOkResponse({ type: SettingsAnswer })
  settings(): object {
    const { OIDC_ISSUER, TEXT_MAX_LENGTH, VOICE_MAX_LENGTH, MAX_SEGMENTS, MAX_RECIPIENTS, DEFAULT_COUNTRY } = this.config;
    return {
      version: VERSION,
      signIn: OIDC_ISSUER === '' ? ['token'] : ['token', 'oidc'],
      segmentPrice: readPrice(this.config.SEGMENT_PRICE),
      textMaxLength: TEXT_MAX_LENGTH,
      voiceMaxLength: VOICE_MAX_LENGTH,
      maxSegments: MAX_SEGMENTS,
      maxRecipients: MAX_RECIPIENTS,
      defaultCountry: DEFAULT_COUNTRY === '' ? null : DEFAULT_COUNTRY,
    };
  }
}
