import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "#bench/system/cache";

const run = promisify(execFile);

/**
 * Finds the nginx of this machine. Without one it unpacks Debian's nginx-light into the cache. This installs nothing
 * and starts no system service.
 * @throws Error that says how to install it by hand
 */
export async function findNginx(): Promise<string> {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  const cache = await cacheFolder("nginx-light");
  const places = [...folders.map((folder) => join(folder, "nginx")), join(cache, "usr/sbin/nginx")];
  const installed = places.find((place) => existsSync(place));
  if (installed) return installed;
  try {
    await fetchPackages(cache);
    const fetched = join(cache, "usr/sbin/nginx");
    await run(fetched, ["-v"]);
    return fetched;
  } catch (cause) {
    throw new Error("nginx is not installed. Install it (Debian, Ubuntu: apt-get install nginx-light).", { cause });
  }
}

export async function nginxVersion(): Promise<string> {
  const { stderr } = await run(await findNginx(), ["-v"]);
  return stderr.trim().replace("nginx version: ", "");
}

/** The package that contains the program depends on the release of Debian. */
const PACKAGES = ["nginx-light", "nginx"];

async function fetchPackages(cache: string): Promise<void> {
  const download = () => run("apt-get", ["download", ...PACKAGES], { cwd: cache });
  await download().catch(async () => {
    await run("apt-get", ["update"]);
    await download();
  });
  for (const name of await readdir(cache)) {
    if (name.endsWith(".deb")) await run("dpkg-deb", ["-x", join(cache, name), cache]);
  }
}
