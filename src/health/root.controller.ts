// `/`: an index of this server, as a page for people and as JSON for programs.
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/public.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { VERSION } from '../platform/version.js';

const NAME = `Engagement Server ${VERSION}`;
const HTML = /(?:^|,)\s*(?:text\/html|application\/xhtml\+xml)\s*(?:;\s*q=(?:1|0?\.0*[1-9])|;(?!\s*q=)|,|$)/i;

interface Place {
  name: string;
  path: string;
  about: string;
}

@ApiExcludeController()
@Controller()
@Public()
export class RootController {
  private readonly places: readonly Place[];

  constructor(@Inject(CONFIG) { ROLE, DOCS }: Config) {
    this.places = [
      ...(ROLE === 'worker' ? [] : [{ name: 'console', path: '/console/', about: 'The console: queue, requests, compose' }]),
      ...(DOCS
        ? [
            { name: 'docs', path: '/docs', about: 'The API, to read and to try' },
            { name: 'openapi', path: '/openapi.json', about: 'The OpenAPI document' },
          ]
        : []),
      { name: 'live', path: '/health/live', about: 'Is the process alive?' },
      { name: 'ready', path: '/health/ready', about: 'May it be sent requests?' },
    ];
  }

  @Get()
  async root(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    reply.header('Vary', 'Accept');
    if (HTML.test(request.headers.accept ?? '')) await reply.type('text/html; charset=utf-8').send(this.page());
    else await reply.type('application/json; charset=utf-8').send(this.json());
  }

  private json(): object {
    return { id: '', message: NAME, links: Object.fromEntries(this.places.map(({ name, path }) => [name, path])) };
  }

  private page(): string {
    const items = this.places.map(({ path, about }) => `<li><a href="${path}">${path}</a> ${about}</li>`);
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${NAME}</title>
<style>body{font-family:system-ui,sans-serif;line-height:1.6;margin:3rem auto;max-width:40rem;padding:0 1rem}li{margin:.4rem 0}</style>
</head>
<body>
<main>
<h1>${NAME}</h1>
<ul>
${items.join('\n')}
</ul>
</main>
</body>
</html>
`;
  }
}
