// Normalises a provider's message ID: removes differences that SMSCs make at random, which are case, leading zeros and surrounding space.
export function plainId(id: string): string {
  const text = id.trim().toLowerCase();
  return text.replace(/^0+(?=.)/, '');
}
