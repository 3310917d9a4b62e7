import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Installation, startInstallation } from "#testing/machine/installation";

const READ_ONLY_ROOT = join(process.cwd(), "testing/image/read-only-root.sh");

/** The folder with the files of the image. */
export type Image = { folder: string };

/** Whether this process may give a program a root of its own. */
export function mayMount(): boolean {
  return spawnSync(READ_ONLY_ROOT, ["/", process.cwd(), "true"]).status === 0;
}

/** Returns the command line that runs a program of the image on a read-only root, as an unknown user. */
export function inImage({ folder }: Image, program: string[]): [string, ...string[]] {
  return [READ_ONLY_ROOT, "/", folder, ...program];
}

/** Starts Latchkey from the image with the command of the Dockerfile. */
export async function startFromImage(image: Image, environment: Record<string, string>): Promise<Installation> {
  const command = /^CMD (\[.*\])$/m.exec(await readFile("Dockerfile", "utf8"))?.[1];
  if (!command) throw new Error("The Dockerfile has no CMD.");
  return startInstallation(environment, inImage(image, JSON.parse(command)));
}
