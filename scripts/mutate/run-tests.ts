import { spawn } from "node:child_process";
import { MINUTE_MS } from "#lib/clock";

/** Tests that look at the whole of a folder from outside. They run only for changes that the folder's own tests miss. */
const WIDER: Record<string, string[]> = {
  "lib/keys": [
    "gateway/api",
    "gateway/mcp/rights",
    "gateway/mcp/revocation",
    "gateway/mcp/refusals",
    "testing/operations",
  ],
  "lib/policy": ["lib/keys", "gateway/mcp/policy", "testing/operations"],
  "lib/gateway": ["gateway/mcp"],
  "lib/upstreams": ["gateway/mcp", "testing/operations"],
  "gateway/api": ["testing/operations"],
};

/** The folder of the five whose score is kept, else the file's own folder. */
function areaOf(file: string): string {
  return Object.keys(WIDER).find((folder) => file.startsWith(`${folder}/`)) ?? file.slice(0, file.lastIndexOf("/"));
}

/** Whether a test fails, which is what is wanted while a file is changed. */
export async function isNoticed(file: string): Promise<boolean> {
  const area = areaOf(file);
  const room = file.slice(0, file.lastIndexOf("/"));
  if (await fails([room])) return true;
  if (room !== area && (await fails([area]))) return true;
  const wider = WIDER[area] ?? [];
  return wider.length > 0 && (await fails(wider));
}

/** The longest run. A change may make a test wait for ever, or make a loop that no time limit of a test can end. */
const RUN_MAX_MS = 15 * MINUTE_MS;

/** Runs the tests below these paths until the first one fails. A run that does not end counts as failed. */
function fails(paths: string[]): Promise<boolean> {
  const limits = ["--bail=1", "--testTimeout=30000", "--hookTimeout=60000", "--passWithNoTests"];
  return new Promise((resolve, reject) => {
    const child = spawn("vitest", ["run", ...limits, ...paths], { stdio: "ignore", detached: true });
    // The workers are in the group of their parent. One of them may be in an endless loop.
    const end = () => child.pid && process.kill(-child.pid, "SIGKILL");
    const timer = setTimeout(end, RUN_MAX_MS);
    process.once("exit", end);
    child.once("error", reject);
    child.once("exit", (code) => {
      clearTimeout(timer);
      process.off("exit", end);
      resolve(code !== 0);
    });
  });
}
