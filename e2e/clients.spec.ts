import { MODERN_VERSION } from "#lib/mcp/protocol";
import { expectAccessible } from "#testing/browser/accessible";
import { closeReveal, requestKey, revealedToken, revokeKey } from "#testing/browser/keys";
import { addServer } from "#testing/browser/servers";
import { copyTab, revealDialog } from "#testing/browser/setup-texts";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import {
  type Access,
  type Connection,
  type LocalServer,
  openInspector,
  openSdk1,
  openSdk2,
  openStdio,
} from "#testing/clients/mcp-clients";
import { scaled } from "#testing/machine/slowness";
import { makeWorkspace } from "#testing/people/people";

type Journey = {
  name: string;
  open: (access: Access, snippet: LocalServer) => Promise<Connection> | Connection;
  /** What the client says once the key is revoked. */
  refusal: RegExp;
};

const REVOKED = /API key not found, expired or revoked/;

const CLIENTS: Journey[] = [
  { name: "SDK 2, by itself", open: (access) => openSdk2(access, "auto"), refusal: REVOKED },
  { name: "SDK 2, newest", open: (access) => openSdk2(access, { pin: MODERN_VERSION }), refusal: REVOKED },
  { name: "SDK 2, older", open: (access) => openSdk2(access, "legacy"), refusal: REVOKED },
  { name: "SDK 1", open: (access) => openSdk1(access), refusal: REVOKED },
  // These two clients answer a 401 with an attempt to sign in, which Latchkey does not offer to a client with a key.
  { name: "Inspector", open: (access) => openInspector(access), refusal: /auth_required/ },
  {
    name: "mcp-remote",
    open: (_access, snippet) => openStdio(snippet),
    refusal: /The client sends a key.*expired or revoked/,
  },
];

const DOCUMENT = "demo://resource/static/document/architecture.md";

test("one key works in every client, and in no client once it is revoked", async ({
  person,
  everything,
  installation,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  const { slug } = acme;
  await addServer(ada, acme, { name: "Everything", url: everything.url });
  await requestKey(page, slug, { name: "Every client", access: "Full access" });
  const token = await revealedToken(page);
  const { mcpServers } = JSON.parse(await copyTab(revealDialog(page), "Claude Desktop"));
  await closeReveal(page);
  const access = { url: `${installation.url}/mcp`, headers: { Authorization: `Bearer ${token}` } };

  const atWork: { client: Journey; connection: Connection }[] = [];
  for (const client of CLIENTS) {
    await test.step(`${client.name} lists, calls and reads`, async () => {
      const connection = await client.open(access, mcpServers.acme);
      atWork.push({ client, connection });
      expect(await connection.toolNames()).toEqual(expect.arrayContaining(["list_workspaces", "everything__echo"]));
      expect(await connection.call("everything__echo", { message: client.name })).toBe(`Echo: ${client.name}`);
      expect(await connection.read(DOCUMENT)).toContain("Architecture");
    });
  }

  await visit(page, `/w/${slug}/settings/mcp`);
  await revokeKey(page, "Every client");

  for (const { client, connection } of atWork) {
    await test.step(`${client.name} is refused from its next request on`, async () => {
      await expect(connection.call("everything__echo", { message: "hello" })).rejects.toThrow(client.refusal);
      await connection.close();
    });
  }

  await test.step("the page that refusals name leads to the keys, and the key's page shows who was refused", async () => {
    await visit(page, "/keys");
    await expect(page).toHaveURL(`/w/${slug}/settings/mcp`);
    await page.getByRole("link", { name: "Every client" }).click();
    await page.waitForURL(/\/mcp\/key_\w+/);
    const refused = page.getByRole("region", { name: "Refused attempts" });
    // Refusals are written a moment later, and the page does not follow them.
    await expect(async () => {
      await page.reload();
      const attempt = refused.getByRole("listitem").filter({ hasText: "journey 1.0.0" });
      await expect(attempt).toContainText(["The key was revoked"], { timeout: scaled(2_000) });
    }).toPass();
    await expect(page.getByText(/The last one was/)).toBeVisible();
    await expectAccessible(page, "a key with refused attempts");
  });
});
