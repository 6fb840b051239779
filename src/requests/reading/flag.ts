// Reads a flag: a boolean, or the text `true` or `false` in any case.
import { ValidateBy } from 'class-validator';

export const IsFlag = (): PropertyDecorator =>
  ValidateBy({
    name: 'isFlag',
    validator: {
      validate: (value) => typeof value === 'boolean' || (typeof value === 'string' && /^(?:true|false)$/i.test(value)),
      defaultMessage: () => 'should be true or false',
    },
  });

export const isTrue = (flag: boolean | string | undefined): boolean => String(flag).toLowerCase() === 'true';
