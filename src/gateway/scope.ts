import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBasicAuth, ApiBearerAuth, ApiSecurity } from '@nestjs/swagger';

export const SCOPE = 'gateway:scope';

/** The scope a caller needs for this route (or every route of this controller). */
export const Scope = (scope: string): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(SCOPE, scope), ApiBearerAuth('bearer'), ApiSecurity('app-key'), ApiBasicAuth('basic'));
