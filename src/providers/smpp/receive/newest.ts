// Keeps the newest entries of a map, up to a bound, in the order of its keys.

/** Puts the entry last and removes the oldest if there are too many. */
export function putNewest<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}
