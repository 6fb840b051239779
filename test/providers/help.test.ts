// What `npm start -- --help` says of the providers: a line a setting, also of those that a kind has in common with others.
import { expect, it } from '@jest/globals';
import { IsArray, IsInt, IsObject, IsOptional, IsString } from 'class-validator';
import { describeKinds, kind, KINDS, variablesOf } from '../../src/providers/kinds.js';
import { About, variableOf } from '../../src/providers/settings.js';

class CommonSettings {
  @About('of every kind')
  @IsOptional()
  @IsObject()
  more?: object;
}

class ExampleSettings extends CommonSettings {
  @About('account that pays')
  @IsString()
  accountSid: string;

  @IsInt()
  maxInFlight = 50;

  @IsArray()
  @IsString({ each: true })
  hosts = ['api.example'];
}

const example = kind(ExampleSettings, () => {
  throw new Error('none is made');
});

it('says what each setting is for, and what it is where nothing is said', () => {
  expect(describeKinds({ example }).split('\n')).toEqual([
    'Where PROVIDERS names example (each also as NAME_FILE, a file that holds it):',
    '  EXAMPLE_ACCOUNT_SID    account that pays',
    '  EXAMPLE_MAX_IN_FLIGHT   [50]',
    '  EXAMPLE_HOSTS           [api.example]',
    '  EXAMPLE_MORE           of every kind',
  ]);
  expect(variableOf('smpp', 'systemId2Name')).toBe('SMPP_SYSTEM_ID2_NAME');
});

it('leaves no setting of a real provider unsaid', () => {
  for (const [name, each] of Object.entries(KINDS))
    for (const variable of variablesOf(name, each)) expect([variable.name, variable.about]).not.toEqual([variable.name, '']);
  for (const name of ['twilio', 'vonage', 'clickatell', 'smpp']) expect(describeKinds()).toContain(`Where PROVIDERS names ${name} (`);
});
