// Every provider that there is now, by its name: those that are configured, and behind them those that tenants have stored, which come and
// go while the server runs. Whoever uses providers asks here each time, or hears of each that comes.
import { Injectable } from '@nestjs/common';
import type { Provider } from './provider.js';

@Injectable()
export class Providers {
  private readonly byName: Map<string, Provider>;
  private listed: readonly Provider[];
  private readonly users: ((provider: Provider) => void)[] = [];
  private read: () => Promise<void> = () => Promise.resolve();

  /** @param configured in the order in which a route prefers them */
  constructor(configured: readonly Provider[]) {
    this.listed = configured;
    this.byName = new Map(configured.map((provider) => [provider.name, provider]));
  }

  all(): readonly Provider[] {
    return this.listed;
  }

  get(name: string): Provider | undefined {
    return this.byName.get(name);
  }

  /** Called for each that there is, and for each that comes. */
  onEach(use: (provider: Provider) => void): void {
    this.users.push(use);
    for (const provider of this.listed) use(provider);
  }

  add(provider: Provider): void {
    this.byName.set(provider.name, provider);
    this.listed = [...this.byName.values()];
    for (const use of this.users) use(provider);
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
