import { asReplica, type SharedSettings, withClient } from "#bench/latchkey/database";
import { insertKeys, makeTokens } from "#bench/latchkey/keys";
import { API_SCOPES } from "#lib/auth/api-scopes";
import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import { API_TOKEN_PREFIX, generateToken, hashToken } from "#lib/secrets/token";
import { tokenEnds } from "#lib/secrets/token-mask";
import { createWorkspace } from "#lib/workspaces/create-workspace";

/** The load is spread over many tokens, as it is where many scripts run. */
const API_TOKENS = 200;
const ENDED_TOKENS = 100;

/** The owner of all keys. `insertKeys` gives this id to its first user. */
const OWNER_ID = "usr_api0";

export type SeededKeys = {
  userId: string;
  /** Tokens of working keys. */
  tokens: string[];
  /** Tokens of ended keys, and tokens that belong to no key. */
  invalid: Record<"unknown" | "malformed" | "expired" | "revoked", string[]>;
  /** Personal tokens of the owner of all keys. */
  apiTokens: string[];
};

/** Makes one person with `total` keys. The tokens of `working` keys are known. */
export async function seedLatchkey(settings: SharedSettings, total: number, working: number): Promise<SeededKeys> {
  const [tokens, expired, revoked] = [makeTokens(working), makeTokens(ENDED_TOKENS), makeTokens(ENDED_TOKENS)];
  const workspaceId = await makeWorkspace(settings);
  const all = [...tokens, ...expired, ...revoked];
  await insertKeys(settings.DATABASE_URL, { workspaceId, name: "api", tokens: all, total, keysAUser: total });
  await withClient(settings.DATABASE_URL, async (client) => {
    await client.query(`UPDATE "Key" SET "expiresAt" = now() WHERE "tokenHash" = ANY($1)`, [expired.map(hashToken)]);
    await client.query(`UPDATE "Key" SET "revokedAt" = now() WHERE "tokenHash" = ANY($1)`, [revoked.map(hashToken)]);
    await client.query("VACUUM ANALYZE");
  });
  const unknown = makeTokens(ENDED_TOKENS);
  const malformed = unknown.map((token) => `${token.slice(0, -1)}-`);
  return {
    userId: OWNER_ID,
    tokens,
    invalid: { unknown, malformed, expired, revoked },
    apiTokens: await makeApiTokens(settings),
  };
}

async function makeWorkspace(settings: SharedSettings): Promise<string> {
  let workspaceId = "";
  await asReplica(settings, async () => {
    const now = new Date();
    const id = newId("usr");
    const times = { createdAt: now, updatedAt: now };
    await db().user.create({ data: { id, name: "Owner", email: "owner@example.com", ...times } });
    const principal = { kind: "user", userId: id, sessionId: "bench", authenticatedAt: null } as const;
    workspaceId = (await createWorkspace({ principal, now, address: null }, { name: "Keys" })).id;
  });
  return workspaceId;
}

async function makeApiTokens(settings: SharedSettings): Promise<string[]> {
  const tokens = Array.from({ length: API_TOKENS }, () => generateToken(API_TOKEN_PREFIX));
  await asReplica(settings, async () => {
    const createdAt = new Date();
    const data = tokens.map((token, number) => ({
      id: newId("pat"),
      userId: OWNER_ID,
      name: `Script ${number}`,
      tokenHash: hashToken(token),
      ...tokenEnds(token),
      scopes: [...API_SCOPES],
      createdAt,
    }));
    await db().apiToken.createMany({ data });
  });
  return tokens;
}
