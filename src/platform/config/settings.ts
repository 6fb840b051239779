// Tables of settings, and the values that are derived from them.
import type { Kind, Setting } from './parse-setting.js';

export type SettingsTable = Readonly<Record<string, Setting>>;

export type Role = 'all' | 'api' | 'worker';

type Value<K extends Kind> = K extends 'int'
  ? number
  : K extends 'boolean'
    ? boolean
    : K extends 'list'
      ? string[]
      : K extends 'lanes'
        ? number[]
        : K extends 'role'
          ? Role
          : K extends 'trust'
            ? boolean | number | string[]
            : string;

export type ValuesOf<T extends SettingsTable> = Readonly<{ [N in keyof T]: Value<T[N]['kind']> }>;
