import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encryptionKeyState } from "#lib/secrets/encryption-key";
import { postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { startGatewayProcess } from "#testing/machine/gateway-process";
import type { Installation } from "#testing/machine/installation";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace } from "#testing/people/factories";
import { type RunningServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();

let replica: Installation;
let server: RunningServer;
beforeAll(async () => {
  server = await startModernServer();
  expect(await encryptionKeyState()).toBe("ok");
  replica = await startGatewayProcess({ ENCRYPTION_KEY: randomBytes(32).toString("base64"), LOG_LEVEL: "info" });
});
afterAll(() => Promise.all([replica.remove(), server.stop()]));

test("a replica with a wrong key says so, calls the servers that need no secret, and says why the others fail", async () => {
  expect(replica.output()).toMatch(/ENCRYPTION_KEY is not the one under which .* run `npm run secrets -- accept-key`/);
  // The table is emptied before each test.
  expect(await encryptionKeyState()).toBe("ok");
  const ready = await fetch(`${replica.url}/api/ready`);
  expect([ready.status, await ready.json()]).toMatchObject([
    200,
    { status: "ready", checks: { encryptionKey: "wrong" } },
  ]);

  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  await connect(acme, server.url, { slug: "open" });
  await connect(acme, server.url, { slug: "sealed", headers: [{ name: "Authorization", value: "Bearer x" }] });
  const { token } = await makeToken(ada, [acme], { scopes: ["mcp:full"] });
  const call = async (name: string) =>
    postModern(`${replica.url}/mcp`, token, { method: "tools/call", params: { name, arguments: { text: "hi" } } });
  const { body } = await postModern(`${replica.url}/mcp`, token, { method: "tools/list" });
  const [tool] = (body.result as { tools: { name: string }[] }).tools
    .map((one) => one.name)
    .filter((name) => name.startsWith("open__"))
    .map((name) => name.slice("open__".length));
  expect((await call(`open__${tool}`)).body.error).toBeUndefined();
  const failed = JSON.stringify((await call(`sealed__${tool}`)).body);
  expect(failed).toMatch(/has stored headers that cannot be decrypted. An admin must enter them again./);
});
