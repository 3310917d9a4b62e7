import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningGateway, startGateway } from "#gateway/testing/running-gateway";
import { pool } from "#lib/db/pool";
import { useDatabase } from "#lib/db/testing";

useDatabase();

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

test("health says that the process lives", async () => {
  const response = await fetch(`${gateway.origin}/api/health`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: "ok" });
});

describe("ready", () => {
  test("says so when the database answers and every migration is applied", async () => {
    const response = await fetch(`${gateway.origin}/api/ready`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: "ready", checks: { database: "ok", migrations: "ok" } });
  });

  test("says no while a migration is missing", async () => {
    await pool().query(`UPDATE _prisma_migrations SET finished_at = NULL`);
    const response = await fetch(`${gateway.origin}/api/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: "not_ready", checks: { migrations: "pending" } });
    await pool().query(`UPDATE _prisma_migrations SET finished_at = now()`);
  });
});
