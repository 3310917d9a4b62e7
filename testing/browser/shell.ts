import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs a command line in a real shell and returns what it prints. */
export async function runInShell(commandLine: string): Promise<string> {
  return (await run("bash", ["-c", commandLine])).stdout;
}

/** Lets a real shell split a command line into words, without running it. */
export async function shellWords(commandLine: string): Promise<string[]> {
  const words = await runInShell(`printf '%s\\0' ${commandLine}`);
  return words.split("\0").slice(0, -1);
}
