import { spawnSync } from "node:child_process";

/** Runs a command that may get the tests what they need; whether it did is for the caller to see. At most five minutes. */
export function attempt(wanted: string, command: string, args: string[]): void {
  console.log(`Trying \`${command} ${args.join(" ")}\` to get ${wanted}…`);
  spawnSync(command, args, {
    stdio: "ignore",
    timeout: 5 * 60_000,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}
