import { PrismaPg } from "@prisma/adapter-pg";
import { markAway } from "#lib/db/away-mark";
import { Prisma, PrismaClient } from "#lib/db/generated/client";
import { closePools, pool } from "#lib/db/pool";
import { forget, single } from "#lib/process";

export { Prisma };

/** A Prisma client inside a transaction. */
export type Transaction = Prisma.TransactionClient;

/** Returns the Prisma client of this process. */
export function db(): PrismaClient {
  return single("prisma", () => marking(new PrismaClient({ adapter: new PrismaPg(pool()) })));
}

/** Marks the errors of a database that is away. Prisma makes errors of its own from those of the pool. */
function marking(client: PrismaClient): PrismaClient {
  const extension = { query: { $allOperations: ({ args, query }: Operation) => query(args).catch(markAway) } };
  // The extension changes no result, so the type stays the same.
  const marked = client.$extends(extension) as unknown as PrismaClient;
  return new Proxy(marked, {
    get: (target, name) =>
      name === "$transaction"
        ? (...given: Parameters<PrismaClient["$transaction"]>) => target.$transaction(...given).catch(markAway)
        : Reflect.get(target, name),
  });
}

type Operation = { args: unknown; query: (args: unknown) => Promise<unknown> };

/** Closes all connections of this process, after the running queries have ended. */
export async function closeDatabase(): Promise<void> {
  await db().$disconnect();
  forget("prisma");
  await closePools();
}

/** Says whether `error` is the violation of a unique constraint. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}
