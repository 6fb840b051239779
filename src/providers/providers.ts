// All present providers by name: the configured ones, and the ones that tenants have stored, which come and go while the server runs. Users
// of providers look them up here each time, or are called for each new one.
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

  /** Calls `use` for each present provider, and for each new one. */
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

  /** Sets the function that reads stored providers; it rejects if they cannot be read. */
  storedBy(read: () => Promise<void>): void {
    this.read = read;
  }

  /** Reads the stored providers, unless they are up to date. */
  renew(): Promise<void> {
    return this.read();
  }
}
