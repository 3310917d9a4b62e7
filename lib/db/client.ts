import { PrismaPg } from "@prisma/adapter-pg";
import { Prisma, PrismaClient } from "#lib/db/generated/client";
import { closePools, pool } from "#lib/db/pool";
import { forget, single } from "#lib/process";

export { Prisma };

/** A Prisma client inside a transaction. */
export type Transaction = Prisma.TransactionClient;

/** Returns the Prisma client of this process. */
export function db(): PrismaClient {
  return single("prisma", () => new PrismaClient({ adapter: new PrismaPg(pool()) }));
}

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
