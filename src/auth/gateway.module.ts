// Authentication as one module: importing it guards every route of the application.
import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG } from '../platform/config/config.js';
import { AppKey } from './app-key.entity.js';
import { AppKeysService } from './app-keys.service.js';
import { BasicAuth } from './basic-auth.js';
import { ConsoleUser } from './console-user.entity.js';
import { ConsoleUsersService } from './console-users.service.js';
import { CredentialWatch } from './credential-watch.js';
import { ErrorFilter } from '../http/error.filter.js';
import { FailedAuthenticationLimiter } from './failed-authentication-limiter.js';
import { GatewayGuard } from './gateway.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { RouteAudit } from './route-audit.js';
import { ThrottleGuard, throttlerOptions } from '../http/throttle.guard.js';

@Module({
  imports: [
    DiscoveryModule,
    ThrottlerModule.forRootAsync({ inject: [CONFIG], useFactory: throttlerOptions }),
    TypeOrmModule.forFeature([AppKey, ConsoleUser]),
  ],
  providers: [
    AppKeysService,
    BasicAuth,
    ConsoleUsersService,
    JwtStrategy,
    RouteAudit,
    CredentialWatch,
    FailedAuthenticationLimiter,
    { provide: APP_FILTER, useClass: ErrorFilter },
    // The order matters: first the caller, then the rate limit.
    { provide: APP_GUARD, useClass: GatewayGuard },
    { provide: APP_GUARD, useClass: ThrottleGuard },
  ],
  exports: [AppKeysService, JwtStrategy, CredentialWatch, FailedAuthenticationLimiter],
})
export class GatewayModule {}
