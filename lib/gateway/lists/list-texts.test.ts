import { expect, test } from "vitest";
import { keepText, keptText, keptTextBytes } from "#lib/gateway/lists/list-texts";
import { buildOffer } from "#lib/gateway/offer/offer";

const MIB = 1024 * 1024;

const offer = () => buildOffer([], { workspaces: 1, servers: 0 });
const page = (entries: string) => ({ entries, last: undefined });

test("keeps a text for one offer and one variant", () => {
  const one = offer();
  expect(keptText(one, "tools/list")).toBeUndefined();
  keepText(one, "tools/list", page("[]"));
  expect(keptText(one, "tools/list")).toEqual(page("[]"));
  expect(keptText(one, "prompts/list")).toBeUndefined();
  expect(keptText(offer(), "tools/list")).toBeUndefined();
});

test("keeps at most 32 MiB of texts, and those that were asked for last", () => {
  const one = offer();
  for (let each = 0; each < 40; each += 1) keepText(one, `page ${each}`, page("x".repeat(MIB)));
  expect(keptTextBytes()).toBeLessThanOrEqual(32 * MIB);
  expect(keptText(one, "page 0")).toBeUndefined();
  expect(keptText(one, "page 39")).toBeDefined();
});

test("empty texts take memory too, so not every number of them is kept", () => {
  const one = offer();
  for (let each = 0; each < 70_000; each += 1) keepText(one, String(each), page(""));
  expect(keptText(one, "0")).toBeUndefined();
  expect(keptText(one, "69999")).toEqual(page(""));
});
