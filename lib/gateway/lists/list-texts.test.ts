import { expect, test } from "vitest";
import { textOnce } from "#lib/gateway/lists/list-texts";
import { buildOffer } from "#lib/gateway/offer/offer";

const offer = () => buildOffer([], { workspaces: 1, servers: 0 });

/** Counts how often it was asked to write. */
function writer(text: string, isForAll = true) {
  const write = () => {
    write.count += 1;
    return { text, isForAll };
  };
  write.count = 0;
  return write;
}

test("writes a text once for an offer and a variant, and again for any other", () => {
  const one = offer();
  const write = writer("text");
  for (let asked = 0; asked < 3; asked += 1) expect(textOnce(one, "tools/list", write)).toBe("text");
  expect(write.count).toBe(1);
  textOnce(one, "prompts/list", write);
  textOnce(offer(), "tools/list", write);
  expect(write.count).toBe(3);
});

test("writes a text that is for one key alone for each request", () => {
  const one = offer();
  const write = writer("a cursor of one key", false);
  textOnce(one, "tools/list", write);
  textOnce(one, "tools/list", write);
  expect(write.count).toBe(2);
});

test("keeps no text that is too long, and none that was not asked for in a long time", () => {
  const one = offer();
  const long = writer("x".repeat(512 * 1024 + 1));
  textOnce(one, "long", long);
  textOnce(one, "long", long);
  expect(long.count).toBe(2);

  const write = writer("text");
  textOnce(one, "first", write);
  for (let other = 0; other < 32; other += 1) textOnce(one, `other ${other}`, writer("text"));
  textOnce(one, "first", write);
  expect(write.count).toBe(2);
});
