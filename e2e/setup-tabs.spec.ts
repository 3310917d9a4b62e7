import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { PLACEHOLDER_TOKEN } from "#lib/clients/model/setup";
import { addKey, closeReveal, requestKey } from "#testing/browser/keys";
import { copied, copyCi, copyOther, copyTab, revealDialog } from "#testing/browser/setup-texts";
import { runInShell, shellWords } from "#testing/browser/shell";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { type Access, openSdk1, openStdio } from "#testing/clients/mcp-clients";
import { makeWorkspace } from "#testing/people/people";

type Headers = Record<string, string>;

/** Reads the last command of a text, which adds a server: its address, and the header after `flag`. */
async function accessInCommand(text: string, flag: string): Promise<Access> {
  const words = await shellWords(text.split("\n").at(-1) ?? "");
  const [name = "", value = ""] = words[words.indexOf(flag) + 1]?.split(": ") ?? [];
  expect(words).toContain("acme");
  return { url: words.find((word) => word.includes("://")) ?? "", headers: { [name]: value } };
}

/** How each client reads its set-up, according to its documentation. */
const TABS: Record<string, (text: string) => Access | Promise<Access>> = {
  "Claude Code": (text) => accessInCommand(text, "--header"),
  Cursor: (text) => JSON.parse(text).mcpServers.acme,
  "VS Code": (text) => JSON.parse(text).servers.acme,
};

const OTHERS: typeof TABS = {
  Codex: (text) => {
    const { mcp_servers } = parseToml(text) as { mcp_servers: Record<string, { url: string; http_headers: Headers }> };
    return { url: mcp_servers.acme?.url ?? "", headers: mcp_servers.acme?.http_headers ?? {} };
  },
  "Gemini CLI": (text) => accessInCommand(text, "-H"),
  "Copilot CLI": (text) => accessInCommand(text, "--header"),
  Windsurf: (text) => {
    const { serverUrl, headers } = JSON.parse(text).mcpServers.acme;
    return { url: serverUrl, headers };
  },
  Zed: (text) => JSON.parse(text).context_servers.acme,
  OpenCode: (text) => JSON.parse(text).mcp.acme,
  Cline: (text) => JSON.parse(text).mcpServers.acme,
  "Cline CLI": (text) => accessInCommand(text, "--header"),
  "Qwen Code": (text) => accessInCommand(text, "-H"),
  Continue: (text) => {
    const [{ url, requestOptions }] = parseYaml(text).mcpServers;
    return { url, headers: requestOptions.headers };
  },
  Goose: (text) => {
    const { uri, headers } = parseYaml(text).extensions.acme;
    return { url: uri, headers };
  },
  "LM Studio": (text) => JSON.parse(text).mcpServers.acme,
};

/** The ways that give a key to a program without a person. GitHub asks for the token, so its text holds none. */
const CI = ["Environment variable", "GitHub Actions", "curl"];

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
  expect(shown).toEqual(["Claude Desktop", ...Object.keys(TABS), "Other clients", "CI"]);

  await test.step("Claude Desktop, which starts a program", async () => {
    const { mcpServers } = JSON.parse(await copyTab(dialog, "Claude Desktop"));
    const client = await openStdio(mcpServers.acme);
    expect(await client.toolNames()).toEqual(["list_workspaces"]);
    await client.close();
  });

  for (const [client, read] of Object.entries(TABS)) {
    await test.step(client, async () => expectToWork(await read(await copyTab(dialog, client)), installation.url));
  }

  await dialog.getByRole("tab", { name: "Other clients" }).click();
  const others = await dialog.getByLabel("Choose a client").getByRole("option").allTextContents();
  expect(others).toEqual(Object.keys(OTHERS));
  for (const [client, read] of Object.entries(OTHERS)) {
    await test.step(client, async () => expectToWork(await read(await copyOther(dialog, client)), installation.url));
  }

  await test.step("curl, in a shell", async () => {
    const answer = JSON.parse(await runInShell(await copyCi(dialog, "curl")));
    expect(answer.result.tools).toEqual([expect.objectContaining({ name: "list_workspaces" })]);
  });

  await test.step("the workflow for GitHub Actions, in a shell with its secret", async () => {
    await copyCi(dialog, "GitHub Actions");
    const workflow = await copied(dialog, "Copy .github/workflows/mcp.yml");
    const [{ run }] = parseYaml(workflow).jobs.list.steps;
    const secret = (await copyCi(dialog, "Environment variable")).replace("\n", "");
    const answer = JSON.parse(await runInShell(`${secret}\n${run}`));
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
  for (const client of ["Claude Desktop", ...Object.keys(TABS)]) {
    expect(await copyTab(card, client)).toContain(`Bearer ${PLACEHOLDER_TOKEN}`);
  }
  for (const client of Object.keys(OTHERS)) {
    expect(await copyOther(card, client)).toContain(`Bearer ${PLACEHOLDER_TOKEN}`);
  }
  for (const way of CI) expect(await copyCi(card, way)).not.toContain(token);
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
  await dialog.getByRole("tab", { name: "Cursor" }).click();
  const link = new URL((await dialog.getByRole("link", { name: "Add to Cursor" }).getAttribute("href")) ?? "");
  const config = JSON.parse(Buffer.from(link.searchParams.get("config") ?? "", "base64").toString());
  expect(config.headers.Authorization).toBe(`Bearer \${env:LATCHKEY_TOKEN_ACME}`);
  await closeReveal(ada.page);
});

test("the name in clients is kept for the next set-up, and no other key of the person may have it", async ({
  person,
}) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  await requestKey(ada.page, slug, { name: "First" });
  const dialog = revealDialog(ada.page);
  const name = dialog.getByLabel("Name in the client");
  await expect(name).toHaveValue("acme");
  await name.fill("Spices!");
  await expect(dialog.getByText(/all in lower case/)).toBeVisible();
  await name.fill("spices");
  expect(JSON.parse(await copyTab(dialog, "Cursor"))).toMatchObject({ mcpServers: { spices: {} } });
  await closeReveal(ada.page);

  await requestKey(ada.page, slug, { name: "Second" });
  await expect(name).toHaveValue("acme");
  await name.fill("spices");
  await name.press("Enter");
  await expect(dialog.getByText("Another of your keys, First, is “spices” in its clients already.")).toBeVisible();
  await closeReveal(ada.page);

  await visit(ada.page, `/w/${slug}/settings/mcp`);
  const card = ada.page.getByRole("article", { name: "First" });
  await card.getByRole("button", { name: "Set-up instructions" }).click();
  await expect(card.getByLabel("Name in the client")).toHaveValue("spices");
});

test("the client that was seen last is open first, and CI for a service key", async ({ person, installation }) => {
  const ada = await person("Ada");
  const acme = await makeWorkspace(ada, "Acme");
  const token = await addKey(ada, acme, { name: "Seen" });
  const clientInfo = { name: "codex-mcp-client", title: "Codex", version: "0.171.0" };
  await fetch(`${installation.url}/mcp`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo },
    }),
  });
  const card = ada.page.getByRole("article", { name: "Seen" });
  await expect(async () => {
    await visit(ada.page, `/w/${acme.slug}/settings/mcp`);
    await expect(card.getByText("Codex 0.171.0")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await card.getByRole("button", { name: "Set-up instructions" }).click();
  await expect(card.getByRole("tab", { name: "Other clients" })).toHaveAttribute("aria-selected", "true");
  await expect(card.getByLabel("Choose a client")).toHaveValue("codex");

  await visit(ada.page, `/w/${acme.slug}/settings/service-keys`);
  await ada.page.getByLabel("Key name").fill("Nightly job");
  await ada.page.getByRole("button", { name: "Create service key" }).click();
  const dialog = revealDialog(ada.page);
  await expect(dialog.getByRole("tab").first()).toHaveText("CI");
  await expect(dialog.getByRole("tab", { name: "CI" })).toHaveAttribute("aria-selected", "true");
  await closeReveal(ada.page);
});
