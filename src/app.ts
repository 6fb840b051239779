// Builds the application, for main.ts and for the tests.
import helmet from '@fastify/helmet';
import type { DynamicModule, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { HttpEdge } from './http/http-edge.js';
import { openApiDocument } from './openapi.js';
import type { Config } from './platform/config/config.js';
import { plainExamples } from './swagger-plugin.js';

const SECURITY_HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      // Swagger UI has inline styles and pictures as data URLs.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      objectSrc: ["'none'"],
    },
  },
  // This server speaks plain HTTP; HSTS is left to the program that ends TLS.
  strictTransportSecurity: false,
} as const;

// Nothing is logged until the server's own logger is there: the caller reports errors.
const OPTIONS: Partial<NestApplicationOptions> = { bodyParser: false, abortOnError: false, logger: false };

/** The initialised application, ready to `listen`. @param module the root module; tests add probes to it */
export async function createApp(config: Config, module: DynamicModule = AppModule.register(config)): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(module, new HttpEdge(config), OPTIONS);
  app.useLogger(app.get(Logger));
  await app.register(helmet, SECURITY_HEADERS);
  if (config.DOCS)
    SwaggerModule.setup('docs', app, () => openApiDocument(app), {
      jsonDocumentUrl: 'openapi.json',
      raw: ['json'],
      customSiteTitle: 'Engagement Server',
      // No validator of another site, since it would learn the address of this server. A token is gone when its page is closed.
      swaggerOptions: { persistAuthorization: false, validatorUrl: null, plugins: [plainExamples] },
    });
  try {
    await app.init();
  } catch (error) {
    // If the construction fails, everything that it opened is closed.
    await app.close();
    throw error;
  }
  return app;
}
