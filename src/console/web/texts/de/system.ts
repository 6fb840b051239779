import type { Texts } from '../en.js';

export const system: Texts['system'] = {
  title: 'System',
};
