import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { closeDatabase } from "#lib/db/client";
import { parseEnv, provideEnv } from "#lib/env";
import type { Installation } from "#testing/machine/installation";

let current: { installation: Installation; isOpen: Promise<void> } | undefined;

/**
 * Runs operations of the product in this process, with the settings and on the database of a running installation. Set-up
 * of a journey goes this way: it does all that the dashboard does (audit, webhooks, rights) and draws no page.
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

type Secrets = { authSecret: string; encryptionKey: string; databasePassword: string };

/** The secrets that an installation made for itself at its first start. */
export async function readSecrets({ dataDir }: Installation): Promise<Secrets> {
  return JSON.parse(await readFile(join(dataDir, "secrets.json"), "utf8"));
}

/** The address of the embedded database of a running installation. */
export async function databaseUrlOf(installation: Installation): Promise<string> {
  const { databasePassword } = await readSecrets(installation);
  // The fourth line of this file is the port.
  const lines = (await readFile(join(installation.dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n");
  return `postgresql://latchkey:${encodeURIComponent(databasePassword)}@127.0.0.1:${lines[3]?.trim()}/latchkey`;
}
