// A check at the start: every route declares its access. A route with neither a scope nor `@Public()` stops the start.
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { PUBLIC } from './public.js';
import { SCOPE } from './scope.js';

@Injectable()
export class RouteAudit implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    const open = this.discovery.getControllers().flatMap(({ metatype }) => {
      if (metatype === null) return [];
      const prototype = metatype.prototype as Record<string, () => unknown>;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((name) => this.isUndecided(metatype, prototype[name]))
        .map((name) => `${metatype.name}.${name}`);
    });
    if (open.length > 0) throw new Error(`These routes need @Scope(…) or @Public(): ${open.join(', ')}`);
  }

  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- Nest's own type of a class
  private isUndecided(controller: Function, handler: (() => unknown) | undefined): boolean {
    if (handler === undefined || !Reflect.hasMetadata('path', handler)) return false;
    const says = (key: string): boolean => this.reflector.getAllAndOverride<unknown>(key, [handler, controller]) !== undefined;
    return says(PUBLIC) === says(SCOPE);
  }
}
