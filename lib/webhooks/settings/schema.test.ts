import { describe, expect, test } from "vitest";
import { createWebhookSchema } from "#lib/webhooks/settings/schema";

const parse = (changes: object) =>
  createWebhookSchema.safeParse({
    workspace: "acme",
    url: "https://example.com/in",
    events: ["key.leaked"],
    ...changes,
  });

describe("the URL", () => {
  test.each([
    ["", "Enter a URL."],
    ["example.com", "Begin with https:// or http://."],
    ["ftp://example.com", "Begin with https:// or http://."],
    ["https://", "Enter a whole URL, such as https://example.com/webhooks."],
    ["https://ada:pw@example.com/", "Leave out the user name and password; the signature says who calls."],
    ["https://example.com/#a", "Leave out the part from # on; servers never receive it."],
    [`https://example.com/${"a".repeat(3_000)}`, "Use at most 2048 characters."],
  ])("%s is refused", (url, message) => {
    expect(parse({ url }).error?.issues[0]?.message).toBe(message);
  });

  test("is kept in its canonical form", () => {
    expect(parse({ url: " https://EXAMPLE.com " }).data?.url).toBe("https://example.com/");
  });
});

describe("the events", () => {
  test("are stored once each, in a fixed order", () => {
    const events = ["member.removed", "key.created", "member.removed"];
    expect(parse({ events }).data?.events).toEqual(["key.created", "member.removed"]);
  });

  test.each([[[]], [["key.created", "user.signed_in"]]])("%j are refused", (events) => {
    expect(parse({ events }).success).toBe(false);
  });
});
