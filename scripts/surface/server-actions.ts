import { glob } from "node:fs/promises";
import { resolve } from "node:path";
import type { DeclaredAction } from "#app/action";

/** A server action by its name, and what its declaration says; null for a function that is no declared action. */
export type ListedAction = { name: string; declared: DeclaredAction | null };

/** Returns every function that a browser can call as a server action, sorted by name. */
export async function serverActions(): Promise<ListedAction[]> {
  const listed: ListedAction[] = [];
  for await (const file of glob("app/**/*actions.ts")) {
    const module = (await import(resolve(file))) as Record<string, { declared?: DeclaredAction }>;
    for (const [name, { declared }] of Object.entries(module)) listed.push({ name, declared: declared ?? null });
  }
  return listed.sort((one, other) => (one.name < other.name ? -1 : 1));
}
