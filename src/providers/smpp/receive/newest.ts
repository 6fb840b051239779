// The newest of what is known, so many at most: in the order of a map's keys.

/** As the newest; the oldest leaves where there are too many. */
export function putNewest<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}
