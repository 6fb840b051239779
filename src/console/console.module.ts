// The server side of the console: its session, its settings, and the built web app.
import { type DynamicModule, Module } from '@nestjs/common';
import { fileURLToPath } from 'node:url';
import { GatewayModule } from '../auth/gateway.module.js';
import { OidcController } from './oidc.controller.js';
import { OidcProvider } from './oidc-provider.js';
import { SessionController } from './session.controller.js';
import { Sessions } from './sessions.js';
import { SettingsController } from './settings.controller.js';
import { WEB_FOLDER, WebController } from './web.controller.js';

/** The folder where the build puts the web app; the same from `src` and from `dist`. */
const BUILT = fileURLToPath(new URL('../../dist/console-web/', import.meta.url));

@Module({})
export class ConsoleModule {
  /** @param folder with index.html and its files; a test brings its own */
  static register(folder = BUILT): DynamicModule {
    return {
      module: ConsoleModule,
      imports: [GatewayModule],
      // The web app is last, since its route matches every path that no other route matches.
      controllers: [OidcController, SessionController, SettingsController, WebController],
      providers: [OidcProvider, Sessions, { provide: WEB_FOLDER, useValue: folder }],
    };
  }
}
