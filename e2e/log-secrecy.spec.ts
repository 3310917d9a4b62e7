import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { generateToken } from "#lib/secrets/token";
import { withDatabase } from "#testing/browser/database";
import { makeKey } from "#testing/browser/keys";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { post, postModern } from "#testing/clients/post";
import { type Installation, startInstallation } from "#testing/machine/installation";
import { PASSWORD, setUp, signIn } from "#testing/people/people";
import { type RunningServer, startHttpServer, startModernServer } from "#testing/servers/mcp-servers";

/** An address at which nothing listens. */
const NOWHERE = "127.0.0.1:9";

/** Texts that the log must not hold, by what they are. */
type Secrets = Record<string, string>;

const secret = (what: string) => `${what}-${randomBytes(8).toString("hex")}`;

/** Settings that hold secrets, for services that cannot be reached. */
function awaySettings(secrets: Secrets): Record<string, string> {
  for (const name of ["smtp", "redis", "oidc", "metrics", "tracing"]) secrets[name] = secret(name);
  return {
    LOG_LEVEL: "debug",
    SMTP_URL: `smtp://latchkey:${secrets.smtp}@${NOWHERE}`,
    REDIS_URL: `redis://:${secrets.redis}@${NOWHERE}`,
    OIDC_ISSUER: `http://${NOWHERE}`,
    OIDC_CLIENT_ID: "latchkey",
    OIDC_CLIENT_SECRET: secrets.oidc ?? "",
    METRICS_TOKEN: secrets.metrics ?? "",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${NOWHERE}`,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${secrets.tracing}`,
  };
}

/** Starts a server that answers with everything it was sent, as some debugging proxies do. */
function startEchoingServer(): Promise<RunningServer> {
  return startHttpServer((request, response) => {
    request.resume();
    response.writeHead(500).end(`${request.url} ${JSON.stringify(request.headers)}`);
  });
}

/** Fills the form for a server with a header and saves it, which may fail. */
async function addServer(page: Page, server: { name: string; url: string; header: string }): Promise<void> {
  await visit(page, "/w/acme/settings/servers");
  await page.getByRole("button", { name: "Add MCP server" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add an MCP server" });
  await dialog.getByLabel("Name", { exact: true }).fill(server.name);
  await dialog.getByLabel("URL").fill(server.url);
  await dialog.getByRole("button", { name: "Add header" }).click();
  await dialog.getByLabel("Header name").fill("X-Secret");
  await dialog.getByLabel("Value", { exact: true }).fill(server.header);
  await dialog.getByRole("button", { name: "Save" }).click();
}

/** Sends every kind of right and wrong request that a client can send with a key. */
async function callInEveryWay(url: string, token: string, secrets: Secrets): Promise<number[]> {
  const stranger = generateToken("mcp_");
  Object.assign(secrets, { stranger, argument: secret("argument"), basic: secret("basic") });
  const call = (name: string) => ({ method: "tools/call", params: { name, arguments: { text: secrets.argument } } });
  const basic = Buffer.from(`ada:${secrets.basic}`).toString("base64");
  secrets.basicEncoded = basic;
  const statuses: number[] = [];
  for (const send of [post, postModern]) {
    const ask = async (...request: Parameters<typeof post>) => {
      const [at, key, message, headers] = request;
      const answer = typeof message === "string" ? post(at, key, message, headers) : send(at, key, message, headers);
      statuses.push((await answer).status);
    };
    for (const name of ["guarded__add_note", "moved__add_note", "nothing__there", token])
      await ask(url, token, call(name));
    await ask(url, token, { method: "tools/list", params: { cursor: token } });
    await ask(url, token, { method: token });
    await ask(url, token, { method: "resources/read", params: { uri: `note://${token}` } });
    await ask(url, token, { method: "tools/list", id: token });
    await ask(url, token, { method: "initialize", params: { clientInfo: { name: token, version: token } } });
    for (const body of [token, `{"jsonrpc":"2.0","id":1,"method":"${token}"`, `{"${token}":1}`, `["${token}"]`]) {
      await ask(url, token, body);
    }
    await ask(`${url}?key=${token}`, null, call("guarded__add_note"));
    await ask(url, stranger, call("guarded__add_note"));
    await ask(url, `${token}x`, call("guarded__add_note"));
    await ask(url, token, call("guarded__add_note"), { "x-api-key": stranger });
    await ask(url, null, call("guarded__add_note"), { authorization: `Basic ${basic}` });
    for (const name of ["x-request-id", "traceparent", "user-agent", "mcp-method", "content-type", "origin"]) {
      await ask(url, token, call("guarded__list_notes"), { [name]: token });
    }
    await ask(`${url}/${token}`, token, call("guarded__list_notes")).catch(() => {});
  }
  return statuses;
}

/** Gives wrong passwords, and breaks pages and forms by renaming tables. */
async function failInEveryWay(page: Page, installation: Installation, secrets: Secrets): Promise<void> {
  Object.assign(secrets, {
    wrongPassword: secret("wrong password"),
    newPassword: secret("a new password, long enough"),
  });
  await visit(page, "/account");
  await page.getByLabel("Current password").fill(secrets.wrongPassword ?? "");
  await page.getByLabel("New password").fill(secrets.newPassword ?? "");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("Current password")).toHaveAccessibleDescription(/./);

  const rename = (from: string, to: string) =>
    withDatabase(installation, (client) => client.query(`ALTER TABLE "${from}" RENAME TO "${to}"`));
  const sorry = page.getByRole("alert").filter({ hasText: /try again/i });
  await visit(page, "/w/acme/settings/mcp");
  await page.getByLabel("Key name").fill("In vain");
  await rename("Key", "Hidden");
  expect((await post(`${installation.url}/mcp`, secrets.token ?? "", { method: "tools/list" })).status).toBe(503);
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(sorry).toBeVisible();
  await page.goto("/w/acme/settings/mcp");
  await rename("Hidden", "Key");

  await rename("AuditEvent", "Hidden");
  secrets.unsavedHeader = secret("unsaved-header");
  await addServer(page, { name: "Unsaved", url: `http://${NOWHERE}/mcp`, header: secrets.unsavedHeader });
  await expect(sorry).toBeVisible();
  await rename("Hidden", "AuditEvent");

  await page.context().clearCookies();
  await signIn(page, "ada@example.com", secrets.wrongPassword);
  await expect(page.getByRole("alert").first()).toBeVisible();
  await rename("User", "Hidden");
  const answered = page.waitForResponse("**/api/auth/callback/credentials*");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  expect((await answered).ok()).toBe(false);
  await page.goto("/sign-in");
  await rename("Hidden", "User");
}

test("the log of a whole run holds no token, password, header value, cookie or encryption key", async ({ browser }) => {
  const secrets: Secrets = { password: PASSWORD, header: secret("header"), query: secret("query") };
  const installation = await startInstallation(awaySettings(secrets));
  const guarded = await startModernServer({ requiredHeader: { name: "X-Secret", value: secrets.header ?? "" } });
  const echoing = await startEchoingServer();
  const context = await browser.newContext({ baseURL: installation.url });
  const page = await context.newPage();

  await setUp(page);
  // Our own cookie names the last workspace by its slug, which is no secret.
  const cookies = (await context.cookies()).filter(({ name }) => name !== "latchkey-workspace");
  for (const { name, value } of cookies) secrets[`cookie ${name}`] = value;
  expect(cookies.map(({ name }) => name)).toContain("next-auth.session-token");
  const token = await makeKey(page, "acme", { name: "Claude Desktop", access: "Full access" });
  secrets.token = token;
  for (const [name, server] of Object.entries({ Guarded: guarded, Moved: guarded, Broken: echoing })) {
    await addServer(page, { name, url: `${server.url}?key=${secrets.query}`, header: secrets.header ?? "" });
    await page.waitForURL(/\/settings\/servers\/ups_/);
  }
  const move = `UPDATE "Upstream" SET url = $1, revision = revision + 1 WHERE name = 'Moved'`;
  await withDatabase(installation, (client) => client.query(move, [`${echoing.url}/${secrets.query}`]));
  await visit(page, "/w/acme/settings/members");
  await page.getByLabel("Email").fill("bob@example.com");
  await page.getByRole("button", { name: "Create invitation" }).click();
  const link =
    (await page
      .getByText(/\/invite\/[\w-]{43}/)
      .first()
      .textContent()) ?? "";
  secrets.invitation = /[\w-]{43}$/.exec(link.trim())?.[0] ?? "";
  await page.request.get(link.trim());

  const statuses = await callInEveryWay(`${installation.url}/mcp`, token, secrets);
  for (const status of [200, 400, 401]) expect(statuses).toContain(status);
  for (const key of [secrets.metrics, token]) {
    await fetch(`${installation.url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  }
  await failInEveryWay(page, installation, secrets);

  const generated = JSON.parse(await readFile(join(installation.dataDir, "secrets.json"), "utf8"));
  Object.assign(secrets, generated);
  await installation.stop();
  await context.close();
  await Promise.all([guarded.stop(), echoing.stop()]);

  const output = installation.output();
  for (const sign of [
    "upstream_failed",
    "Redis cannot be reached",
    "A mail could not be sent",
    "A key could not be checked",
  ]) {
    expect(output).toContain(sign);
  }
  const logs = output + (await readFile(join(installation.dataDir, "postgres.log"), "utf8"));
  for (const [what, value] of Object.entries(secrets)) {
    expect(value.length, what).toBeGreaterThan(7);
    for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString("base64")]) {
      expect(logs.includes(form), `${what} in the log: ${around(logs, form)}`).toBe(false);
    }
  }
  await installation.remove();
});

/** The part of the log before a secret, which shows where the secret comes from. */
function around(logs: string, form: string): string {
  const at = logs.indexOf(form);
  return at < 0 ? "" : logs.slice(Math.max(0, at - 300), at + 20);
}
