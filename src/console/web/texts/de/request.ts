import type { Texts } from '../en.js';

export const request: Texts['request'] = {
  title: 'Auftrag {{id}}',
};
