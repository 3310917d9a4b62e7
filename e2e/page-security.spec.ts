import { request } from "node:http";
import { text } from "node:stream/consumers";
import type { BrowserContext } from "@playwright/test";
import { withDatabase } from "#testing/browser/database";
import { closeReveal, requestKey, revealedToken } from "#testing/browser/keys";
import { connectServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { type Installation, startInstallation } from "#testing/machine/installation";
import { setUp } from "#testing/people/people";

/** Collects what the policy forbids and what the browser reports as an error, on every page of a context. */
async function listenForComplaints(context: BrowserContext): Promise<string[]> {
  const complaints: string[] = [];
  context.on("console", (message) => {
    const said = message.text();
    // The browser reports the status of a page that does not exist.
    if (said.startsWith("Failed to load resource")) return;
    if (message.type() === "error" || /policy|nonce|hydrat/i.test(said)) complaints.push(said);
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
      console.error(`violation of ${violatedDirective} at ${location.pathname}: ${blockedURI} ${sample}`);
    });
  });
  return complaints;
}

test("no page breaks its own security policy", async ({ browser, everything }) => {
  const installation = await startInstallation();
  const context = await browser.newContext({ baseURL: installation.url });
  const complaints = await listenForComplaints(context);
  const isQuiet = (where: string) => expect(complaints, where).toEqual([]);
  const page = await context.newPage();

  await visit(page, "/setup");
  isQuiet("set-up");
  await setUp(page);
  isQuiet("overview");

  const settings = ["mcp", "servers", "members", "access", "general"].map((name) => `/w/acme/settings/${name}`);
  for (const path of [...settings, "/account", "/new-workspace", "/w/acme/nothing", "/nothing"]) {
    await visit(page, path);
    isQuiet(path);
  }

  await requestKey(page, "acme", { name: "Claude Desktop" });
  await revealedToken(page);
  await closeReveal(page);
  isQuiet("the reveal dialog");
  await connectServer(page, "acme", { name: "Everything", url: everything.url });
  isQuiet("a server and its form");

  const person = page.getByRole("button", { name: /Ada Lovelace/ });
  await person.click();
  for (const theme of ["Dark", "Light"]) {
    await page.getByRole("menuitemradio", { name: theme }).click();
    await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${theme.toLowerCase()}\\b`));
  }
  isQuiet("the menu and the theme");
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  isQuiet("sign-in");

  await context.close();
  await installation.remove();
});

test("the error page and the menu of small screens keep to the security policy too", async ({ browser }) => {
  const installation = await startInstallation();
  const context = await browser.newContext({ baseURL: installation.url, viewport: { width: 390, height: 800 } });
  const complaints = await listenForComplaints(context);
  const page = await context.newPage();
  await setUp(page);
  await visit(page, "/w/acme");
  await page.getByRole("button", { name: "Open navigation" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(complaints).toEqual([]);

  await withDatabase(installation, (client) => client.query('ALTER TABLE "Invitation" RENAME TO "Hidden"'));
  await page.goto("/w/acme/settings/members");
  await expect(page.getByRole("heading", { name: "This page could not be shown" })).toBeVisible();
  // React reports the failure itself, which is right.
  expect(complaints.filter((said) => /violation|policy/i.test(said))).toEqual([]);
  await context.close();
  await installation.remove();
});

test("the theme is set at the first paint, before any file of the page loads", async ({ browser, installation }) => {
  for (const colorScheme of ["dark", "light"] as const) {
    const context = await browser.newContext({ baseURL: installation.url, colorScheme });
    const page = await context.newPage();
    await page.route("**/_next/static/**/*.js", (route) => route.abort());
    await page.goto("/sign-in");
    await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${colorScheme}\\b`));
    await context.close();
  }
});

test("HTML that is injected into a page neither runs nor covers the page", async ({ page }) => {
  const smuggled = `<script>document.documentElement.dataset.ran = "inline"</script>
    <script src="data:text/javascript,document.documentElement.dataset.ran='file'"></script>
    <img id="smuggled" src="data:," onerror="document.documentElement.dataset.ran = 'handler'" style="position: fixed">
    <style>body { display: none }</style><base href="https://evil.example/">`;
  await page.route("**/sign-in", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace("<body>", `<body>${smuggled}`) });
  });
  // React removes foreign elements, so the test looks before the files of React load.
  await page.route("**/_next/static/**/*.js", (route) => route.abort());
  await page.goto("/sign-in");
  const found = await page.locator("#smuggled").evaluate((image) => ({
    ran: document.documentElement.dataset.ran,
    position: getComputedStyle(image).position,
    display: getComputedStyle(document.body).display,
    base: document.baseURI,
  }));
  expect(found).toEqual({
    ran: undefined,
    position: "static",
    display: expect.not.stringMatching("none"),
    base: page.url(),
  });
});

test("each response has its own nonce, which all its inline scripts carry", async ({ installation }) => {
  const nonces = new Set<string>();
  for (const path of ["/sign-in", "/sign-in", "/nothing"]) {
    const answer = await fetch(installation.url + path);
    const policy = answer.headers.get("content-security-policy") ?? "";
    const scripts = /script-src ([^;]+)/.exec(policy)?.[1] ?? "";
    expect(scripts).toMatch(/^'self' 'nonce-[\w+/=]{24}' 'strict-dynamic'$/);
    for (const directive of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"]) {
      expect(policy).toContain(directive);
    }
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    const nonce = /'nonce-([^']+)'/.exec(scripts)?.[1] ?? "";
    nonces.add(nonce);
    const tags = (await answer.text()).match(/<script[^>]*>/g) ?? [];
    expect(tags.length).toBeGreaterThan(3);
    for (const tag of tags) expect(tag).toContain(`nonce="${nonce}"`);
  }
  expect(nonces.size).toBe(3);
});

test("browsers cache the static files for good, and no other site can load them", async ({ page, installation }) => {
  await visit(page, "/sign-in");
  const source = await page.locator("script[src]").first().getAttribute("src");
  const { headers } = await fetch(new URL(source ?? "", installation.url));
  expect(headers.get("cache-control")).toContain("immutable");
  expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("content-security-policy")).toBeNull();
});

/** Sends a request with any `host` header, which `fetch` does not allow. */
async function get({ url }: Installation, path: string, headers: Record<string, string>) {
  const { port } = new URL(url);
  const sent = Promise.withResolvers<import("node:http").IncomingMessage>();
  request({ host: "127.0.0.1", port, path, headers }, sent.resolve).on("error", sent.reject).end();
  const answer = await sent.promise;
  return { status: answer.statusCode, headers: answer.headers, text: await text(answer) };
}

test("a public installation answers only for its own host name, and makes browsers use TLS", async () => {
  const installation = await startInstallation({
    PUBLIC_URL: "https://keys.acme.com",
    HOST: "0.0.0.0",
    ALLOWED_HOSTS: "balancer.internal",
  });
  for (const host of ["keys.acme.com", "KEYS.ACME.COM:443", "balancer.internal:3000"]) {
    const { status, headers } = await get(installation, "/setup", { host });
    expect(status, host).toBe(200);
    expect(headers["strict-transport-security"]).toBe("max-age=31536000");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(headers["permissions-policy"]).toContain("camera=()");
  }
  for (const host of ["evil.example", "127.0.0.1", "localhost"]) {
    for (const path of ["/setup", "/_next/static/x.js", "/mcp", "/oauth/token", "/api/auth/csrf"]) {
      const { status, text: said } = await get(installation, path, { host, "x-forwarded-host": "keys.acme.com" });
      expect(status, `${host}${path}`).toBe(421);
      expect(said).toContain(`does not answer for the host ${host}`);
    }
    expect((await get(installation, "/api/health", { host })).status).toBe(200);
  }
  await installation.remove();
});

test("a form of another origin changes nothing", async ({ installation }) => {
  const ask = (path: string, origin: string) =>
    fetch(installation.url + path, { method: "POST", headers: { origin }, redirect: "manual" });
  for (const path of ["/sign-in", "/api/auth/signout", "/w/acme/settings/mcp"]) {
    for (const origin of ["https://evil.example", "null", "http://localhost", `${installation.url}.evil.example`]) {
      expect((await ask(path, origin)).status, `${path} from ${origin}`).toBe(403);
    }
    expect((await ask(path, installation.url)).status, path).not.toBe(403);
  }
  expect((await fetch(`${installation.url}/_next/image?url=%2Ficon.svg&w=64&q=75`)).status).toBe(404);
});
