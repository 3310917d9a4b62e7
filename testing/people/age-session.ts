import { withDatabase } from "#testing/browser/database";
import type { Installation } from "#testing/machine/installation";
import type { Person } from "#testing/people/people";

/** Ages the sessions of a person: their rows say that they signed in two hours ago. */
export async function ageSession({ id }: Person, installation: Installation): Promise<void> {
  const signedInAt = new Date(Date.now() - 2 * 60 * 60 * 1_000);
  await withDatabase(installation, (client) =>
    client.query(`UPDATE "Session" SET "createdAt" = $1 WHERE "userId" = $2`, [signedInAt, id]),
  );
}
