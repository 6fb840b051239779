import type { Texts } from '../en.js';

export const compose: Texts['compose'] = {
  title: 'Verfassen',
};
