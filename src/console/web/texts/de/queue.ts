import type { Texts } from '../en.js';

export const queue: Texts['queue'] = {
  title: 'SMS-Warteschlange',
};
