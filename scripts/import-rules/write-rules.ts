import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { biomeRules } from "#scripts/import-rules/biome-rules";

/** Where `biome.json` expects the rules; below the project's folder. */
const FOLDER = join("scripts", "import-rules", "generated");
const FILE = "import-rules.json";

/** Writes the rules of `layers.ts` where Biome reads them, in the project of `folder`. */
export function writeRules(folder: string): void {
  mkdirSync(join(folder, FOLDER), { recursive: true });
  writeFileSync(join(folder, FOLDER, FILE), `${JSON.stringify(biomeRules(), null, 2)}\n`);
}

if (import.meta.main) writeRules(".");
