import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Mutant, mutantsOf } from "#scripts/mutate/mutants";
import { isNoticed } from "#scripts/mutate/run-tests";

const HELP = `npm run mutate -- lib/keys [--count 40] [--seed 1]
Changes files of a folder in small ways, one at a time, and runs the tests closest to each. It lists the changes
that no test noticed, and prints the score: the share of changes that a test noticed.
--count  how many changes are tried, drawn at random from all of them
--seed   draws the same changes again`;

type Candidate = Mutant & { file: string; text: string };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean" },
  },
});
if (values.help || positionals.length === 0) {
  console.log(HELP);
  process.exit(values.help ? 0 : 1);
}

/** The same order for the same seed: each candidate gets a number from a small generator (xorshift). */
function shuffled<T>(all: T[], seed: number): T[] {
  let state = seed * 2_654_435_761 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return all
    .map((value) => ({ value, order: next() }))
    .sort((one, other) => one.order - other.order)
    .map(({ value }) => value);
}

function candidates(folders: string[]): Candidate[] {
  const files = execFileSync("git", ["ls-files", ...folders], { encoding: "utf8" })
    .trim()
    .split("\n");
  return files
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(file, "utf8");
      return mutantsOf(file, text).map((mutant) => ({ ...mutant, file, text }));
    });
}

/** The compiler notices some changes before any test could. They count neither way. */
function compiles(): boolean {
  return spawnSync("tsc", ["--noEmit"], { stdio: "ignore" }).status === 0;
}

function describe({ file, text, start, end, after, kind }: Candidate): string {
  const line = text.slice(0, start).split("\n").length;
  const short = (part: string) => (part.length > 60 ? `${part.slice(0, 57)}…` : part).replaceAll(/\s+/g, " ");
  return `${file}:${line} ${kind}: \`${short(text.slice(start, end))}\` → \`${short(after)}\``;
}

// Leaving by a signal runs no "exit" listeners, and the changed file would stay.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const all = candidates(positionals);
const chosen = shuffled(all, Number(values.seed)).slice(0, Number(values.count));
console.log(`${all.length} possible changes in ${positionals.join(", ")}; trying ${chosen.length}.`);
const survivors: string[] = [];
let tried = 0;
for (const candidate of chosen) {
  const { file, text, start, end, after } = candidate;
  const restore = () => writeFileSync(file, text);
  process.once("exit", restore);
  writeFileSync(file, text.slice(0, start) + after + text.slice(end));
  try {
    const noticed = await isNoticed(file);
    if (!noticed && !compiles()) continue;
    tried += 1;
    if (!noticed) survivors.push(describe(candidate));
    console.log(`${noticed ? "noticed " : "SURVIVED"} ${describe(candidate)}`);
  } finally {
    process.off("exit", restore);
    restore();
  }
}
console.log(
  `\nScore: ${tried - survivors.length} of ${tried} (${Math.round((100 * (tried - survivors.length)) / tried)} %)`,
);
for (const survivor of survivors) console.log(`  ${survivor}`);
