// Shares costly answers: a caller that asks for the same answer while it is computed, or soon after, gets the same one. So the database
// spends at most a tenth of its time on them.
const REST = 10;
const LONGEST_REST_MS = 30_000;
const KEPT = 1_000;

interface Kept<T> {
  answer: Promise<T>;
  until: number;
}

export class SharedAnswers<T> {
  private readonly kept = new Map<string, Kept<T>>();

  async get(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.kept.get(key);
    if (known !== undefined && known.until > performance.now()) return known.answer;
    const began = performance.now();
    const made: Kept<T> = { answer: ask(), until: Number.POSITIVE_INFINITY };
    this.kept.set(key, made);
    try {
      const answer = await made.answer;
      const now = performance.now();
      made.until = now + Math.min(LONGEST_REST_MS, REST * (now - began));
      return answer;
    } catch (error) {
      this.kept.delete(key);
      throw error;
    } finally {
      this.forget();
    }
  }

  private forget(): void {
    if (this.kept.size <= KEPT) return;
    const now = performance.now();
    for (const [key, { until }] of this.kept) if (until <= now) this.kept.delete(key);
  }
}
