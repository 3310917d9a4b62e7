import { glob, readFile } from "node:fs/promises";

/** A source file of `lib`: the bodies of its functions, and where the names that it imports come from. */
type Source = { functions: Map<string, string>; imports: Map<string, string>; exported: Set<string> };

/** What the code of an operation takes: names in `ALLOWANCES`, and names of what the process shares. */
export type Taken = { limits: string[]; shares: string[] };

const FUNCTION = /^(export )?(?:async )?function (\w+)/gm;
const IMPORT = /^import (?:type )?\{([^}]*)\} from "#(lib\/[^"]+)";$/gm;
const LIMIT = /\bALLOWANCES\.(\w+)\b/g;
const SHARE = /"([\w-]+)",?\s*\(\) => new Fair(?:Queue|Shares)\(/g;
const CALLED = /\b([a-z]\w+)\(/g;

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);

function readSource(text: string): Source {
  const starts = [...text.matchAll(FUNCTION)];
  const functions = new Map<string, string>();
  const exported = new Set<string>();
  for (const [index, { 0: head, 1: isExported, 2: name = "", index: start }] of starts.entries()) {
    functions.set(name, text.slice(start + head.length, starts[index + 1]?.index));
    if (isExported) exported.add(name);
  }
  const imports = new Map<string, string>();
  for (const [, names = "", path = ""] of text.matchAll(IMPORT)) {
    for (const name of names.split(",")) imports.set(name.replace(/^\s*type /, "").trim(), `${path}.ts`);
  }
  return { functions, imports, exported };
}

/**
 * Makes a function that reads in the code what an operation takes: by itself, or in a function that it calls.
 * @returns a function from the name of an operation to the names of what it takes
 */
export async function takenByOperation(): Promise<(operation: string) => Taken> {
  const sources = new Map<string, Source>();
  for await (const file of glob("lib/**/*.ts", { exclude: ["lib/db/generated/**", "lib/**/*.test.ts"] })) {
    sources.set(file, readSource(await readFile(file, "utf8")));
  }
  const bodies = (file: string, name: string, seen: Set<string>): string[] => {
    const source = sources.get(file);
    const body = source?.functions.get(name);
    if (!source || body === undefined) {
      const origin = source?.imports.get(name);
      return origin ? bodies(origin, name, seen) : [];
    }
    if (seen.has(`${file} ${name}`)) return [];
    seen.add(`${file} ${name}`);
    return [body, ...matches(body, CALLED).flatMap((called) => bodies(file, called, seen))];
  };
  return (operation) => {
    const homes = [...sources].filter(([, { functions, exported }]) => {
      const isForCallers = /^\w*(<[^>]*>)?\(\s*(caller|newcomer|\{[^}]*\}): (Caller|Newcomer)/.test(
        functions.get(operation) ?? "",
      );
      return exported.has(operation) && isForCallers;
    });
    const all = homes.flatMap(([file]) => bodies(file, operation, new Set()));
    const named = (pattern: RegExp) => [...new Set(all.flatMap((body) => matches(body, pattern)))].sort();
    return { limits: named(LIMIT), shares: named(SHARE) };
  };
}
