import { hasAnyUser } from "#lib/auth/accounts/queries";
import { systemClock } from "#lib/clock";
import { db } from "#lib/db/client";
import { migrate } from "#lib/db/migrate";
import { env, provideEnv } from "#lib/env";
import { seedHistory } from "#prisma/seed/history";
import { seedKeys } from "#prisma/seed/keys";
import { PASSWORD, seedPeople } from "#prisma/seed/people";
import { seedServers } from "#prisma/seed/servers";
import { seedWebhooks } from "#prisma/seed/webhooks";
import { databaseUrl } from "#scripts/database";

/**
 * Fills an empty database with what the hard screens need: people with long names, MCP servers up, down and of each
 * kind, keys in every status, calls, audit events and webhooks. It calls the operations that the pages call.
 */
async function seed(): Promise<string> {
  if (await hasAnyUser()) return "There are users already, so nothing was seeded.";
  const now = systemClock.now();
  const people = await seedPeople(now);
  const servers = await seedServers(people);
  await seedWebhooks(people, async () => {
    const keys = await seedKeys(people, servers);
    await seedHistory(people, servers, keys);
  });
  return [
    `Seeded. Sign in as ada@example.com (owner), grace@example.com (admin) or alan@example.com (member), password: ${PASSWORD}`,
    "The MCP servers of the seed answer while `npm run sample-servers` runs.",
  ].join("\n");
}

await using database = await databaseUrl();
provideEnv({ ...env(), DATABASE_URL: database.url });
await migrate(database.url);
console.log(await seed());
await db().$disconnect();
