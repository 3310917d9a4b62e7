import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shownWords, wordsOfBody, wordsOfChallenge, wordsOfError } from "#lib/upstreams/wire/server-words";
import { withoutSecrets } from "#lib/upstreams/wire/without-secrets";

describe("finds what a server says", () => {
  test.each([
    [{ code: -32000, message: "No" }, "No (code -32000)"],
    [{ code: -32000, message: "No", data: "because" }, "No: because (code -32000)"],
    [{ code: -32000, message: "No", data: { because: 1 } }, "No (code -32000)"],
    [{ code: "401", message: "No" }, "No"],
    [{ code: -32000 }, "code -32000"],
    [{}, null],
  ])("in the error %j", (error, words) => {
    expect(wordsOfError(error)).toBe(words);
  });

  test.each([
    ['{"error":{"code":-1,"message":"No"}}', "application/json", "No (code -1)"],
    ['\ufeff{"message":"No"}', "application/json", "No"],
    ['{"error":"denied","error_description":"No seat"}', "text/plain", "No seat"],
    ['{"error":"denied"}', "", "denied"],
    ['{"detail":"Gone","title":"Error"}', "application/problem+json", "Gone"],
    ['{"detail":[{"loc":["body"]}]}', "application/json", null],
    ['event: message\ndata: {"error":{"code":-1,"message":"No"}}\n\n', "text/event-stream", "No (code -1)"],
    ['"No"', "application/json", "No"],
    ["No valid session", "text/plain", "No valid session"],
    ["No valid session", "", "No valid session"],
    ["No valid session", "application/json", "No valid session"],
    ["You sent a secret", "text/html", null],
    [" <!doctype html>", "text/plain", null],
    ["5", "text/plain", null],
    ["\u0000\u0001", "application/octet-stream", null],
  ])("in the body %j of type %j", (body, type, words) => {
    expect(wordsOfBody(body, type)).toBe(words);
  });

  test("in a challenge", () => {
    expect(wordsOfChallenge('Bearer realm="a", error_description="It expired"')).toBe("It expired");
    expect(wordsOfChallenge(["Basic", 'Bearer error_description="It expired"'])).toBe("It expired");
    expect(wordsOfChallenge("Bearer")).toBeNull();
    expect(wordsOfChallenge(undefined)).toBeNull();
  });
});

describe("shows no secret that it sent", () => {
  const basic = `Basic ${Buffer.from("ada:pass word").toString("base64")}`;

  test.each([
    [{ authorization: "Bearer abc.def" }, "Got Bearer abc.def", "Got •••"],
    [
      { authorization: "Bearer abc.def" },
      "abc.def is wrong, a Bearer token is needed",
      "••• is wrong, a Bearer token is needed",
    ],
    [{ authorization: basic }, "ada:pass word and pass word are wrong", "••• and ••• are wrong"],
    [{ "x-key": "key=abcdef; org=acme-corp" }, "abcdef of acme-corp", "••• of •••"],
    [{ "x-mode": "on" }, "Turn it on", "Turn it on"],
    [{}, "Nothing", "Nothing"],
    [null, "Nothing", "Nothing"],
  ])("in %j: %s", (headers, text, shown) => {
    expect(shownWords(text, { headers })).toBe(shown);
  });

  test("wherever a server repeats it, also at the end of what is kept", () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9_-]{6,60}$/);
    fc.assert(
      fc.property(secret, fc.string({ maxLength: 400 }), fc.string(), (token, before, after) => {
        fc.pre(!before.includes(token) && !/^(bearer|basic|digest|token|apikey|api-key)$/i.test(token));
        const shown = shownWords(`${before}${token}${after}`, { headers: { authorization: `Bearer ${token}` } }) ?? "";
        expect(shown).not.toContain(token);
        expect(shown.length).toBeLessThanOrEqual(300);
      }),
    );
  });
});

test("hides a secret that stands in the query of the address, and no short word of it", () => {
  const server = { headers: {}, url: "https://api.example.com/mcp?apiKey=k3y-of-acme&v=2" };
  expect(withoutSecrets("The key k3y-of-acme has ended. Use v=2.", server, 1_000)).toBe(
    "The key ••• has ended. Use v=2.",
  );
});
