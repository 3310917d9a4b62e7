import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bareTexts } from "#scripts/translation/bare-texts";

const textsIn = (jsx: string) => bareTexts("example.tsx", `const page = ${jsx};`).map(({ text }) => text);

test.each([
  ["a text before something that comes and goes", "<p>Saved{isNew && <Mark />}</p>", "Saved"],
  ["a text after it", "<p>{isNew && <Mark />} Saved</p>", "Saved"],
  ["a text that comes and goes", '<p><b>Name</b>{isNew && " (new)"}</p>', '{isNew && " (new)"}'],
  [
    "a text that becomes an element",
    '<p><b>Used</b>{at ? <Time at={at} /> : "Never"}</p>',
    '{at ? <Time at={at} /> : "Never"}',
  ],
  ["a name that holds a text", "<p>{title}{isDone && <Mark />}</p>", "{title}"],
  ["a text beside a list", "<p>Tools: {tools.map((tool) => <Tool key={tool} />)}</p>", "Tools:"],
  ["a text in a fragment among others", "<p>{isNew && <Mark />}<>Saved</></p>", "Saved"],
  [
    "a text in a fragment that comes and goes",
    "<p><b>Name</b>{by && <> by <i>{by}</i></>}</p>",
    "{by && <> by <i>{by}</i></>}",
  ],
  ["a text in a fragment that is alone", "<p>{at && <>on <Time at={at} /></>}</p>", "on"],
  ["a text beside what a caller puts there", "<p>{icon} Saved</p>", "Saved"],
])("finds %s", (_what, jsx, text) => {
  expect(textsIn(jsx)).toContain(text);
});

test.each([
  ["the only text", '<p>{isSaved ? "Saved" : "Not saved"}</p>'],
  ["texts in elements of their own", "<p><span>Saved</span>{isNew && <Mark />}</p>"],
  ["a text beside what stays", "<p>Used <Time at={at} /></p>"],
  ["a text whose words change", "<p>{count} of <b>{all}</b></p>"],
  ["a text in place of a missing one", '<p><b>Name</b>{name ?? "None"}</p>'],
  ["line breaks between elements", "<p>\n  <b>Name</b>\n  {isNew && <Mark />}\n</p>"],
])("leaves alone %s", (_what, jsx) => {
  expect(textsIn(jsx)).toEqual([]);
});

test("finds an element with a text of which React makes another one", () => {
  expect(textsIn("<p>{at ? <span>Used <Time at={at} /></span> : <span>Never</span>}</p>")).toEqual([
    "<span>Used <Time at={at} /></span>",
  ]);
  expect(textsIn('<p>{at ? <span key="used">Used <Time at={at} /></span> : <span>Never</span>}</p>')).toEqual([]);
  expect(textsIn("<p>{at ? <b>Used <Time at={at} /></b> : <span>Never</span>}</p>")).toEqual([]);
  const source = "function End() { if (none) return <i>Now</i>; return <><i>Until <Time at={at} /></i><b>.</b></>; }";
  expect(bareTexts("example.tsx", source)).toEqual([{ line: 1, text: "<i>Until <Time at={at} /></i>" }]);
});

test("finds the texts that a component returns, and no other function", () => {
  const source = (name: string) => `function ${name}() { if (!at) return "Never"; return <Time at={at} />; }`;
  expect(bareTexts("example.tsx", source("Used"))).toEqual([{ line: 1, text: '"Never"' }]);
  expect(bareTexts("example.tsx", source("used"))).toEqual([]);
});

test("no page has a text beside something that changes, so a translated page does not fail", () => {
  const files = globSync("{app,components}/**/*.tsx");
  expect(files.length).toBeGreaterThan(200);
  const found = files.flatMap((file) =>
    bareTexts(file, readFileSync(file, "utf8")).map(({ line, text }) => `${file}:${line} Put into a <span>: ${text}`),
  );
  expect(found).toEqual([]);
});
