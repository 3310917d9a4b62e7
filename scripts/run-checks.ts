import { spawn } from "node:child_process";
import { join } from "node:path";

/** How many checks passed, and the names of those that failed. A command that reports no tests is one check. */
export type Count = { passed: number; failures: string[] };

type Options = {
  environment?: Record<string, string>;
  /** Prints the output only when the command has ended, for commands that run side by side. */
  isOutputHeld?: boolean;
};

/** Runs a command to its end. @returns whether it succeeded */
export function run(command: string, args: string[], { environment, isOutputHeld }: Options = {}): Promise<boolean> {
  const title = `\n> ${[command, ...args].join(" ")}`;
  if (!isOutputHeld) console.log(title);
  const startedAtMs = performance.now();
  return new Promise((resolve) => {
    // npm puts the bin folder of the project first on the PATH of its scripts. This line does so without npm.
    const separator = process.platform === "win32" ? ";" : ":";
    const path = [join(process.cwd(), "node_modules", ".bin"), process.env.PATH].join(separator);
    const child = spawn(command, args, {
      stdio: isOutputHeld ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
      env: { ...process.env, PATH: path, ...environment },
      shell: process.platform === "win32",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => {
        output += chunk;
      });
    }
    const end = (isFine: boolean) => {
      if (isOutputHeld) console.log(`${title}\n${output.trimEnd()}`);
      console.log(`(${((performance.now() - startedAtMs) / 1000).toFixed(1)} s)`);
      resolve(isFine);
    };
    child.once("error", () => end(false));
    child.once("close", (code) => end(code === 0));
  });
}

/** Runs a command that counts as one check. */
export async function check(command: string, args: string[], options?: Options): Promise<Count> {
  const isFine = await run(command, args, options);
  return { passed: isFine ? 1 : 0, failures: isFine ? [] : [[command, ...args].join(" ")] };
}

/** Prints what failed and the sum, and ends the process: with 1 when a check failed. */
export function report(counts: Count[]): never {
  const passed = counts.reduce((sum, each) => sum + each.passed, 0);
  const failures = counts.flatMap((each) => each.failures);
  console.log(["", ...failures.map((name) => `failed: ${name}`)].join("\n"));
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exit(failures.length === 0 ? 0 : 1);
}
