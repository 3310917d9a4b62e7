import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { getuid } from "node:process";

/** The largest file of a secret, in bytes. Real ones have some hundred. */
const MAX_BYTES = 64 * 1024;

/** The value in a file, or what is wrong with the file, in words that follow the name of the setting. */
export type SecretFromFile = { value: string } | { problem: string };

/**
 * Reads the value of a setting from a file, as container platforms and systemd hand secrets over. One line break at the
 * end is ignored, because editors and `echo` write one. No problem repeats a part of the content.
 * @param path absolute, or relative to the working directory
 */
export function readSecretFromFile(path: string): SecretFromFile {
  const file = resolve(path);
  let handle: number | undefined;
  try {
    // Without this flag, opening a pipe waits until somebody writes to it. Windows has no such flag.
    handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(handle);
    if (stats.isDirectory()) return { problem: `names ${file}, which is a folder: name the file in it` };
    // A pipe or a device may never end.
    if (!stats.isFile()) return { problem: `names ${file}, which is no ordinary file: name one that holds the value` };
    return valueIn(readAtMost(handle, MAX_BYTES + 1), file);
  } catch (error) {
    return { problem: problemOf(error as NodeJS.ErrnoException, file) };
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function readAtMost(handle: number, bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  let length = 0;
  while (length < bytes) {
    const read = readSync(handle, content, length, bytes - length, null);
    if (read === 0) break;
    length += read;
  }
  return content.subarray(0, length);
}

function valueIn(content: Buffer, file: string): SecretFromFile {
  if (content.length > MAX_BYTES) {
    return { problem: `names ${file}, which is larger than ${MAX_BYTES / 1024} KiB: name a file with the value alone` };
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return { problem: `names ${file}, which is no text in UTF-8: write the value into it as text` };
  }
  const value = text.replace(/\r?\n$/, "");
  if (value === "") return { problem: `names ${file}, which is empty: write the value into it` };
  if (/[\r\n\0]/.test(value)) {
    return { problem: `names ${file}, which has several lines: write the value alone into it, in one line` };
  }
  return { value };
}

function problemOf({ code, message }: NodeJS.ErrnoException, file: string): string {
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
    case "ELOOP":
    case "ENAMETOOLONG":
      return `names ${file}, which does not exist: name a file that holds the value`;
    case "EACCES":
    case "EPERM": {
      const user = getuid ? `the user with the id ${getuid()}` : "its user";
      return `names ${file}, which ${user} may not read: let that user read it`;
    }
    // Windows and some file systems refuse to open a folder.
    case "EISDIR":
      return `names ${file}, which is a folder: name the file in it`;
    default:
      return `names ${file}, which cannot be read: ${message}`;
  }
}
