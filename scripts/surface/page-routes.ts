import { glob } from "node:fs/promises";
import { resolve } from "node:path";
import type { DeclaredRoute } from "#app/from-own-pages";

/** A method of a route of the pages, and what its declaration says; null for a handler without one. */
export type ListedRoute = { name: string; declared: DeclaredRoute | null };

/** Returns every route of the pages that is no page, sorted by path. */
export async function pageRoutes(): Promise<ListedRoute[]> {
  const listed: ListedRoute[] = [];
  for await (const file of glob("app/**/route.ts")) {
    const module = (await import(resolve(file))) as Record<string, { declared?: DeclaredRoute }>;
    const path = file.replace(/^app/, "").replace(/\/route\.ts$/, "");
    for (const [method, { declared }] of Object.entries(module)) {
      listed.push({ name: `${method} ${path}`, declared: declared ?? null });
    }
  }
  return listed.sort((one, other) => (one.name < other.name ? -1 : 1));
}
