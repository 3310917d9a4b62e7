import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { generateSecret, signatureOf } from "#lib/webhooks/secret";
import { NOW } from "#testing/people/factories";

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

const timestampSeconds = NOW.getTime() / 1_000;

function verify(id: string, body: string, signature: string, secret: string) {
  const headers = { "webhook-id": id, "webhook-timestamp": String(timestampSeconds), "webhook-signature": signature };
  return new Webhook(secret).verify(body, headers);
}

test("signs the example of the specification correctly", () => {
  const message = {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestampSeconds: 1_614_265_330,
    body: '{"test": 2432232314}',
  };
  const signature = signatureOf(message, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]);
  expect(signature).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

test("makes signatures that the library of Standard Webhooks accepts", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.json(), (id, body) => {
      const secret = generateSecret();
      expect(() => verify(id, body, signatureOf({ id, timestampSeconds, body }, [secret]), secret)).not.toThrow();
    }),
  );
});

test("makes signatures that a receiver with one of several secrets accepts", () => {
  const secrets = [generateSecret(), generateSecret()];
  const signature = signatureOf({ id: "whd_1", timestampSeconds, body: "{}" }, secrets);
  expect(signature.split(" ")).toHaveLength(2);
  for (const secret of secrets) expect(() => verify("whd_1", "{}", signature, secret)).not.toThrow();
  expect(() => verify("whd_1", "{}", signature, generateSecret())).toThrow();
});

test("makes signatures that do not fit another id, body or secret", () => {
  const secret = generateSecret();
  const signature = signatureOf({ id: "whd_1", timestampSeconds, body: "{}" }, [secret]);
  expect(() => verify("whd_2", "{}", signature, secret)).toThrow();
  expect(() => verify("whd_1", "[]", signature, secret)).toThrow();
  expect(() => verify("whd_1", "{}", signature, generateSecret())).toThrow();
});

test("generates secrets in the form that the libraries of receivers expect", () => {
  const secret = generateSecret();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(generateSecret()).not.toBe(secret);
});
