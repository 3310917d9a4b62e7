import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "#lib/db/embedded/free-port";
import { expect, test } from "#testing/browser/test";
import { startInstallation } from "#testing/machine/installation";
import { scaled } from "#testing/machine/slowness";
import { setUp, signIn } from "#testing/people/people";

const REFUSAL_TIMEOUT_MS = scaled(120_000);

/** Runs the server with settings that it refuses, and returns what it says. */
async function refusedStart(environment: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ["server.ts"], {
    env: { NODE_ENV: "production", PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), REFUSAL_TIMEOUT_MS);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk;
    });
  }
  const [code] = await once(child, "close");
  clearTimeout(timer);
  expect(code).toBe(1);
  return said;
}

for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  test(`after ${signal} and a second start, everything that was saved is there`, async ({ browser }) => {
    const installation = await startInstallation();
    const context = await browser.newContext({ baseURL: installation.url });
    const page = await context.newPage();
    await setUp(page);

    await installation.stop(signal);
    await installation.restart();

    await page.goto("/w/acme");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Acme");
    await context.clearCookies();
    await signIn(page, "ada@example.com");
    await expect(page).toHaveURL(/\/w\/acme$/);
    await context.close();
    await installation.remove();
  });
}

test("a stop waits for the requests in progress, and no longer", async () => {
  const installation = await startInstallation();
  const agent = new Agent({ keepAlive: true });
  const call = request(`${installation.url}/mcp`, { method: "POST", agent, headers: { "content-length": 2 } });
  const answered = once(call, "response");
  call.write("{");
  await pause(300);
  const stopped = installation.stop();
  await pause(500);
  const endedAtMs = Date.now();
  call.end("}");
  const [response] = await answered;
  response.resume();
  expect(response.statusCode).toBe(401);
  await stopped;
  // Far less than the minute that a request in progress may take.
  expect(Date.now() - endedAtMs).toBeLessThan(scaled(5_000));
  agent.destroy();
  await installation.remove();
});

test("while a process stops, its pages are still served, and ask for another connection", async () => {
  const installation = await startInstallation({ LAME_DUCK_SECONDS: "600" });
  const ask = (path: string) => fetch(`${installation.url}${path}`);
  expect((await ask("/sign-in")).headers.get("connection")).toBe("keep-alive");
  process.kill(installation.pid, "SIGTERM");
  await expect.poll(async () => (await ask("/api/ready")).status).toBe(503);
  const page = await ask("/sign-in");
  expect([page.status, page.headers.get("connection")]).toEqual([200, "close"]);
  expect(await page.text()).toContain("</html>");
  await installation.stop("SIGKILL");
  await installation.remove();
});

test("a start with wrong settings names all of them at once, without a stack", async () => {
  const said = await refusedStart({ PORT: "none", SIGN_UP: "perhaps", DATABASE_URL: "mysql://x/y" });
  for (const name of ["PORT", "SIGN_UP", "DATABASE_URL"]) expect(said).toContain(name);
  expect(said).not.toContain("    at ");
});

test("a start with an external database and without shared secrets is refused", async () => {
  const said = await refusedStart({ DATABASE_URL: "postgresql://127.0.0.1:1/latchkey" });
  expect(said).toContain("AUTH_SECRET");
  expect(said).toContain("ENCRYPTION_KEY");
  expect(said).toContain("every replica");
});

test("one installation answers health checks, refuses a second one on its data, and stops and starts as a whole", async () => {
  const installation = await startInstallation();

  await test.step("health and readiness answer in JSON", async () => {
    const health = await fetch(`${installation.url}/api/health`);
    expect(health.status).toBe(200);
    expect(health.headers.get("content-type")).toContain("application/json");
    const ready = await fetch(`${installation.url}/api/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: "ready" });
  });

  await test.step("a second Latchkey on the same data is refused in one sentence", async () => {
    const said = await refusedStart({ DATA_DIR: installation.dataDir, PORT: String(await freePort()) });
    expect(said).toContain("Another Latchkey is running");
    expect(said).not.toContain("    at ");
    expect((await fetch(`${installation.url}/api/ready`)).status).toBe(200);
  });

  const file = join(installation.dataDir, "secrets.json");
  const secrets = await readFile(file, "utf8");
  await test.step("only their owner may read the secrets", async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  await test.step("stopping ends the embedded PostgreSQL", async () => {
    const pidFile = join(installation.dataDir, "postgres", "postmaster.pid");
    const databasePid = Number((await readFile(pidFile, "utf8")).split("\n")[0]);
    await installation.stop();
    expect(() => process.kill(databasePid, 0)).toThrow();
  });

  await test.step("a second start keeps the secrets", async () => {
    await installation.restart();
    expect(await readFile(file, "utf8")).toBe(secrets);
  });

  await installation.remove();
});
