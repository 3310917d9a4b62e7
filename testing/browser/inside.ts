import { closeDatabase } from "#lib/db/client";
import { parseEnv, provideEnv } from "#lib/env";
import { databaseUrlOf, type Installation, readSecrets } from "#testing/machine/installation";

let current: { installation: Installation; isOpen: Promise<void> } | undefined;

/**
 * Runs operations of the product in this process, with the settings and on the database of a running installation. The
 * set-up of a journey uses it: it does all that the dashboard does (audit, webhooks, rights) without drawing a page.
 */
export async function inside<T>(installation: Installation, work: () => Promise<T>): Promise<T> {
  if (current?.installation !== installation) {
    const before = current?.isOpen;
    current = { installation, isOpen: Promise.resolve(before).then(() => open(installation, before !== undefined)) };
  }
  await current.isOpen;
  return work();
}

/** Closes the connections to an installation, before it stops. */
export async function leave(installation: Installation): Promise<void> {
  if (current?.installation !== installation) return;
  await current.isOpen;
  current = undefined;
  await closeDatabase();
}

async function open(installation: Installation, wasOpen: boolean): Promise<void> {
  if (wasOpen) await closeDatabase();
  const { authSecret, encryptionKey } = await readSecrets(installation);
  const settings = {
    DATABASE_URL: await databaseUrlOf(installation),
    PUBLIC_URL: installation.url,
    AUTH_SECRET: authSecret,
    ENCRYPTION_KEY: encryptionKey,
    LOG_LEVEL: "silent",
  };
  provideEnv(
    parseEnv(settings, () => {
      throw new Error("All secrets are given.");
    }),
  );
}
