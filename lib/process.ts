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
  const existing = instances.get(name);
  if (existing !== undefined) return existing as T;
  const made = make();
  instances.set(name, made);
  return made;
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
