// Which recipient of the body a place in the list came from, in as little as the repeats and refusals before it need.

export class Origins {
  /** From each of these places on, an index is the place and so much more. */
  private readonly places: number[] = [];
  private readonly shifts: number[] = [];
  private last = 0;

  /** Places come in order. */
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
