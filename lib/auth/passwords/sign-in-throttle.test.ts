import { afterEach, beforeEach, expect, test } from "vitest";
import { countProof, countSignIn, forgiveAttempt } from "#lib/auth/passwords/sign-in-throttle";
import { forget, provide } from "#lib/process";
import { COUNTS_CLOCK } from "#lib/rate-limit/memory-counts";

const MINUTE_US = 60_000_000;
const BUCKETS = ["device", "session", "pair", "network", "noisy-pair", "noisy-network", "account", "account-known"];
let nowUs = 0;

beforeEach(() => {
  provide(COUNTS_CLOCK, () => nowUs);
  for (const name of BUCKETS) forget(`rate-limit:sign-in:${name}`);
});
afterEach(() => forget(COUNTS_CLOCK));

type Try = { email?: string; address?: string; device?: string | null };

/** A wrong password. @returns whether it was checked, and not refused */
async function fail({ email = "ada", address = "192.0.2.1", device = null }: Try): Promise<boolean> {
  const counted = countSignIn({ email, address, knownDevice: device });
  return counted.then(
    () => true,
    () => false,
  );
}

/** The right password. @returns whether it was checked, and not refused */
async function succeed({ email = "ada", address = "192.0.2.1", device = null }: Try): Promise<boolean> {
  try {
    await forgiveAttempt(await countSignIn({ email, address, knownDevice: device }));
    return true;
  } catch {
    return false;
  }
}

async function failures(count: number, each: (index: number) => Try): Promise<number> {
  let checked = 0;
  for (let index = 0; index < count; index += 1) checked += (await fail(each(index))) ? 1 : 0;
  return checked;
}

test("checks five wrong passwords of a network for an account, and the sixth after three minutes", async () => {
  expect(await failures(8, () => ({}))).toBe(5);
  nowUs += 3 * MINUTE_US - 1;
  expect(await fail({})).toBe(false);
  nowUs += 1;
  expect(await fail({})).toBe(true);
});

test("a network that is refused for one account uses up nothing of the account elsewhere", async () => {
  expect(await failures(1_000, () => ({}))).toBe(5);
  const elsewhere = (index: number) => ({ address: `198.51.100.${index}` });
  expect(await failures(60, elsewhere)).toBe(45);
});

test("sixty failures at a network refuse nobody's right password there", async () => {
  expect(await failures(60, (index) => ({ email: `guess${index}` }))).toBe(60);
  for (let person = 0; person < 100; person += 1) expect(await succeed({ email: `person${person}` })).toBe(true);
});

test("a noisy network may guess once for each account, and 500 times in all", async () => {
  expect(await failures(50, (index) => ({ email: `quiet${index}` }))).toBe(50);
  expect(await failures(5, () => ({ email: "ada" }))).toBe(1);
  expect(await failures(700, (index) => ({ email: `noisy${index}` }))).toBe(499);
  expect(await succeed({ email: "bob", address: "198.51.100.1" })).toBe(true);
});

test("right passwords use up nothing, however many people share a network", async () => {
  for (let time = 0; time < 300; time += 1) expect(await succeed({ email: `person${time % 90}` })).toBe(true);
  expect(await failures(50, (index) => ({ email: `guess${index}` }))).toBe(50);
});

test("failures elsewhere keep out new devices of the account, and no known one", async () => {
  expect(await failures(90, (index) => ({ address: `198.51.100.${index}` }))).toBe(50);
  expect(await succeed({ address: "203.0.113.1" })).toBe(false);
  expect(await succeed({ address: "203.0.113.1", device: "laptop" })).toBe(true);
  expect(await succeed({ address: "198.51.100.1", device: "laptop" })).toBe(true);
});

test("a known device may guess ten times, wherever it is, and a success starts its count anew", async () => {
  const anywhere = (index: number) => ({ device: "laptop", address: `198.51.100.${index}` });
  expect(await failures(9, anywhere)).toBe(9);
  expect(await succeed({ device: "laptop" })).toBe(true);
  expect(await failures(20, anywhere)).toBe(10);
  expect(await succeed({ device: "laptop" })).toBe(false);
  expect(await succeed({ device: "phone" })).toBe(true);
});

test("a session may prove five times who its person is, and failed sign-ins do not count for it", async () => {
  await failures(90, (index) => ({ address: `198.51.100.${index}` }));
  for (let attempt = 1; attempt <= 5; attempt += 1) await countProof("ada's session");
  await expect(countProof("ada's session")).rejects.toMatchObject({ code: "RATE_LIMITED", retryAfterSeconds: 180 });
  await countProof("another session");
});

test("somebody with the marks of many devices guesses no faster than fifty in 15 minutes", async () => {
  expect(await failures(200, (index) => ({ device: `device${Math.floor(index / 10)}` }))).toBe(50);
  expect(await succeed({})).toBe(true);
});
