import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { PAGE_MAX_CHARACTERS, PAGE_MAX_ENTRIES, pageOf, readCursor, writeCursor } from "#lib/gateway/lists/pages";
import type { JsonObject } from "#lib/mcp/protocol";
import { provideTestEnv } from "#testing/databases/use-database";

beforeAll(() => provideTestEnv());

const LIST = "tools/list key_1";

const tool = (name: string, description = "") => ({ name, description });
const many = (count: number) => Array.from({ length: count }, (_, index) => tool(`tool-${index}`));
const namesOf = (entries: readonly JsonObject[]) => entries.map((entry) => String(entry.name));

/** Walks all pages; `change` happens to the list after each. */
function walk(entries: readonly JsonObject[], change = (list: readonly JsonObject[]) => list): string[][] {
  const pages: string[][] = [];
  let list = entries;
  let after: string | null = null;
  do {
    const page: ReturnType<typeof pageOf> = pageOf(list, "name", after);
    pages.push(namesOf(page.entries));
    after = page.last ?? null;
    list = change(list);
  } while (after !== null);
  return pages;
}

describe("a list", () => {
  test("that fits on one page is sent whole and in its own order", () => {
    const entries = many(PAGE_MAX_ENTRIES);
    expect(pageOf(entries, "name", null)).toEqual({ entries });
    expect(pageOf([], "name", null)).toEqual({ entries: [] });
  });

  test("that is longer is sent in pages that contain every entry once", () => {
    const entries = many(2 * PAGE_MAX_ENTRIES + 1);
    const pages = walk(entries);
    expect(pages.map((page) => page.length)).toEqual([PAGE_MAX_ENTRIES, PAGE_MAX_ENTRIES, 1]);
    expect(pages.flat().toSorted()).toEqual(namesOf(entries).toSorted());
  });

  test("of long entries is cut by length, and an entry longer than a page is sent alone", () => {
    const long = "x".repeat(PAGE_MAX_CHARACTERS);
    expect(walk([tool("a", long), tool("b"), tool("c", long)])).toEqual([["a"], ["b"], ["c"]]);
  });

  test("that changes between two pages neither loses nor repeats an entry that stays", () => {
    const name = fc.string({ minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 20 }), fc.uniqueArray(name), (removed, added) => {
        const stays = many(2 * PAGE_MAX_ENTRIES);
        const extra = (names: string[]) => names.map((each) => tool(`extra ${each}`));
        const given = walk([...extra(removed), ...stays], () => [...stays, ...extra(added)]).flat();
        expect(given.filter((each) => each.startsWith("tool-")).toSorted()).toEqual(namesOf(stays).toSorted());
        expect(new Set(given).size).toBe(given.length);
      }),
      { numRuns: 10 },
    );
  });
});

describe("a cursor", () => {
  const given = () => writeCursor("tool-999", LIST);

  test("is accepted only for its own list and its own key", () => {
    expect(readCursor(given(), LIST)).toBe("tool-999");
    expect(readCursor(undefined, LIST)).toBeNull();
    for (const other of ["prompts/list key_1", "tools/list key_2"]) {
      expect(() => readCursor(given(), other)).toThrow(/cursor/);
    }
  });

  test("that was invented or changed is refused", () => {
    const half = given().slice(0, given().length / 2);
    for (const cursor of ["", "2", half, `${given()}AAAA`, null, 7, {}]) {
      expect(() => readCursor(cursor, LIST)).toThrow(/cursor/);
    }
  });
});
