// A provider's message ID without what SMSCs write now this way, now that: its case, zeros in front, space around it.
export function plainId(id: string): string {
  const text = id.trim().toLowerCase();
  return text.replace(/^0+(?=.)/, '');
}
