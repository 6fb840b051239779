import { ApiProperty } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import type { SessionView } from './sessions.js';

export class SignInDto {
  @ApiProperty({ description: 'An access token, at most 3,800 bytes; a leading `Bearer ` is dropped', example: 'eyJhbGciOiJIUzI1NiJ9.….…' })
  @IsString({ message: 'is required: an access token' })
  token: string;
}

export class SessionAnswer implements SessionView {
  @ApiProperty({ description: 'The signed-in person: the token’s `sub`', example: 'developer' })
  subject: string;

  @ApiProperty({ example: 'demo' })
  tenant: string;

  @ApiProperty({ description: 'Scopes of the token', type: [String], example: ['messages:send', 'messages:read', 'messages:cancel'] })
  scopes: string[];

  @ApiProperty({ format: 'date-time', description: 'End of the token and of the session', example: '2030-01-01T09:00:00.000Z' })
  expiresAt: string;

  @ApiProperty({
    description: 'Value for the header `X-CSRF-Token` of every request but GET and HEAD',
    example: 'c2VjcmV0LW9mLXRoZS1zZXNzaW9u',
  })
  csrfToken: string;
}

export class SignedOutAnswer {
  @ApiProperty({ example: '' })
  id: string;

  @ApiProperty({ example: 'Signed out' })
  message: string;
}
