import { beforeEach, expect, test, vi } from "vitest";
import { draftKey, dropAllDrafts, hasDraftOfSession, keepDraft, keepDraftsOf, takeDraft } from "#components/ui/drafts";

const FIELDS = { name: { texts: ["Ada"] } };

/** As in browsers, the entries are the properties of the storage, and its functions are not. */
class TabStorage {
  [entry: string]: unknown;
  getItem(key: string) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }
  setItem(key: string, text: string) {
    this[key] = text;
  }
  removeItem(key: string) {
    delete this[key];
  }
}

function open(pathname: string): void {
  vi.stubGlobal("window", { location: { pathname } });
}

beforeEach(() => {
  vi.stubGlobal("sessionStorage", new TabStorage());
  return () => vi.unstubAllGlobals();
});

test("the secret of an invitation is not stored with what was typed on its page", () => {
  open("/invite/secret-of-it");
  keepDraft(draftKey("account of ada@example.com"), FIELDS);
  expect(JSON.stringify(Object.entries(sessionStorage))).not.toContain("secret-of-it");
  expect(takeDraft(draftKey("account of ada@example.com"))).toEqual(FIELDS);
});

test("forms of the same name on two pages have drafts of their own", () => {
  open("/w/acme/settings/general");
  keepDraft(draftKey("name"), FIELDS);
  open("/w/labs/settings/general");
  expect(takeDraft(draftKey("name"))).toBeNull();
});

test("the next person in a tab finds no draft of the one before", () => {
  open("/new-workspace");
  keepDraftsOf("ada@example.com");
  keepDraft(draftKey("workspace"), FIELDS);
  keepDraftsOf("ada@example.com");
  expect(Object.keys(sessionStorage)).toContain(draftKey("workspace"));
  keepDraftsOf("grace@example.com");
  expect(takeDraft(draftKey("workspace"))).toBeNull();
});

test("what waits for the next sign-in is what a signed-in person typed, and no form for new people", () => {
  open("/w/acme/settings/general");
  keepDraft(draftKey("name"), FIELDS);
  expect(hasDraftOfSession()).toBe(false);
  keepDraftsOf("ada@example.com");
  expect(hasDraftOfSession()).toBe(true);
  dropAllDrafts();
  for (const path of ["/sign-up", "/setup", "/invite/secret-of-it"]) {
    open(path);
    keepDraft(draftKey("account"), FIELDS);
  }
  expect(hasDraftOfSession()).toBe(false);
  open("/new-workspace");
  keepDraft(draftKey("workspace"), FIELDS);
  expect(hasDraftOfSession()).toBe(true);
});
