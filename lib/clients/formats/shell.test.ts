import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { command } from "#lib/clients/formats/shell";

/** The arguments that a real bash gives to the program that `text` starts. */
function wordsSeenBy(program: string, text: string): string[] {
  const script = `${program}() { printf '%s\\0' "$@"; }\n${text}`;
  const output = execFileSync("bash", ["--norc", "-c", script], { encoding: "utf8" });
  return output.split("\0").slice(0, -1);
}

const word = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.string({ maxLength: 30 }),
    fc.webUrl({ withQueryParameters: true }),
    fc.constantFrom("", "'", '"', "$(id)", "`id`", "!!", "a\nb", "~", "*", "-x", "\\", "#", "%PATH%", "é", "a,b", "@a"),
  )
  .map((text) => text.replaceAll("\0", "").toWellFormed());

test("bash gives every word to the program unchanged", () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
      expect(wordsSeenBy("program", command("program", ...words))).toEqual(words);
    }),
    { numRuns: 150 },
  );
});

describe("PowerShell", () => {
  const ordinary = fc.stringMatching(/^[A-Za-z0-9_@%+=:,./<>()[\]{}?&#;|*~ -]+$/);

  test("reads every ordinary word as one word, by its rules about Parsing", () => {
    fc.assert(
      fc.property(ordinary, (text) => {
        const quoted = command(text);
        // Between double quotes only these characters mean something.
        if (quoted.startsWith('"')) expect(quoted.slice(1, -1)).not.toMatch(/["`$\u201c-\u201e]/);
        // A bare word must hold none of these, see about_Parsing and about_Special_Characters.
        else expect(quoted).not.toMatch(/[\s'"`$,;|&<>(){}@#]/);
        expect(quoted.replaceAll('"', "")).toBe(text);
      }),
    );
  });
});
