// What looks like a place that another system fills in: `{{name}}`, `%name%`, `<Vorname>`. Nothing fills it in here, it would be sent as
// it stands.

/** What hardly anybody writes for its own sake. */
const CERTAIN: readonly RegExp[] = [
  /\{\{\{?[^{}\n]{1,60}\}?\}\}/gu,
  /[$#%]?\{ ?[!\p{L}\p{N}_][\p{L}\p{N}_ .:|-]{0,40}\}/gu,
  /\{%[^{}\n]{1,60}%\}/gu,
  /<%[^<>\n]{1,60}%>/gu,
  /<<?[\p{L}_][\p{L}\p{N}_ .-]{0,40}>>?/gu,
  /\[\[[^[\]\n]{1,60}\]\]/gu,
  /%%?[\p{L}_][\p{L}\p{N}_.-]{0,40}%%?/gu,
  /\*\|[^|\n]{1,60}\|\*/gu,
  /__[\p{L}][\p{L}\p{N}_]{0,40}__/gu,
  // printf's, and Python's
  /%\([\p{L}_][\p{L}\p{N}_]{0,40}\)[sd]/gu,
  /(?<![\p{N}\p{L}])%(?:\d\$)?[sd](?![\p{L}\p{N}])/gu,
];
/** What is written for its own sake as well, unless it names what systems fill in. */
const DOUBTFUL: readonly RegExp[] = [
  /\[[\p{L}_][\p{L}\p{N}_ .-]{0,40}\]/gu,
  /#[\p{L}_][\p{L}\p{N}_.-]{0,40}#/gu,
  /«[\p{L}_][\p{L}\p{N}_ .-]{0,40}»/gu,
  /\$[\p{L}_][\p{L}\p{N}_]{0,40}/gu,
  /@[\p{L}_][\p{L}\p{N}_]{0,40}@/gu,
];
const FILLED_IN =
  /name|first|last|customer|user|company|amount|balance|date|time|code|order|number|phone|mobile|mail|link|url|anrede|kunde|firma|betrag|datum|nummer/iu;

/** The server's own rule (submit.dto.ts): it refuses these. */
const MERGE_TAG = /##\p{L}[^#\n]*##/u;

export const mergeTagIn = (content: string): string | null => MERGE_TAG.exec(content)?.[0] ?? null;

/** Each once, in the order of the text. */
export function placeholdersIn(content: string): string[] {
  const all = (patterns: readonly RegExp[]): RegExpExecArray[] => patterns.flatMap((pattern) => [...content.matchAll(pattern)]);
  const found = [...all(CERTAIN), ...all(DOUBTFUL).filter(([text]) => FILLED_IN.test(text))].map(({ 0: text, index }) => ({
    text,
    from: index,
    to: index + text.length,
  }));
  // `{name}` within `{{name}}` is no other one.
  const outer = found.filter(
    (each) => !found.some((other) => other.from <= each.from && other.to >= each.to && other.text.length > each.text.length),
  );
  return [...new Set(outer.sort((a, b) => a.from - b.from).map(({ text }) => text))];
}
