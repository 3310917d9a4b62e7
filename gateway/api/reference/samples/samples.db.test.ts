import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openApiDocument } from "#gateway/api/open-api-document";
import { apiRoutes } from "#gateway/api/routes";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { exampleId } from "#lib/ids";
import { forget } from "#lib/process";
import { makeExampleWorld } from "#testing/contract/example-world";
import { operationsOf } from "#testing/contract/operations";
import { provideTestEnv, useDatabase } from "#testing/databases/use-database";
import { runProgram } from "#testing/machine/run-program";
import { type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { type SecretScanner, startSecretScanner } from "#testing/machine/secret-scanner";
import { typeCheck } from "#testing/machine/type-check";
import { NOW } from "#testing/people/factories";

/** Only GitHub can sign this request, so its samples reach the server and are refused. */
const FOR_GITHUB = "reportScannedSecrets";

provideTestEnv({ DATABASE_URL: "postgresql://nowhere/none" });
const { PUBLIC_URL } = env();
const SAMPLES = operationsOf(openApiDocument(apiRoutes({ now: () => NOW }))).flatMap(({ id, operation }) =>
  (operation["x-codeSamples"] ?? []).map(({ label, source }) => ({ id, label, source })),
);

const COMMANDS: Record<string, [command: string, ...args: string[]]> = {
  curl: ["bash", "-euc"],
  TypeScript: [process.execPath, "--input-type=module-typescript", "--eval"],
  Python: ["python3", "-c"],
};

useDatabase();

let gateway: RunningGateway;
let scanner: SecretScanner;
let token: string;
const has: Record<string, boolean> = {};
beforeAll(async () => {
  gateway = await startGateway({ now: () => NOW });
  scanner = await startSecretScanner();
  provideEnv({ ...env(), SECRET_SCANNING_KEYS_URL: scanner.keysUrl });
  for (const command of ["curl", "python3"]) {
    has[command] = await runProgram(command, ["--version"]).then(
      ({ code }) => code === 0,
      () => false,
    );
  }
});
afterAll(async () => {
  await scanner.stop();
  await gateway.stop();
});
beforeEach(async () => {
  for (const name of ["api-requests", "leak-reports", "key-validations"]) forget(`rate-limit:${name}`);
  token = await makeExampleWorld();
});

async function run(label: string, source: string) {
  const [command = "", ...args] = COMMANDS[label] ?? [];
  return runProgram(command, [...args, source.replaceAll(PUBLIC_URL, gateway.origin)], { LATCHKEY_TOKEN: token });
}

test("each operation has a sample in each language", () => {
  const ids = new Set(SAMPLES.map(({ id }) => id));
  expect(SAMPLES).toHaveLength(ids.size * Object.keys(COMMANDS).length);
});

describe.each(Object.keys(COMMANDS))("in %s", (label) => {
  const samples = SAMPLES.filter((sample) => sample.label === label);

  test.for(samples)("$id runs as it is", async ({ id, source }, context) => {
    context.skip(label === "Python" && !has.python3, "There is no python3 here.");
    context.skip(label === "curl" && !has.curl, "There is no curl here.");
    const { code, output } = await run(label, source);
    if (id === FOR_GITHUB) return expect([code === 0, output]).toEqual([false, expect.stringContaining("401")]);
    if (code !== 0) throw new Error(output);
  });
});

test("the samples take effect: they create and revoke a key", async () => {
  const sampleOf = (id: string) => SAMPLES.find((sample) => sample.id === id && sample.label === "TypeScript")?.source;
  await run("TypeScript", sampleOf("createKey") ?? "");
  expect(await db().key.count({ where: { name: "CI" } })).toBe(1);
  await run("TypeScript", sampleOf("revokeKey") ?? "");
  expect(await db().key.findUnique({ where: { id: exampleId("key") } })).toMatchObject({ revokedAt: NOW });
});

test("the TypeScript samples have no type errors", async () => {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-samples-"));
  try {
    const written = SAMPLES.filter(({ label }) => label === "TypeScript").map(async ({ id, source }) => {
      const path = join(folder, `${id}.mts`);
      await writeFile(path, source);
      return path;
    });
    expect(await typeCheck(await Promise.all(written))).toEqual({ code: 0, output: "" });
  } finally {
    await rm(folder, { recursive: true });
  }
});
