const registry = Symbol.for("latchkey.process");

const holder = globalThis as { [registry]?: Map<string, unknown> };
holder[registry] ??= new Map();
const instances = holder[registry];

/**
 * Returns the single instance of `name` in this process. The first call makes it with `make`.
 *
 * Node and Next each load `lib/`, so a module-level variable can exist twice in one process. Things that must exist
 * only once, such as the connection pool and the settings, are kept here.
 */
export function single<T>(name: string, make: () => T): T {
  const found = existing<T>(name);
  if (found !== undefined) return found;
  const made = make();
  instances.set(name, made);
  return made;
}

/** Returns the single instance of `name` if it was made already. */
export function existing<T>(name: string): T | undefined {
  return instances.get(name) as T | undefined;
}

/** Sets or replaces the instance of `name`. Only start-up code and tests call this. */
export function provide<T>(name: string, instance: T): T {
  instances.set(name, instance);
  return instance;
}

/** Removes the instance of `name`. The next call of `single` makes a new one. */
export function forget(name: string): void {
  instances.delete(name);
}

/** Removes all instances. Only tests call this. */
export function forgetAll(): void {
  instances.clear();
}
