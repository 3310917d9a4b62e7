import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { Page } from "@playwright/test";
import { addKey } from "#testing/browser/keys";
import { connectServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { openSdk1 } from "#testing/clients/mcp-clients";
import { addMember, makeWorkspace } from "#testing/people/people";
import { startModernServer } from "#testing/servers/mcp-servers";

const TOOL = "notebook__delete_notes";

/** The row of the destructive tool on its server's page. */
const toolRow = (page: Page) => page.getByRole("listitem").filter({ hasText: "delete_notes" });

test("the gateway asks before it calls a destructive tool, until an admin turns that off", async ({
  person,
  installation,
}) => {
  const [ada, grace] = [await person("Ada"), await person("Grace")];
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  const { slug } = acme;
  const notebook = await startModernServer();
  const server = await connectServer(page, slug, { name: "Notebook", url: notebook.url });
  await expect(toolRow(page)).toContainText("Destructive, asks first");
  const token = await addKey(ada, acme, { name: "Claude Code", access: "Full access" });
  const url = `${installation.url}/mcp`;
  const headers = { Authorization: `Bearer ${token}` };

  const asking = new Client({ name: "asking", version: "1.0.0" }, { capabilities: { elicitation: { form: {} } } });
  const questions: string[] = [];
  asking.setRequestHandler("elicitation/create", ({ params }) => {
    questions.push(params.message);
    return { action: "accept", content: { confirm: questions.length > 1 } };
  });
  await asking.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  const call = async () => (await asking.callTool({ name: TOOL, arguments: {} })).content;
  expect(await call()).toEqual([{ type: "text", text: expect.stringContaining("did not agree") }]);
  expect(await call()).toEqual([{ type: "text", text: "deleted" }]);
  expect(questions[0]).toContain(`Call “${TOOL}” of the MCP server “Notebook” in the workspace “Acme”?`);

  const silent = await openSdk1({ url, headers: { ...headers, "User-Agent": "silent" } });
  const refusal = "turn off “Ask before destructive tools” under Settings, Policy";
  expect(await silent.call(TOOL, {})).toContain(refusal);

  const ofServer = page.getByLabel("Ask before destructive tools");
  const toServer = `/w/${slug}/settings/servers/${server}`;
  await ofServer.selectOption("Never");
  await expect(toolRow(page)).not.toContainText("asks first");
  expect(await silent.call(TOOL, {})).toBe("deleted");
  await visit(page, `/w/${slug}/settings/policy`);
  await expect(page.getByText("Never asked about: Notebook.")).toBeVisible();
  await visit(page, toServer);
  await ofServer.selectOption("As the workspace: ask");
  await expect(toolRow(page)).toContainText("asks first");
  expect(await silent.call(TOOL, {})).toContain(refusal);
  await page.getByLabel("Treat tools without hints as").selectOption("Read-only");
  await expect(page.getByRole("listitem").filter({ hasText: "shout" })).toContainText("Read-only");

  await addMember(ada, acme, grace);
  await visit(grace.page, `/w/${slug}/settings/policy`);
  await expect(grace.page.getByRole("heading", { name: "Page not found" })).toBeVisible();

  await visit(page, `/w/${slug}/settings/policy`);
  await page.getByLabel("Ask before destructive tools").uncheck();
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("Policy saved")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Ask before destructive tools")).not.toBeChecked();
  expect(await silent.call(TOOL, {})).toBe("deleted");
  await visit(page, toServer);
  await expect(toolRow(page)).toContainText("Destructive");
  await expect(toolRow(page)).not.toContainText("asks first");

  await Promise.all([asking.close(), silent.close(), notebook.stop()]);
});
