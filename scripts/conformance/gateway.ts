import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startInstallation } from "#e2e/support/installation";
import { connect, makeToken } from "#gateway/testing/running-gateway";
import { startEmbedded } from "#lib/db/embedded";
import { openDatabase } from "#lib/db/open";
import { parseEnv, provideEnv } from "#lib/env";
import { freePort } from "#lib/free-port";
import { makeUser, makeWorkspace } from "#lib/testing/factories";
import { type RunningServer, startHttpServer } from "#lib/testing/mcp-servers";
import { keyAddingProxy } from "#scripts/conformance/proxy";

/**
 * Starts the gateway as a process of its own, with one connected server whose names are not prefixed and a key with
 * full access, and before it a proxy that adds the key.
 * @returns the proxy's address
 */
export async function startGatewayBefore(serverUrl: string): Promise<RunningServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "latchkey-conformance-"));
  const database = await startEmbedded({ dataDir, password: "conformance" });
  const settings = {
    DATABASE_URL: database.url,
    AUTH_SECRET: randomBytes(32).toString("base64"),
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  };
  const token = await prepare(settings, serverUrl);

  const port = await freePort();
  const proxy = await startHttpServer(keyAddingProxy(port, token));
  const installation = await startInstallation({
    ...settings,
    LATCHKEY_ROLE: "gateway",
    PORT: String(port),
    // Clients come through the proxy, so its address is the one that Host and Origin have to name.
    PUBLIC_URL: proxy.url,
  });
  return {
    url: `${proxy.url}/mcp`,
    stop: async () => {
      await proxy.stop();
      await installation.remove();
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** @returns the token of a key that reaches the server and nothing else */
async function prepare(settings: Record<string, string>, serverUrl: string): Promise<string> {
  provideEnv(parseEnv(settings, () => ({ authSecret: "", encryptionKey: "", databasePassword: "" })));
  const database = await openDatabase();
  const owner = await makeUser();
  const workspace = await makeWorkspace("Conformance", [[owner, "owner"]]);
  await connect(workspace, serverUrl, { slug: "fixture", unprefixed: true });
  const { token } = await makeToken(owner, [workspace], { scopes: ["mcp:full"] });
  await database.close();
  return token;
}
