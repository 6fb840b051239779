// Which passwords a console user may not have, and that others are taken.
import { expect, it } from '@jest/globals';
import { passwordFault } from '../../src/auth/password-strength.js';

const fault = (password: string): string | undefined => passwordFault(password, 'roberta.fischer', 'acme');

it.each([
  ...[
    'passwordpassword',
    'PasswordPassword1',
    'P@ssw0rdP@ssw0rd',
    'password password password',
    'drowssapdrowssap',
    'password1234!',
    'another password',
  ],
  ...['123456789012', 'qwertyuiop12', 'aaaaaaaaaaaa', 'abcabcabcabc', 'letmeinletmein', 'administrator', '1q2w3e4r5t6y', 'iloveyou1234'],
  ...['roberta.fischer', 'Roberta.Fischer1', 'fischerroberta', 'rehcsif.atrebor', 'robertafischer2026', '!Roberta!2026!', 'acmeacmeacme'],
  ...['engagement-server', 'EngagementServer1', 'companyname2026', 'Companyname2026!', 'Willkommen1!', 'March152026!', 'pässwörd1234'],
  ...['Welcome2Acme!!', 'Muenchen2026!', 'AdminUser2026!'],
])('%s is easy to guess', (password) => {
  expect(fault(password)).toMatch(/^This password is easy to guess/);
});

it.each(['correct horse: battery', 'another password of hers', 'Hund Tisch Wolke Brot', 'aB3$kd92lsPq', 'x7-Gq!roberta-m2Wv'])(
  '%s is taken',
  (password) => {
    expect(fault(password)).toBeUndefined();
  },
);

it.each(['', 'too short', 'x'.repeat(257), 'correct\nhorse battery'])('%j is none', (password) => {
  expect(fault(password)).toMatch(/^A password has 12 to 256 characters/);
});
