import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** The files that seal for others, which ask for the key themselves. */
const SEALS_FOR_OTHERS = ["lib/secrets/encryption-key.ts", "lib/secrets/secret-box.ts", "lib/upstreams/headers.ts"];

test("every operation that seals a secret makes sure of the key in its transaction", () => {
  const sources = globSync("{app,gateway,lib}/**/*.{ts,tsx}").filter((file) => !/\.test\.tsx?$/.test(file));
  const sealing = sources.filter((file) => /\bseal(Headers)?\(/.test(readFileSync(file, "utf8")));
  expect(sealing.length).toBeGreaterThan(SEALS_FOR_OTHERS.length);
  const careless = sealing.filter((file) => !readFileSync(file, "utf8").includes("await requireEncryptionKey(tx)"));
  expect(careless.sort()).toEqual(SEALS_FOR_OTHERS);
});

test("every sealed column is known to the probe of an earlier installation, and to what is said to be lost", () => {
  const schema = readFileSync("prisma/schema.prisma", "utf8");
  const columns = [...schema.matchAll(/^ {2}(\w*(?:encrypted|sealed)\w*) +String/gim)].map(([, name]) => name);
  // The old secret of a webhook stands beside its secret and ends by itself. The probe is the last one.
  expect(columns).toEqual(["encryptedHeaders", "encryptedSecret", "encryptedOldSecret", "sealed"]);
});
