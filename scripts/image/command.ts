import { resolve } from "node:path";
import { assembleImage } from "#scripts/image/assemble";
import { sizesOf } from "#scripts/image/sizes";

const USAGE = `Copies what the container image holds into a folder, and says how large it is:
  npm run image -- FOLDER   FOLDER is made anew`;

const [folder] = process.argv.slice(2);
if (!folder || folder.startsWith("-")) {
  console.log(USAGE);
  process.exit(folder ? 0 : 1);
}

await assembleImage(process.cwd(), resolve(folder));
const sizes = await sizesOf(resolve(folder));
const sum = sizes.reduce((total, { megabytes }) => total + megabytes, 0);
for (const { what, megabytes } of [...sizes, { what: "all", megabytes: sum }]) {
  console.log(`${megabytes.toFixed(1).padStart(8)} MB  ${what}`);
}
