// The built web app under /console/: its files, and index.html for every page of it. Only the app's own script files may run. Styles that
// it makes at run time carry the nonce of their answer, so index.html is never cached.
import fastifyStatic from '@fastify/static';
import { Controller, Get, Inject, type OnModuleInit, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError, notFound } from '../http/api-error.js';
import { Public } from '../auth/public.js';
import { decodedPath } from '../http/request-target.js';
import { contentSecurityPolicy } from './content-security-policy.js';

/** Injection token of the folder that holds index.html. */
export const WEB_FOLDER = Symbol('WEB_FOLDER');

/** Names that the build makes: no hidden file, and no `..`. */
const FILE = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.[\w.-]+$/;
const NONCE = '__CSP_NONCE__';
/** The build puts a hash of the content into the names of assets. */
const FOR_EVER = { maxAge: '365d', immutable: true };

@ApiExcludeController()
@Controller('console')
@Public()
export class WebController implements OnModuleInit {
  constructor(
    @Inject(WEB_FOLDER) private readonly folder: string,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Registered for `sendFile` alone: the routes are below, behind the guard. The build has written the compressed files. */
  async onModuleInit(): Promise<void> {
    await this.host.httpAdapter.getInstance<FastifyInstance>().register(fastifyStatic, { serve: false, preCompressed: true });
  }

  @Get()
  async root(@Res() reply: FastifyReply): Promise<void> {
    await reply.redirect('/console/', 302);
  }

  @Get('*')
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = decodedPath(request.url).slice('/console/'.length);
    const isFile = (path.includes('.') || path.startsWith('assets/')) && path !== 'index.html';
    if (!isFile) await this.index(reply);
    else if (FILE.test(path)) await this.file(path, reply);
    else throw notFound();
  }

  private async index(reply: FastifyReply): Promise<void> {
    const html = await readFile(join(this.folder, 'index.html'), 'utf8').catch(() => undefined);
    if (html === undefined) throw new ApiError(404, 'The console is not built');
    const nonce = randomBytes(18).toString('base64');
    reply.header('Content-Security-Policy', contentSecurityPolicy(nonce)).type('text/html; charset=utf-8');
    await reply.send(html.replaceAll(NONCE, nonce));
  }

  private async file(path: string, reply: FastifyReply): Promise<void> {
    reply.header('Content-Security-Policy', contentSecurityPolicy());
    await reply.sendFile(path, this.folder, path.startsWith('assets/') ? FOR_EVER : { maxAge: 0 });
  }
}
