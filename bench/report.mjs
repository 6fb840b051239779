// Reports of every benchmark: figures, medians and spreads, and the table at the end. Nothing here measures.

/** All reported figures, in order. */
export const figures = [];

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))];

/** @param q the quantile: 0.5 is the median */
export const percentile = (values, q) =>
  quantile(
    [...values].sort((a, b) => a - b),
    q,
  );

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

/** Median, lowest and highest of some runs. */
export const spread = (values) => ({ median: median(values), low: Math.min(...values), high: Math.max(...values), runs: values.length });

/** A ratio from alternated runs: each run of `a` by the run of `b` beside it. */
export const ratio = (a, b) => spread(a.map((value, i) => value / b[i]));

export const milliseconds = async (work) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

const digits = (n) => {
  if (n === undefined || n === null) return '';
  const size = Math.abs(n);
  if (size >= 1_000) return Math.round(n).toLocaleString('en-US');
  if (size >= 100) return n.toFixed(0);
  return size >= 0.01 || n === 0 ? n.toFixed(size >= 10 ? 1 : 2) : n.toPrecision(2);
};

const isSpread = (ratio) => typeof ratio === 'object' && ratio !== null;
const medianOf = (ratio) => (isSpread(ratio) ? ratio.median : ratio);

function meets(bar, measured) {
  const [, sign, limit] = /^(<=|>=) *([\d.,]+)/.exec(bar) ?? [];
  if (sign === undefined || typeof measured !== 'number') return null;
  const number = Number(limit.replaceAll(',', ''));
  return sign === '<=' ? measured <= number : measured >= number;
}

const spoken = (ratio) => (isSpread(ratio) ? `${digits(ratio.median)} (${digits(ratio.low)}–${digits(ratio.high)})` : digits(ratio));

const verdict = (holds) => (holds === null ? '' : holds ? 'yes' : 'NO');

/**
 * Reports one figure.
 * @param ratio a number, or a spread (`ratio()`, `spread()`); omitted if the bar applies to the value itself
 * @param bar `>= 0.65`, `<= 2`: for the ratio, else for the value; omitted if there is none
 * @param holds omitted if it follows from the bar
 */
export function figure({ name, value, unit = '', ratio, bar, holds }) {
  const holding = holds ?? (bar === undefined ? null : meets(bar, medianOf(ratio) ?? value));
  const told = {
    ...{ name, value, unit, ratio: medianOf(ratio) ?? null, bar: bar ?? null, holds: holding },
    ...(isSpread(ratio) && { low: ratio.low, high: ratio.high, runs: ratio.runs }),
  };
  figures.push(told);
  const parts = [`${digits(value)} ${unit}`.trim(), ratio === undefined ? '' : `× ${spoken(ratio)}`, bar ?? '', verdict(holding)];
  console.log(`  ${name}: ${parts.filter((part) => part !== '').join(' · ')}`);
  return told;
}

/** A line about the method or the bottleneck of a measurement. */
export const note = (text) => {
  console.log(`  (${text})`);
};

/** The table of all figures. */
export function table() {
  const rows = figures.map(({ name, value, unit, ratio, low, high, runs, bar, holds }) => [
    name,
    `${digits(value)} ${unit}`.trim(),
    ratio === null ? '' : spoken(low === undefined ? ratio : { median: ratio, low, high, runs }),
    bar ?? '',
    verdict(holds),
  ]);
  const lines = [['figure', 'value', 'ratio (lowest–highest)', 'bar', 'holds'], ...rows];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
