import { decode, encode } from "next-auth/jwt";
import { withDatabase } from "#testing/browser/database";
import { type Installation, readSecrets } from "#testing/machine/installation";
import type { Person } from "#testing/people/people";

/** Ages the session of a person: it says that they signed in two hours ago. */
export async function ageSession({ page, email }: Person, installation: Installation): Promise<void> {
  const { authSecret: secret } = await readSecrets(installation);
  const cookies = await page.context().cookies();
  const cookie = cookies.find(({ name }) => name.endsWith("next-auth.session-token"));
  const token = await decode({ token: cookie?.value, secret });
  if (!cookie || !token) throw new Error("Nobody is signed in.");
  const signedInAtMs = Date.now() - 2 * 60 * 60 * 1_000;
  await page.context().addCookies([{ ...cookie, value: await encode({ token: { ...token, signedInAtMs }, secret }) }]);
  await withDatabase(installation, (client) =>
    client.query(`UPDATE "User" SET "sessionsValidFrom" = $1 WHERE email = $2`, [new Date(signedInAtMs), email]),
  );
}
