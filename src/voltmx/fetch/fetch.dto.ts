// The body of the Volt MX API's fetch by mobile number.
import { PickType } from '@nestjs/swagger';
import { StatusDto } from '../status/status.dto.js';

/** Of the Volt MX API's fetch by mobile number (contract section 3): strings or numbers. */
export class FetchDto extends PickType(StatusDto, ['audienceId', 'mobileNumber', 'startElement', 'elementsPerPage'] as const) {}
