import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { flushLastUses } from "#lib/keys/access/last-use";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { type RunningServer, startEverythingServer } from "#testing/servers/mcp-servers";

useDatabase();

let gateway: RunningGateway;
let everything: RunningServer;
beforeAll(async () => {
  gateway = await startGateway();
  everything = await startEverythingServer();
});
afterAll(async () => {
  await gateway.stop();
  await everything.stop();
});

let token: string;
let keyId: string;
beforeEach(async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  await connect(acme, everything.url, { slug: "everything" });
  ({ token, keyId } = await makeToken(ada, [acme], { scopes: ["mcp:full"] }));
});

const binaries = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "..", ".bin");

async function inspector(path: string, ...args: string[]): Promise<Record<string, unknown>> {
  const header = ["--header", `Authorization: Bearer ${token}`];
  const command = ["--cli", gateway.origin + path, "--transport", "http", ...header, ...args];
  const { stdout } = await promisify(execFile)(join(binaries, "mcp-inspector"), command);
  return JSON.parse(stdout) as Record<string, unknown>;
}

test("the Inspector's command line lists, calls and reads on both paths, and is refused after revocation", async () => {
  for (const path of ["/mcp", "/mcp/inspector"]) {
    const { tools } = await inspector(path, "--method", "tools/list");
    expect(JSON.stringify(tools)).toContain("everything__echo");
  }
  const echo = ["--method", "tools/call", "--tool-name", "everything__echo", "--tool-arg", "message=hello"];
  expect(JSON.stringify(await inspector("/mcp", ...echo))).toContain("Echo: hello");
  const { resources } = (await inspector("/mcp", "--method", "resources/list")) as { resources: { uri: string }[] };
  const read = await inspector("/mcp", "--method", "resources/read", "--uri", resources[0]?.uri ?? "");
  expect(read.contents).toHaveLength(1);

  await flushLastUses();
  expect((await db().key.findUniqueOrThrow({ where: { id: keyId } })).lastUsedClient).toMatch(/inspector/);
  await db().key.update({ where: { id: keyId }, data: { revokedAt: NOW } });
  await expect(inspector("/mcp", "--method", "tools/list")).rejects.toThrow();
});

test("mcp-remote, as Claude Desktop starts it, bridges to standard input and output", async () => {
  const transport = new StdioClientTransport({
    command: join(binaries, "mcp-remote"),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: mcp-remote itself replaces it from its environment
    args: [gateway.url, "--header", "Authorization:${AUTH}"],
    env: { PATH: process.env.PATH ?? "", HOME: "/tmp", AUTH: `Bearer ${token}` },
    stderr: "ignore",
  });
  const client = new Client({ name: "test-client", version: "1.0.0" });
  await client.connect(transport);
  const echo = await client.callTool({ name: "everything__echo", arguments: { message: "hello" } });
  expect(echo.content).toEqual([{ type: "text", text: "Echo: hello" }]);
  await client.close();
});
