import { db, type Transaction } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { log } from "#lib/log";
import { isOpened, seal } from "#lib/secrets/secret-box";

/** The table has one row, which has this id. */
const PROBE_ID = 1;
/** A sealed text is bound to what it belongs to. The probe belongs to itself. */
const BOUND_TO = "encryption-key-probe";
const CONTENT = "latchkey";
/** How many stored values of each kind are tried when there is no probe yet. */
const TRIED = 20;

/** `wrong`: this process cannot open what is stored, because it was sealed under another `ENCRYPTION_KEY`. */
export type EncryptionKeyState = "ok" | "wrong";

type Connection = Pick<Transaction, "encryptionProbe" | "upstream" | "webhook">;

/**
 * Says whether the stored secrets belong to the `ENCRYPTION_KEY` of this process. The database holds a sealed text for
 * this, the probe. The first process that finds none writes it. Of several that write at once, the first one wins, and
 * the others compare with what it wrote.
 * @throws the error of the database when it cannot be reached
 */
export async function encryptionKeyState(connection: Connection = db()): Promise<EncryptionKeyState> {
  const sealed = (await readProbe(connection)) ?? (await writeProbe(connection));
  return sealed !== null && isOpened(sealed, BOUND_TO) ? "ok" : "wrong";
}

/** What operators read when the key is a wrong one. */
const WRONG =
  "ENCRYPTION_KEY is not the one under which the stored secrets were encrypted, so the header values of MCP servers and " +
  "the secrets of webhooks cannot be used: set the earlier key, or, if it is lost, run `npm run secrets -- accept-key`.";

/** Says in the log when the `ENCRYPTION_KEY` of this process is a wrong one. Every process calls it at its start. */
export async function checkEncryptionKey(): Promise<void> {
  if ((await encryptionKeyState()) === "wrong") log().error(WRONG);
}

/**
 * Makes sure that a secret that is sealed in this transaction can be opened by all processes of the installation.
 * Every operation that seals calls it.
 * @throws AppError UNAVAILABLE when the `ENCRYPTION_KEY` of this process is a wrong one
 */
export async function requireEncryptionKey(transaction: Transaction): Promise<void> {
  if ((await encryptionKeyState(transaction)) === "ok") return;
  throw new AppError(
    "UNAVAILABLE",
    "Latchkey runs with another ENCRYPTION_KEY than before, so it saves no secrets now. Ask its operator to correct it.",
  );
}

/** How many stored things cannot be opened with the `ENCRYPTION_KEY` of this process. */
export type LostSecrets = { servers: number; webhooks: number };

/**
 * Makes the `ENCRYPTION_KEY` of this process the one of the installation. What was sealed under another one stays
 * stored and cannot be opened, until people enter it again.
 * @returns what cannot be opened
 */
export async function acceptEncryptionKey(): Promise<LostSecrets> {
  const sealed = seal(CONTENT, BOUND_TO);
  await db().encryptionProbe.upsert({
    where: { id: PROBE_ID },
    create: { id: PROBE_ID, sealed },
    update: { sealed },
  });
  const [servers, webhooks] = await Promise.all([sealedHeaders(db()), sealedWebhookSecrets(db())]);
  const lost = (values: SealedValue[]) => values.filter((value) => !isOpened(value.sealed, value.boundTo)).length;
  return { servers: lost(servers), webhooks: lost(webhooks) };
}

async function readProbe(connection: Connection): Promise<string | null> {
  const probe = await connection.encryptionProbe.findUnique({ where: { id: PROBE_ID } });
  return probe?.sealed ?? null;
}

/** @returns null when stored secrets say that the key of this process is a wrong one */
async function writeProbe(connection: Connection): Promise<string | null> {
  const stored = [...(await sealedHeaders(connection, TRIED)), ...(await sealedWebhookSecrets(connection, TRIED))];
  // An installation of an earlier version has secrets and no probe.
  const isKnown = stored.length === 0 || stored.some(({ sealed, boundTo }) => isOpened(sealed, boundTo));
  if (isKnown) {
    const probe = { id: PROBE_ID, sealed: seal(CONTENT, BOUND_TO) };
    // `ON CONFLICT DO NOTHING`: the probe of a process that was faster stays.
    await connection.encryptionProbe.createMany({ data: [probe], skipDuplicates: true });
  }
  return readProbe(connection);
}

type SealedValue = { sealed: string; boundTo: string };

async function sealedHeaders(connection: Connection, most?: number): Promise<SealedValue[]> {
  const rows = await connection.upstream.findMany({
    where: { encryptedHeaders: { not: null } },
    select: { id: true, encryptedHeaders: true },
    orderBy: { id: "desc" },
    take: most,
  });
  return rows.map(({ id, encryptedHeaders }) => ({ sealed: encryptedHeaders ?? "", boundTo: id }));
}

async function sealedWebhookSecrets(connection: Connection, most?: number): Promise<SealedValue[]> {
  const rows = await connection.webhook.findMany({
    select: { id: true, encryptedSecret: true },
    orderBy: { id: "desc" },
    take: most,
  });
  return rows.map(({ id, encryptedSecret }) => ({ sealed: encryptedSecret, boundTo: id }));
}
