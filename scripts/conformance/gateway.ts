import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "#lib/db/embedded/embedded";
import { freePort } from "#lib/db/embedded/free-port";
import { openDatabase } from "#lib/db/open";
import { parseEnv, provideEnv } from "#lib/env";
import { keyAddingProxy } from "#scripts/conformance/proxy";
import { startInstallation } from "#testing/machine/installation";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace } from "#testing/people/factories";
import { startHttpServer } from "#testing/servers/mcp-servers";

export type RunningGateway = {
  /** The address of each server behind the gateway, in the same order. */
  urls: string[];
  stop(): Promise<void>;
};

/**
 * Starts the gateway as its own process. Each server is in its own workspace, without a prefix before its names. A
 * proxy before the gateway adds a key with full access.
 */
export async function startGatewayBefore(serverUrls: readonly string[]): Promise<RunningGateway> {
  const dataDir = await mkdtemp(join(tmpdir(), "latchkey-conformance-"));
  const database = await startEmbedded({ dataDir, password: "conformance" });
  const settings = {
    DATABASE_URL: database.url,
    AUTH_SECRET: randomBytes(32).toString("base64"),
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  };
  const tokens = await prepare(settings, serverUrls);
  const port = await freePort();
  const proxy = await startHttpServer(keyAddingProxy(port, tokens));
  const installation = await startInstallation({
    ...settings,
    LATCHKEY_ROLE: "gateway",
    PORT: String(port),
    // The suite sends requests faster than the client of any person.
    RATE_LIMIT_KEY_PER_MINUTE: "0",
    // Clients connect to the proxy, so Host and Origin name its address.
    PUBLIC_URL: proxy.url,
  });
  return {
    urls: tokens.map((_, number) => `${proxy.url}/${number}/mcp`),
    stop: async () => {
      await proxy.stop();
      await installation.remove();
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** @returns for each server the token of a key that reaches it and nothing else */
async function prepare(settings: Record<string, string>, serverUrls: readonly string[]): Promise<string[]> {
  provideEnv(parseEnv(settings, () => ({ authSecret: "", encryptionKey: "", databasePassword: "" })));
  const database = await openDatabase();
  const owner = await makeUser();
  const tokens: string[] = [];
  for (const url of serverUrls) {
    const workspace = await makeWorkspace("Conformance", [[owner, "owner"]]);
    await connect(workspace, url, { slug: "fixture", unprefixed: true });
    const { token } = await makeToken(owner, [workspace], { scopes: ["mcp:full"] });
    tokens.push(token);
  }
  await database.close();
  return tokens;
}
