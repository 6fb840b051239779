// Every carrier that there is now, by its name: those that are configured, and behind them those that tenants have stored, which come and
// go while the server runs. Whoever uses carriers asks here each time, or hears of each that comes.
import { Injectable } from '@nestjs/common';
import type { Carrier } from './carrier.js';

@Injectable()
export class Carriers {
  private readonly byName: Map<string, Carrier>;
  private listed: readonly Carrier[];
  private readonly users: ((carrier: Carrier) => void)[] = [];
  private read: () => Promise<void> = () => Promise.resolve();

  /** @param configured in the order in which a route prefers them */
  constructor(configured: readonly Carrier[]) {
    this.listed = configured;
    this.byName = new Map(configured.map((carrier) => [carrier.name, carrier]));
  }

  all(): readonly Carrier[] {
    return this.listed;
  }

  get(name: string): Carrier | undefined {
    return this.byName.get(name);
  }

  /** Called for each that there is, and for each that comes. */
  onEach(use: (carrier: Carrier) => void): void {
    this.users.push(use);
    for (const carrier of this.listed) use(carrier);
  }

  add(carrier: Carrier): void {
    this.byName.set(carrier.name, carrier);
    this.listed = [...this.byName.values()];
    for (const use of this.users) use(carrier);
  }

  remove(name: string): void {
    this.byName.delete(name);
    this.listed = [...this.byName.values()];
  }

  /** How what is stored is read; rejects where it can't be. */
  storedBy(read: () => Promise<void>): void {
    this.read = read;
  }

  /** Reads what is stored, unless that is known already. */
  renew(): Promise<void> {
    return this.read();
  }
}
