// A price as a setting has it (`0.0075 USD`), and multiples of it in exact decimal arithmetic.

/** A decimal number with its digits unchanged, and an ISO 4217 code. */
export interface Price {
  readonly amount: string;
  readonly currency: string;
}

/** Null if the text is not a price. */
export function readPrice(text: string): Price | null {
  const [, amount, currency] = /^(\d{1,9}(?:\.\d{1,9})?) ([A-Z]{3})$/.exec(text) ?? [];
  if (amount === undefined || currency === undefined || !Intl.supportedValuesOf('currency').includes(currency)) return null;
  return { amount, currency };
}

/** The form of the setting. */
export const PRICE = {
  form: { is: (text: string): boolean => readPrice(text) !== null, what: 'an amount and an ISO currency code, such as 0.0075 USD' },
};

/** The product with as many decimals as the price has. */
export function times(count: number, { amount, currency }: Price): Price {
  const [whole = '', decimals = ''] = amount.split('.');
  const digits = (BigInt(whole + decimals) * BigInt(count)).toString().padStart(decimals.length + 1, '0');
  const point = digits.length - decimals.length;
  return { amount: decimals === '' ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`, currency };
}
