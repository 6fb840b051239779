import { ApiProperty } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import type { SessionView } from './sessions.js';

export class SignInDto {
  @ApiProperty({ description: 'An access token, at most 3,800 bytes; a leading `Bearer ` is dropped', example: 'eyJhbGciOiJIUzI1NiJ9.….…' })
  @IsString({ message: 'is required: an access token' })
  token: string;
}

export class SessionAnswer implements SessionView {
  @ApiProperty({ description: 'Who is signed in: the token’s `sub`', example: 'developer' })
  subject: string;

  @ApiProperty({ example: 'demo' })
  tenant: string;

  @ApiProperty({ description: 'What the token allows', type: [String], example: ['messages:send', 'messages:read', 'messages:cancel'] })
  scopes: string[];

  @ApiProperty({ format: 'date-time', description: 'When the token, and the session with it, ends', example: '2030-01-01T09:00:00.000Z' })
  expiresAt: string;

  @ApiProperty({ description: 'Goes into `X-CSRF-Token` of everything but GET and HEAD', example: 'c2VjcmV0LW9mLXRoZS1zZXNzaW9u' })
  csrfToken: string;
}

export class SignedOutAnswer {
  @ApiProperty({ example: '' })
  id: string;

  @ApiProperty({ example: 'Signed out' })
  message: string;
}
