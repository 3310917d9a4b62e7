import { statSync } from "node:fs";
import { dirname } from "node:path";
import { getuid } from "node:process";

/**
 * Says in one sentence why Latchkey cannot keep its files in a folder, and what to do.
 * @param error what the file system answered
 * @param folder the absolute path that DATA_DIR names
 * @returns null when the error says nothing about the folder
 */
export function folderProblem(error: unknown, folder: string): string | null {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  switch (code) {
    case "ENOTDIR":
    case "EEXIST": {
      const file = fileOnTheWay(folder);
      if (file === null) return null;
      const what = file === folder ? "it is a file" : `${file} is a file`;
      return `DATA_DIR is ${folder}, but ${what}: name a folder instead, which may be a new one.`;
    }
    case "EACCES":
    case "EPERM":
    case "EROFS": {
      const reason = code === "EROFS" ? "the disk is read-only" : `${user()} may not`;
      return `Latchkey cannot write to DATA_DIR (${folder}), because ${reason}: change the owner of the folder, name another one, or set DATABASE_URL, which needs none.`;
    }
    case "ENOENT":
    case "ELOOP":
    case "ENAMETOOLONG":
      return `Latchkey cannot make the folder DATA_DIR (${folder}): name one that exists, or whose parent exists, or set DATABASE_URL, which needs none.`;
    default:
      return null;
  }
}

/** @returns the first part of the path that is no folder; null when there is none */
function fileOnTheWay(folder: string): string | null {
  const parent = dirname(folder);
  const above = parent === folder ? null : fileOnTheWay(parent);
  if (above !== null) return above;
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false ? folder : null;
}

function user(): string {
  return getuid ? `the user with the id ${getuid()}` : "its user";
}
