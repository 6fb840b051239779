// What an error becomes: the documented words for the client, one line without values for the log.
import { describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { databaseIsAway, describeFailure } from '../../src/http/failure.js';
import { startApp } from '../support/app.js';
import { probe } from './probe.js';

@Controller()
class OpenController {
  @Get('forgotten')
  forgotten(): string {
    return 'no scope';
  }
}

describe('the error filter', () => {
  it('answers in the documented words, with Retry-After where the database is away', async () => {
    const running = await startApp({}, probe);
    const failure = { id: '', message: 'Server failure to process request' };
    const away = { refused: '1', terminated: '1', pool: '1', lost: '1', unknown: null, constraint: null };
    for (const [how, retryAfter] of Object.entries(away)) {
      const response = await fetch(`${running.url}/fails/${how}`);
      expect([how, response.status, response.headers.get('retry-after'), await response.json()]).toEqual([how, 500, retryAfter, failure]);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    }
    const real = await fetch(`${running.url}/away`);
    expect([real.status, real.headers.get('retry-after'), await real.json()]).toEqual([500, '1', failure]);
    const fields = await fetch(`${running.url}/fails/fields`);
    expect([fields.status, await fields.json()]).toEqual([
      400,
      { id: '', message: 'Invalid request format, Error messages :[a @ message :1]', errors: [{ field: 'a', message: 'is wrong' }] },
    ]);
    await running.close();
  });

  it.each(['57P01', '57P02', '57P03', '08006', '08P01', '53300', 'ECONNRESET'])('takes %s for a database that is away', (code) => {
    const driverError = Object.assign(new Error('x'), { code });
    expect(databaseIsAway(new QueryFailedError('select', [], driverError))).toBe(true);
    expect(databaseIsAway(new Error('wrapped', { cause: driverError }))).toBe(true);
  });

  it.each(['23505', '40P01', '22P02'])('does not take %s for one', (code) => {
    expect(databaseIsAway(Object.assign(new Error('x'), { code }))).toBe(false);
  });

  it('logs kind and place, never a value', () => {
    const driver = Object.assign(new Error('invalid input syntax for type bigint: "+919866694753"'), {
      code: '22P02',
      constraint: 'queue_slice_account',
      detail: 'Key (mobile)=(+919866694753)',
      where: 'COPY line 1: "secret"',
    });
    const { summary, stack } = describeFailure(new QueryFailedError('select $1', ['secret content', '919866694753'], driver));
    expect(summary).toContain('22P02');
    expect(summary).toContain('queue_slice_account');
    expect(`${summary}${stack}`).not.toMatch(/9198|secret|Key \(/);
    expect(stack).toMatch(/^\s+at /);
  });
});

describe('the start', () => {
  it('is refused while a route has neither scope nor @Public()', async () => {
    await expect(startApp({}, (config) => probe(config, [OpenController]))).rejects.toThrow('OpenController.forgotten');
  });

  it('is refused without a key', async () => {
    await expect(startApp({ JWT_SECRET: '' }, probe)).rejects.toThrow(/JWT_SECRET is missing/);
  });
});
