import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';

export const SCOPE = 'gateway:scope';

/** The scope a caller needs for this route (or every route of this controller). */
export const Scope = (scope: string): ClassDecorator & MethodDecorator =>
  applyDecorators(
    SetMetadata(SCOPE, scope),
    ApiSecurity('bearer', [scope]),
    ApiSecurity('app-key', [scope]),
    ApiSecurity('basic', [scope]),
  );

/** What the 403 says to whoever lacks it. */
export const scopeIsMissing = (scope: string): string => `Forbidden. The scope ${scope} is missing`;
