import { glob, readFile } from "node:fs/promises";

/** A function of `lib`, by its name: the text of its body, and the file that it stands in. */
type Code = { file: string; body: string };

const FUNCTION = /^(?:export )?(?:async )?function (\w+)/gm;
const TAKEN = /\bALLOWANCES\.(\w+)\b/g;
const CALLED = /\b([a-z]\w+)\(/g;

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);

/** Reads all functions of `lib`. */
async function readFunctions(): Promise<Map<string, Code[]>> {
  const functions = new Map<string, Code[]>();
  for await (const file of glob("lib/**/*.ts", { exclude: ["lib/db/generated/**", "lib/**/*.test.ts"] })) {
    const text = await readFile(file, "utf8");
    const starts = [...text.matchAll(FUNCTION)];
    for (const [index, { 1: name = "", index: start }] of starts.entries()) {
      const code = { file, body: text.slice(start + name.length, starts[index + 1]?.index) };
      functions.set(name, [...(functions.get(name) ?? []), code]);
    }
  }
  return functions;
}

/**
 * Makes a function that reads in the code which limits an operation takes: by itself, or in a function that it calls.
 * @returns the names in `ALLOWANCES`, for the name of an operation
 */
export async function limitsByOperation(): Promise<(operation: string) => string[]> {
  const functions = await readFunctions();
  const collect = (name: string, from: string | null, seen: Set<Code>): string[] => {
    const all = functions.get(name) ?? [];
    // Two files may have functions of the same name. A function calls the one beside it first.
    const beside = all.filter(({ file }) => file === from);
    return (beside.length > 0 ? beside : all).flatMap((code) => {
      if (seen.has(code)) return [];
      seen.add(code);
      const called = matches(code.body, CALLED).filter((one) => functions.has(one));
      return [...matches(code.body, TAKEN), ...called.flatMap((one) => collect(one, code.file, seen))];
    });
  };
  return (operation) => [...new Set(collect(operation, null, new Set()))].sort();
}
