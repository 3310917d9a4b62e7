import { env } from "#lib/env";
import { type Installation, startInstallation } from "#testing/machine/installation";

/**
 * Starts `server.ts` with the role `gateway` in another process, as one more replica on the database of this test.
 * @param settings the settings that the replicas do not share
 */
export function startGatewayProcess(settings: Record<string, string> = {}): Promise<Installation> {
  const { DATABASE_URL, AUTH_SECRET, ENCRYPTION_KEY } = env();
  if (!DATABASE_URL) throw new Error("The test has no database yet.");
  return startInstallation({ LATCHKEY_ROLE: "gateway", DATABASE_URL, AUTH_SECRET, ENCRYPTION_KEY, ...settings });
}
