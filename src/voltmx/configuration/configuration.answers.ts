// A configuration in the form of the Volt MX API (contract section 4), for answers and for the OpenAPI document.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CONFIGURATION_STORED } from '../sentences.js';

/** The answer: secrets are hidden. */
export interface Configuration {
  provider: string;
  protocol: string;
  inboundSecurityEnabled: boolean;
  inboundEnabled: boolean;
  inboundUrl?: string;
  properties: { key: string; value: string }[];
}

class PropertyAnswer {
  @ApiProperty({ description: 'The name of the property in the Volt MX API', example: 'Account SID' })
  key: string;

  @ApiProperty({
    description: 'The value. A secret is shown as `*******`; if a POST sends `*******`, the stored secret stays',
    example: 'AC00000000000000000000000000000001',
  })
  value: string;
}

export class ConfigurationAnswer implements Configuration {
  @ApiProperty({ description: 'Empty if the default provider of this server has no name in the Volt MX API', example: 'TWILIO' })
  provider: string;

  @ApiProperty({ enum: ['HTTP', 'SMPP', ''], example: 'HTTP' })
  protocol: string;

  @ApiProperty({
    description: 'Stored. It has an effect only with the property `inboundWhitelistIPs`. Signatures are always verified',
    example: false,
  })
  inboundSecurityEnabled: boolean;

  @ApiProperty({ description: 'True: inbound messages to the numbers of this provider are accepted', example: true })
  inboundEnabled: boolean;

  @ApiPropertyOptional({
    description: 'Not in the Volt MX API: the URL to enter at the vendor for inbound messages. Absent if this server cannot receive any',
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
    description: 'A text, number or boolean. Null and "" mean no value',
    example: 'AC00000000000000000000000000000001',
  })
  value: string;
}

const FLAG = { oneOf: [{ type: 'boolean' }, { type: 'string', enum: ['true', 'false'] }] };

/** The body of a POST. */
export class ConfigurationBody {
  @ApiProperty({ example: 'TWILIO' })
  provider: string;

  @ApiPropertyOptional({ enum: ['HTTP', 'SMPP'], description: 'Absent = HTTP' })
  protocol?: string;

  @ApiPropertyOptional({ description: 'A boolean or a string. Absent = false', ...FLAG })
  inboundSecurityEnabled?: boolean;

  @ApiPropertyOptional({ description: 'A boolean or a string. Absent = true', ...FLAG })
  inboundEnabled?: boolean;

  @ApiProperty({ type: [PropertyBody], description: 'All properties. A key that is absent loses its value' })
  properties: PropertyBody[];
}

export class StoredAnswer {
  @ApiProperty({ description: 'Always empty', example: '' })
  id: string;

  @ApiProperty({ example: CONFIGURATION_STORED })
  message: string;
}
