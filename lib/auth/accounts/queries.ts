import { db } from "#lib/db/client";

/** Returns the ids of the providers that a user has connected. */
export async function connectedProviders(userId: string): Promise<string[]> {
  const accounts = await db().account.findMany({
    where: { userId },
    select: { provider: true },
    distinct: ["provider"],
  });
  return accounts.map(({ provider }) => provider);
}

/** Says whether the installation has been set up. */
export async function hasAnyUser(): Promise<boolean> {
  return (await db().user.findFirst({ select: { id: true } })) !== null;
}
