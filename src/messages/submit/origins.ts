// Maps a place in the list to the index of the recipient in the body. The memory grows only with the repeated and refused recipients.

export class Origins {
  /** The places from which the difference between index and place changes, with the difference. */
  private readonly places: number[] = [];
  private readonly shifts: number[] = [];
  private last = 0;

  /** Must be called in the order of places. */
  note(place: number, index: number): void {
    const shift = index - place;
    if (shift === this.last) return;
    this.places.push(place);
    this.shifts.push(shift);
    this.last = shift;
  }

  of(place: number): number {
    let [low, high] = [0, this.places.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.places[middle] ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return place + (this.shifts[low - 1] ?? 0);
  }
}
