const registry = Symbol.for("latchkey.process");

const holder = globalThis as { [registry]?: Map<string, unknown> };
holder[registry] ??= new Map();
const instances = holder[registry];

/**
 * Returns the one instance of `name` in this process, made by `make` at the first call.
 *
 * Node and Next each load `lib/` once, so a module-level variable can exist twice in one process.
 * Whatever must be single (the pool, buffers, the settings) goes through here.
 */
export function single<T>(name: string, make: () => T): T {
  const known = instances.get(name);
  if (known !== undefined) return known as T;
  const made = make();
  instances.set(name, made);
  return made;
}

/** Replaces or sets the instance of `name`; for start-up code and tests. */
export function provide<T>(name: string, instance: T): T {
  instances.set(name, instance);
  return instance;
}

/** Forgets the instance of `name`, so that the next `single` makes a new one. */
export function forget(name: string): void {
  instances.delete(name);
}
