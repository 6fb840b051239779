// The Volt MX API's shapes of a configuration (contract section 4), for answers and for the OpenAPI document.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CONFIGURATION_STORED } from '../sentences.js';

/** As it is shown. */
export interface Configuration {
  provider: string;
  protocol: string;
  inboundSecurityEnabled: boolean;
  inboundEnabled: boolean;
  inboundUrl?: string;
  properties: { key: string; value: string }[];
}

class PropertyAnswer {
  @ApiProperty({ description: 'As the Volt MX API calls it', example: 'Account SID' })
  key: string;

  @ApiProperty({
    description: 'A secret is `*******`, and stays as it is where that is sent back',
    example: 'AC00000000000000000000000000000001',
  })
  value: string;
}

export class ConfigurationAnswer implements Configuration {
  @ApiProperty({ description: 'Empty where the server’s own provider is none of the Volt MX API’s', example: 'TWILIO' })
  provider: string;

  @ApiProperty({ enum: ['HTTP', 'SMPP', ''], example: 'HTTP' })
  protocol: string;

  @ApiProperty({ description: 'Kept, and with `inboundWhitelistIPs` in effect; signatures are verified always', example: false })
  inboundSecurityEnabled: boolean;

  @ApiProperty({ description: 'Whether messages that people send to its numbers are taken', example: true })
  inboundEnabled: boolean;

  @ApiPropertyOptional({
    description: 'Ours: what to enter at the vendor as the address of inbound messages; absent where none reach this server',
    example: 'https://sms.example.com/carriers/twilio__1f0c3a5b7d9e2f46/inbound',
  })
  inboundUrl?: string;

  @ApiProperty({ type: [PropertyAnswer] })
  properties: PropertyAnswer[];
}

class PropertyBody {
  @ApiProperty({ example: 'Account SID' })
  key: string;

  @ApiProperty({
    description: 'Text, number or boolean; null and "" mean that there is none',
    example: 'AC00000000000000000000000000000001',
  })
  value: string;
}

const FLAG = { oneOf: [{ type: 'boolean' }, { type: 'string', enum: ['true', 'false'] }] };

/** As it is sent. */
export class ConfigurationBody {
  @ApiProperty({ example: 'TWILIO' })
  provider: string;

  @ApiPropertyOptional({ enum: ['HTTP', 'SMPP'], description: 'Absent = HTTP' })
  protocol?: string;

  @ApiPropertyOptional({ description: 'Or a string. Absent = false', ...FLAG })
  inboundSecurityEnabled?: boolean;

  @ApiPropertyOptional({ description: 'Or a string. Absent = true', ...FLAG })
  inboundEnabled?: boolean;

  @ApiProperty({ type: [PropertyBody], description: 'All of them: a key that is left out has no value from then on' })
  properties: PropertyBody[];
}

export class StoredAnswer {
  @ApiProperty({ description: 'Always empty', example: '' })
  id: string;

  @ApiProperty({ example: CONFIGURATION_STORED })
  message: string;
}
