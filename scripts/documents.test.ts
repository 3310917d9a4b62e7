import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  encoding: "utf8",
});
const documents = listed.split("\n").filter((file) => file && existsSync(file));

/** The way GitHub makes the anchor of a heading. */
function anchorOf(heading: string): string {
  const plain = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "");
  return plain.trim().replaceAll(" ", "-");
}

function anchorsOf(file: string): Set<string> {
  const headings = readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm);
  return new Set([...headings].map(([, heading = ""]) => anchorOf(heading)));
}

test.each(documents)("every link of %s leads to a file and a heading that exist", (file) => {
  const links = readFileSync(file, "utf8").matchAll(/\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]+))?\)/g);
  const broken = [...links].filter(([, path = "", anchor]) => {
    const target = path === "" ? file : join(dirname(file), path);
    if (!existsSync(target)) return true;
    return anchor !== undefined && !anchorsOf(target).has(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

test("the list of decisions names every record with its number and title", () => {
  const folder = join("docs", "decisions");
  const list = readFileSync(join(folder, "README.md"), "utf8");
  for (const file of readdirSync(folder).filter((name) => /^\d{4}-/.test(name))) {
    const [, number, title] = /^# (\d+)\. (.*)$/m.exec(readFileSync(join(folder, file), "utf8")) ?? [];
    expect(list).toContain(`| ${number} | [${title}](${file}) |`);
  }
});

test("the words that the troubleshooting page quotes are words of the program", () => {
  const listedSources = execFileSync(
    "git",
    ["ls-files", "lib", "app", "components", "gateway", "scripts", "server.ts"],
    {
      encoding: "utf8",
    },
  );
  const sources = listedSources.split("\n").filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/\.test\./.test(file));
  const program = sources.map((file) => readFileSync(file, "utf8")).join("\n");
  const rows = readFileSync("docs/troubleshooting.md", "utf8").matchAll(/^\| (?:\d+ )?`([^`]+)`[^|]*\|/gm);
  const quoted = [...rows].map(([, words = ""]) => words);
  expect(quoted.length).toBeGreaterThan(10);
  expect(quoted.filter((words) => !program.includes(words))).toEqual([]);
});
