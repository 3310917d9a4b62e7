import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lookupPool, pool } from "#lib/db/pool";
import { provide } from "#lib/process";
import { generateToken } from "#lib/secrets/token";
import { VERSION } from "#lib/version";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { type RunningGateway, startGateway } from "#testing/machine/running-gateway";

useDatabase();

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

test("health says that the process runs, and its version", async () => {
  const response = await fetch(`${gateway.origin}/api/health`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: "ok", version: VERSION });
});

describe("ready", () => {
  test("is 200 when the database answers and every migration is applied", async () => {
    const response = await fetch(`${gateway.origin}/api/ready`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: "ready",
      checks: { database: "ok", migrations: "ok", encryptionKey: "ok", rateLimits: "memory", clockOffsetSeconds: null },
    });
  });

  test("is 503 while a migration is missing", async () => {
    await pool().query(`UPDATE _prisma_migrations SET finished_at = NULL`);
    const response = await fetch(`${gateway.origin}/api/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: "not_ready", checks: { migrations: "pending" } });
    await pool().query(`UPDATE _prisma_migrations SET finished_at = now()`);
  });
});

describe("while the database cannot be reached", () => {
  const nowhere = new pg.Pool({ host: "127.0.0.1", port: 1, connectionTimeoutMillis: 500 });

  async function away<T>(work: () => Promise<T>): Promise<T> {
    const working = { pool: pool(), "lookup-pool": lookupPool() };
    for (const name of Object.keys(working)) provide(name, nowhere);
    return work().finally(() => {
      for (const [name, instance] of Object.entries(working)) provide(name, instance);
    });
  }

  test("ready is 503", async () => {
    const response = await away(() => fetch(`${gateway.origin}/api/ready`));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ checks: { database: "unreachable" } });
  });

  test("every key is refused with 503 and Retry-After", async () => {
    const request = { method: "tools/list", id: 9 };
    const { status, headers, body } = await away(() => post(gateway.url, generateToken("mcp_"), request));
    expect([status, body.id]).toEqual([503, 9]);
    expect(headers.get("retry-after")).toBe("5");
    expect(body.error?.data).toMatchObject({ errorType: "UNAVAILABLE" });
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|ECONN/);
  });
});
