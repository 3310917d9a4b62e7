import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

export type Ended = { code: number; output: string };

/**
 * Runs a program to its end.
 * @param environment the environment variables in addition to PATH, HOME and NODE_ENV
 */
export async function runProgram(
  command: string,
  args: string[],
  environment: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn(command, args, {
    env: { NODE_ENV: "test", PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = Promise.withResolvers<number>();
  child.once("error", ended.reject);
  child.once("close", (code) => ended.resolve(code ?? -1));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended.promise]);
  return { code, output: output + errors };
}
