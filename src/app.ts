// The one way to build the application, for main.ts and for the tests.
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
      // Swagger UI styles itself inline and carries its pictures as data.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      objectSrc: ["'none'"],
    },
  },
  // This server speaks plain HTTP: whoever ends TLS in front of it answers for that.
  strictTransportSecurity: false,
} as const;

// Until the server's own logger is there nothing is logged: whoever starts it says what went wrong.
const OPTIONS: Partial<NestApplicationOptions> = { bodyParser: false, abortOnError: false, logger: false };

/** Initialised and ready to `listen`. @param module what the application is made of; tests add probes to it */
export async function createApp(config: Config, module: DynamicModule = AppModule.register(config)): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(module, new HttpEdge(config), OPTIONS);
  app.useLogger(app.get(Logger));
  await app.register(helmet, SECURITY_HEADERS);
  if (config.DOCS)
    SwaggerModule.setup('docs', app, () => openApiDocument(app), {
      jsonDocumentUrl: 'openapi.json',
      raw: ['json'],
      customSiteTitle: 'Engagement Server',
      // No validator of someone else's site: the address of this server is nobody's business. A token is gone with its page.
      swaggerOptions: { persistAuthorization: false, validatorUrl: null, plugins: [plainExamples] },
    });
  try {
    await app.init();
  } catch (error) {
    // Nothing may stay open of an application that nobody gets.
    await app.close();
    throw error;
  }
  return app;
}
