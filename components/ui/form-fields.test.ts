import { expect, test, vi } from "vitest";
import { changedFields, fillFields, readFields } from "#components/ui/form-fields";

test("only what was changed is kept, so that it hides no change of somebody else", () => {
  const before = {
    lifetime: { texts: [""] },
    networks: { texts: ["10.0.0.0/8"] },
    keyMakers: { offered: ["everyone", "admins"], chosen: ["everyone"] },
    expiryRequired: { offered: ["on"], chosen: [] },
  };
  expect(changedFields(before, before)).toEqual({});
  const now = { ...before, networks: { texts: [""] }, expiryRequired: { offered: ["on"], chosen: ["on"] } };
  expect(changedFields(before, now)).toEqual({
    networks: { texts: [""] },
    expiryRequired: { offered: ["on"], chosen: ["on"] },
  });
  const unchecked = changedFields(now, { ...now, expiryRequired: { offered: ["on"], chosen: [] } });
  expect(unchecked).toEqual({ expiryRequired: { offered: ["on"], chosen: [] } });
});

test("of several boxes those are kept that were changed, and of new ones all", () => {
  const before = { scopes: { offered: ["a", "b", "c"], chosen: ["a"] } };
  const now = {
    scopes: { offered: ["a", "b", "c"], chosen: ["a", "b"] },
    servers: { offered: ["x", "y"], chosen: [] },
  };
  expect(changedFields(before, now)).toEqual({
    scopes: { offered: ["b"], chosen: ["b"] },
    servers: { offered: ["x", "y"], chosen: [] },
  });
});

/** A form with a list of rows. As with React, it is drawn anew after a click, and until then its buttons know the old rows. */
function formWithRows(...texts: string[]) {
  class Input {
    type = "text";
    name = "headerName";
    autocomplete = "";
    dataset = {};
    #text: string;
    constructor(text: string) {
      this.#text = text;
    }
    get value() {
      return this.#text;
    }
    set value(text: string) {
      this.#text = text;
    }
    dispatchEvent() {}
  }
  class Other {}
  vi.stubGlobal("HTMLInputElement", Input);
  vi.stubGlobal("HTMLTextAreaElement", Other);
  vi.stubGlobal("HTMLSelectElement", Other);
  vi.stubGlobal("CSS", { escape: (text: string) => text });
  const adds = { dataset: { addsField: "headerName" }, click: () => {} };
  let removes: { click: () => void }[] = [];
  const form = {
    elements: [] as Input[],
    querySelector: () => adds,
    querySelectorAll: (selector: string) => (selector.includes("adds") ? [adds] : removes),
  };
  const draw = (rows: Input[]) => {
    form.elements = rows;
    adds.click = () => drawLater([...rows, new Input("")]);
    removes = rows.map((row) => ({ click: () => drawLater(rows.filter((each) => each !== row)) }));
  };
  const drawLater = (rows: Input[]) => queueMicrotask(() => draw(rows));
  draw(texts.map((text) => new Input(text)));
  return form as unknown as HTMLFormElement;
}

test.each([[[]], [["X-Team"]], [["X-Team", "Authorization"]]])(
  "a form whose rows were %j has them again when it starts afresh, whatever rows it has since",
  async (before) => {
    const from = readFields(formWithRows(...before));
    for (const since of [[], ["Cookie"], ["Authorization", "Cookie", ""], ["A", "B", "C", "X-Team"]]) {
      const form = formWithRows(...since);
      await fillFields(form, from);
      expect([...form.elements].map((row) => (row as HTMLInputElement).value)).toEqual(before);
    }
    vi.unstubAllGlobals();
  },
);
