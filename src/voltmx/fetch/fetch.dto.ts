// The body of the Volt MX API's fetch by mobile number.
import { PickType } from '@nestjs/swagger';
import { StatusDto } from '../status/status.dto.js';

/** Contract section 3: each field is a string or a number. */
export class FetchDto extends PickType(StatusDto, ['audienceId', 'mobileNumber', 'startElement', 'elementsPerPage'] as const) {}
