import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { PLACEHOLDER_TOKEN } from "#lib/clients/setup";
import { addKey, closeReveal, requestKey } from "#testing/browser/keys";
import { copyOther, copyTab, revealDialog } from "#testing/browser/setup-texts";
import { runInShell, shellWords } from "#testing/browser/shell";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { type Access, openSdk1, openStdio } from "#testing/clients/mcp-clients";
import { makeWorkspace } from "#testing/people/people";

type Headers = Record<string, string>;

/** Reads a command that adds a server: its address, and the header after `flag`. */
async function accessInCommand(text: string, flag: string): Promise<Access> {
  const words = await shellWords(text);
  const [name = "", value = ""] = words[words.indexOf(flag) + 1]?.split(": ") ?? [];
  return { url: words.find((word) => word.includes("://")) ?? "", headers: { [name]: value } };
}

/** How each client reads its set-up, according to its documentation. */
const TABS: Record<string, (text: string) => Access | Promise<Access>> = {
  "Claude Code": (text) => accessInCommand(text, "--header"),
  Cursor: (text) => JSON.parse(text).mcpServers.latchkey,
  "VS Code": (text) => JSON.parse(text).servers.latchkey,
};

const OTHERS: typeof TABS = {
  Codex: (text) => {
    const { mcp_servers } = parseToml(text) as { mcp_servers: Record<string, { url: string; http_headers: Headers }> };
    return { url: mcp_servers.latchkey?.url ?? "", headers: mcp_servers.latchkey?.http_headers ?? {} };
  },
  "Gemini CLI": (text) => accessInCommand(text, "-H"),
  Windsurf: (text) => {
    const { serverUrl, headers } = JSON.parse(text).mcpServers.latchkey;
    return { url: serverUrl, headers };
  },
  Zed: (text) => JSON.parse(text).context_servers.latchkey,
  OpenCode: (text) => JSON.parse(text).mcp.latchkey,
  Goose: (text) => {
    const { uri, headers } = parseYaml(text).extensions.latchkey;
    return { url: uri, headers };
  },
  "LM Studio": (text) => JSON.parse(text).mcpServers.latchkey,
};

async function expectToWork(access: Access, installationUrl: string): Promise<void> {
  expect(access.url).toBe(`${installationUrl}/mcp`);
  const client = await openSdk1(access);
  expect(await client.toolNames()).toEqual(["list_workspaces"]);
  await client.close();
}

test("the text that each set-up tab copies connects a client", async ({ person, installation }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  await requestKey(ada.page, slug, { name: "All clients" });
  const dialog = revealDialog(ada.page);
  const shown = await dialog.getByRole("tab").allTextContents();
  expect(shown).toEqual(["Claude Desktop", ...Object.keys(TABS), "Other clients"]);

  await test.step("Claude Desktop, which starts a program", async () => {
    const { mcpServers } = JSON.parse(await copyTab(dialog, "Claude Desktop"));
    const client = await openStdio(mcpServers.latchkey);
    expect(await client.toolNames()).toEqual(["list_workspaces"]);
    await client.close();
  });

  for (const [client, read] of Object.entries(TABS)) {
    await test.step(client, async () => expectToWork(await read(await copyTab(dialog, client)), installation.url));
  }

  await dialog.getByRole("tab", { name: "Other clients" }).click();
  const others = await dialog.getByLabel("Choose a client").getByRole("option").allTextContents();
  expect(others).toEqual([...Object.keys(OTHERS), "curl"]);
  for (const [client, read] of Object.entries(OTHERS)) {
    await test.step(client, async () => expectToWork(await read(await copyOther(dialog, client)), installation.url));
  }

  await test.step("curl, in a shell", async () => {
    const answer = JSON.parse(await runInShell(await copyOther(dialog, "curl")));
    expect(answer.result.tools).toEqual([expect.objectContaining({ name: "list_workspaces" })]);
  });
  await closeReveal(ada.page);
});

test("the set-up instructions of an existing key have a placeholder in place of the token", async ({ person }) => {
  const ada = await person("Ada");
  const acme = await makeWorkspace(ada, "Acme");
  const token = await addKey(ada, acme, { name: "Later" });
  await visit(ada.page, `/w/${acme.slug}/settings/mcp`);
  const card = ada.page.getByRole("article", { name: "Later" });
  await card.getByRole("button", { name: "Set-up instructions" }).click();
  const copies = [
    ["Claude Desktop", ...Object.keys(TABS)],
    [...Object.keys(OTHERS), "curl"],
  ] as const;
  for (const client of copies[0]) expect(await copyTab(card, client)).toContain(`Bearer ${PLACEHOLDER_TOKEN}`);
  for (const client of copies[1]) expect(await copyOther(card, client)).toContain(`Bearer ${PLACEHOLDER_TOKEN}`);
  expect(await ada.page.content()).not.toContain(token.slice(12, -6));
});

test("links that open a client hold no token", async ({ person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  await requestKey(ada.page, slug, { name: "Linked" });
  const dialog = revealDialog(ada.page);
  await dialog.getByRole("tab", { name: "VS Code" }).click();
  const href = (await dialog.getByRole("link", { name: "Add to VS Code" }).getAttribute("href")) ?? "";
  const server = JSON.parse(decodeURIComponent(href.slice("vscode:mcp/install?".length)));
  expect(server.headers.Authorization).toBe(`Bearer \${input:${server.inputs[0].id}}`);
  await closeReveal(ada.page);
});
