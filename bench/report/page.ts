import { readFile, writeFile } from "node:fs/promises";

export const PAGE = "docs/performance.md";

/**
 * Replaces the text of the page between `<!-- name -->` and `<!-- end of name -->`.
 * @throws Error when the page has no such marks
 */
export async function writeIntoPage(name: string, text: string): Promise<void> {
  const page = await readFile(PAGE, "utf8");
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PAGE} has no place for ${name}.`);
  await writeFile(PAGE, `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`);
}
