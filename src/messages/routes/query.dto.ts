// The queries of the read routes of SMS requests.
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import { STATUSES, type Status } from '../../queue/states.js';
import { IsRequestId, IsState, IsStatus, SearchDto } from '../../requests/query/query.dto.js';
import { STATES, type State } from '../../requests/query/request-facts.js';
import { IsSender } from '../submit/submit.dto.js';

export class RequestsQueryDto extends SearchDto {
  @ApiPropertyOptional({ description: 'The number of a recipient, such as `+919866694753`' })
  @IsOptional()
  @IsString({ message: 'should be a phone number' })
  mobile?: string;

  @ApiPropertyOptional({ enum: STATES })
  @IsOptional()
  @IsState()
  state?: State;

  @ApiPropertyOptional({ description: 'The sender, as submitted' })
  @IsOptional()
  @IsString({ message: 'should be a text' })
  @IsSender()
  sender?: string;
}

export class EntrySearchDto extends SearchDto {
  @ApiPropertyOptional({ description: 'The number of a recipient, such as `+919866694753`' })
  @IsOptional()
  @IsString({ message: 'should be a phone number' })
  mobile?: string;

  @ApiPropertyOptional({ description: 'The SMS ID of one entry' })
  @IsOptional()
  @IsRequestId()
  smsId?: string;

  @ApiPropertyOptional({ description: 'The ID of one request' })
  @IsOptional()
  @IsRequestId()
  requestId?: string;

  @ApiPropertyOptional({ enum: STATUSES })
  @IsOptional()
  @IsStatus()
  status?: Status;
}
