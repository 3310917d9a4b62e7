import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { DEVICE_COOKIE, deviceCookie, knownDevice } from "#lib/auth/passwords/known-device";
import { addDays } from "#lib/clock";
import { provideTestEnv } from "#testing/databases/use-database";
import { NOW } from "#testing/people/factories";

beforeEach(() => provideTestEnv({}));

const made = (cookie: string | undefined, email: string, now = NOW) =>
  deviceCookie(cookie, email, { now, secure: true });
const cookieOf = (header: string) => header.split(";", 1)[0]?.slice(DEVICE_COOKIE.length + 1);
const after = (...emails: string[]) =>
  emails.reduce<string | undefined>((cookie, email) => cookieOf(made(cookie, email)), undefined);

test("knows the browser for the accounts that signed in with it, and for no other", () => {
  const cookie = after("ada@example.com", "bob@example.com");
  expect(knownDevice(cookie, "ada@example.com", NOW)).not.toBeNull();
  expect(knownDevice(cookie, "bob@example.com", NOW)).not.toBeNull();
  expect(knownDevice(cookie, "eve@example.com", NOW)).toBeNull();
});

test("keeps the id of a known browser, so that signing in again gives it no further attempts", () => {
  const first = after("ada@example.com");
  const again = after("ada@example.com", "bob@example.com", "ada@example.com");
  expect(knownDevice(again, "ada@example.com", NOW)).not.toBe(knownDevice(first, "ada@example.com", NOW));
  const renewed = cookieOf(made(first, "ada@example.com", addDays(NOW, 90)));
  expect(knownDevice(renewed, "ada@example.com", addDays(NOW, 200))).toBe(knownDevice(first, "ada@example.com", NOW));
});

test("forgets a browser after 180 days without a sign-in, and the oldest of six accounts", () => {
  const cookie = after("ada@example.com");
  expect(knownDevice(cookie, "ada@example.com", addDays(NOW, 179))).not.toBeNull();
  expect(knownDevice(cookie, "ada@example.com", addDays(NOW, 180))).toBeNull();
  const many = after(...[1, 2, 3, 4, 5, 6].map((number) => `person${number}@example.com`));
  expect(knownDevice(many, "person1@example.com", NOW)).toBeNull();
  expect(knownDevice(many, "person2@example.com", NOW)).not.toBeNull();
});

test("accepts no cookie that this installation did not sign, whatever a browser sends", () => {
  fc.assert(
    fc.property(fc.string(), (cookie) => {
      expect(knownDevice(cookie, "ada@example.com", NOW)).toBeNull();
    }),
  );
  const cookie = after("ada@example.com") ?? "";
  expect(knownDevice(cookie.replace(/\d$/, "x"), "ada@example.com", NOW)).toBeNull();
});

test("scripts, other sites and other paths do not get the cookie", () => {
  expect(made(undefined, "ada@example.com")).toMatch(
    /; Path=\/api\/auth\/callback\/credentials; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/,
  );
});

test.each(["€", "a; Domain=evil.example", "a\r\nSet-Cookie: b=c", "é~x"])(
  "passes on nothing of a planted cookie: %j",
  (cookie) => {
    const header = made(cookie, "ada@example.com");
    expect(header).toMatch(/^[\x20-\x7e]+$/);
    expect(header).not.toMatch(/evil|b=c|é/);
  },
);
