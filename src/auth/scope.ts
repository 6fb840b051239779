import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';

export const SCOPE = 'gateway:scope';

/** The scope that a caller needs for this route (or for every route of this controller). */
export const Scope = (scope: string): ClassDecorator & MethodDecorator =>
  applyDecorators(
    SetMetadata(SCOPE, scope),
    ApiSecurity('bearer', [scope]),
    ApiSecurity('app-key', [scope]),
    ApiSecurity('basic', [scope]),
  );

/** The text of the 403 for a missing scope. */
export const scopeIsMissing = (scope: string): string => `Forbidden. The scope ${scope} is missing`;
