import { freePort } from "#lib/db/embedded/free-port";
import { withDatabase } from "#testing/browser/database";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { holdAction } from "#testing/clients/server-actions";
import { startInstallation } from "#testing/machine/installation";
import { startNginx } from "#testing/machine/nginx";
import { setUp } from "#testing/people/people";

/** What nginx tells Latchkey of the host. The first is what it does by itself: `Host` is the address behind it. */
const WAYS: Record<string, readonly string[]> = {
  "its own host": [],
  "the host without the port": ["proxy_set_header Host $host;"],
  "the host with the port": ["proxy_set_header Host $http_host;"],
  "the host forwarded, without the port": ["proxy_set_header X-Forwarded-Host $host;"],
  "the host forwarded, with the port": ["proxy_set_header X-Forwarded-Host $http_host;"],
  "the end of TLS": ["proxy_set_header X-Forwarded-Proto https;"],
};

test("forms work behind nginx on a port of its own, whatever it makes of the host, and for no other page", async ({
  browser,
}) => {
  const [PORT, port] = [await freePort(), await freePort()];
  const PUBLIC_URL = `http://localhost:${port}`;
  const installation = await startInstallation({ PORT: String(PORT), PUBLIC_URL, TRUST_PROXY: "true" });
  const context = await browser.newContext({ baseURL: PUBLIC_URL });
  const page = await context.newPage();
  const nameOfWorkspace = () =>
    withDatabase(installation, async (client) => (await client.query('SELECT name FROM "Workspace"')).rows[0]?.name);

  for (const [way, location] of Object.entries(WAYS)) {
    const nginx = await startNginx({ port, to: PORT, location });
    if (location.length === 0) await setUp(page);
    await visit(page, "/w/acme/settings/general");
    await page.getByLabel("Workspace name").fill(`Acme behind ${way}`);
    await page.getByRole("button", { name: "Save name" }).click();
    await expect(page.getByText("Workspace renamed"), way).toBeVisible();
    await nginx.stop();
  }

  const nginx = await startNginx({ port, to: PORT, location: WAYS["the host without the port"] });
  const before = await nameOfWorkspace();
  await page.getByLabel("Workspace name").fill("Taken over");
  const { url, headers, body } = await holdAction(page, () => page.getByRole("button", { name: "Save name" }).click());
  const own = `localhost:${port}`;
  for (const [origin, forwarded] of [
    ["http://evil.example", ""],
    ["http://evil.example", own],
    ["http://evil.example", "evil.example"],
    ["http://localhost", ""],
    ["http://localhost", "localhost"],
    [`http://localhost:${PORT}`, own],
    ["null", own],
    ["null", "null"],
  ]) {
    const forged = { ...headers, origin: origin ?? "", ...(forwarded && { "x-forwarded-host": forwarded }) };
    const answer = await page.request.post(url, { headers: forged, data: body });
    expect([403, 421], `${origin} as ${forwarded}`).toContain(answer.status());
  }
  const { origin: _, ...without } = headers;
  const silent = await page.request.post(url, { headers: { ...without, "sec-fetch-site": "same-site" }, data: body });
  expect(silent.status()).toBe(403);
  expect(await nameOfWorkspace()).toBe(before);

  // Next.js asks Latchkey itself for the page that an action leads to. It must not ask the proxy, nor with TLS.
  await visit(page, "/new-workspace");
  await page.getByLabel("Workspace name").fill("Second");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.waitForURL("**/w/second**");
  expect(installation.output()).not.toMatch(/failed to|x-forwarded-host|origin/i);
  await nginx.stop();
  await context.close();
  await installation.remove();
});
