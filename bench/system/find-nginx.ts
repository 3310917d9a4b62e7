import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "#bench/system/cache";

const run = promisify(execFile);

/**
 * The nginx of this machine, or Debian's nginx-light, fetched and unpacked into the cache: nothing is installed, and no
 * system service starts.
 * @throws Error that says how to install it by hand
 */
export async function findNginx(): Promise<string> {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  const cache = await cacheFolder("nginx-light");
  const places = [...folders.map((folder) => join(folder, "nginx")), join(cache, "usr/sbin/nginx")];
  const found = places.find((place) => existsSync(place));
  if (found) return found;
  try {
    await fetchPackages(cache);
    const fetched = join(cache, "usr/sbin/nginx");
    await run(fetched, ["-v"]);
    return fetched;
  } catch (cause) {
    throw new Error("There is no nginx here. Install it (Debian, Ubuntu: apt-get install nginx-light).", { cause });
  }
}

export async function nginxVersion(): Promise<string> {
  const { stderr } = await run(await findNginx(), ["-v"]);
  return stderr.trim().replace("nginx version: ", "");
}

/** The program is in the one or the other, by the release of Debian. */
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
