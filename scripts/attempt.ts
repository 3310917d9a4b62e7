import { spawnSync } from "node:child_process";

/** Runs a command that may install what the tests need, for at most five minutes. The caller checks whether it did. */
export function attempt(wanted: string, command: string, args: string[]): void {
  console.log(`Trying \`${command} ${args.join(" ")}\` to get ${wanted}…`);
  spawnSync(command, args, {
    stdio: "ignore",
    timeout: 5 * 60_000,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}
