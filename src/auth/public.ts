import { type CustomDecorator, SetMetadata } from '@nestjs/common';

export const PUBLIC = 'gateway:public';

/** The route answers without credentials. Without this decorator or a scope the server does not start (route-audit.ts). */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC, true);
