import { type CustomDecorator, SetMetadata } from '@nestjs/common';

export const PUBLIC = 'gateway:public';

/** The route answers anyone. Without it, or a scope, the server doesn't start (route-audit.ts). */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC, true);
