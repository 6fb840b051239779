import type { Texts } from '../en.js';

export const requests: Texts['requests'] = {
  title: 'Aufträge',
};
