import zlib from "node:zlib";
import { expect, test, vi } from "vitest";
import { referenceRoutes } from "#gateway/reference/routes";
import { provideTestEnv } from "#testing/databases/use-database";

provideTestEnv({});

const unpacked = vi.hoisted(() => ({ times: 0 }));
vi.mock("node:zlib", async (original) => {
  const real = await original<typeof import("node:zlib")>();
  const gunzip = (...given: Parameters<typeof real.gunzip>) => {
    unpacked.times += 1;
    return real.gunzip(...given);
  };
  return { ...real, gunzip };
});

test("serves the same script without gzip, and unpacks it once", async () => {
  const routes = referenceRoutes();
  const ask = async (encoding: string) => {
    const response = await routes.request("/scalar.js", { headers: { "accept-encoding": encoding } });
    return { encoding: response.headers.get("content-encoding"), body: Buffer.from(await response.arrayBuffer()) };
  };
  const packed = await ask("br, gzip");
  const plain = await Promise.all([ask("identity"), ask("identity")]);
  expect([packed.encoding, plain[0].encoding]).toEqual(["gzip", null]);
  for (const { body } of plain) expect(body.equals(zlib.gunzipSync(packed.body))).toBe(true);
  expect(unpacked.times).toBe(1);
});

test("allows only its own scripts on the page", async () => {
  const response = await referenceRoutes().request("/");
  const policy = response.headers.get("content-security-policy") ?? "";
  const [, nonce = ""] = /'nonce-([^']+)'/.exec(policy) ?? [];
  const scripts = [...(await response.text()).matchAll(/<script[^>]*>/g)].map(([tag]) => tag);
  expect(scripts).toHaveLength(2);
  for (const tag of scripts) expect(tag).toContain(`nonce="${nonce}"`);
  expect(policy).toMatch(/script-src [^;]*'nonce-/);
  expect(/script-src [^;]*/.exec(policy)?.[0]).not.toMatch(/unsafe-inline|unsafe-eval|https?:/);
  expect(policy).toContain("frame-ancestors 'none'");
});
