import { resolve } from "node:path";
import { type Ended, runProgram } from "#testing/machine/run-program";

const OPTIONS =
  "--strict --noEmit --skipLibCheck --target es2024 --module nodenext --allowImportingTsExtensions --ignoreConfig";

/** Type-checks programs for Node.js in any folder, with the strictness of the project. */
export function typeCheck(files: string[]): Promise<Ended> {
  const types = ["--types", "node", "--typeRoots", resolve("node_modules/@types")];
  return runProgram(process.execPath, [
    resolve("node_modules/typescript/bin/tsc"),
    ...OPTIONS.split(" "),
    ...types,
    ...files,
  ]);
}
