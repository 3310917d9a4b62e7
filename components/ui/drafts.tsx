import type { FormFields } from "#components/ui/form-fields";

/** Drafts of forms, in the session storage of this tab. They hold no secrets, see `readFields`. */
const PREFIX = "latchkey-draft ";
const OWNER = "latchkey-drafts-of";
/** The names of the pages with a form for people who are not signed in. */
const OPEN_PAGES = ["/setup", "/sign-up", "/invite"];

/** @param name the name of a form of the open page (`Form`) @returns the key of its draft, also when another page is open */
export function draftKey(name: string): string {
  return `${PREFIX}${nameOfPage(window.location.pathname)} ${name}`;
}

/** An invitation has its secret in its path, and names of drafts are no place for one. */
function nameOfPage(path: string): string {
  return path.startsWith("/invite/") ? "/invite" : path;
}

/** Keeps what a form holds until the form is there again. */
export function keepDraft(key: string, fields: FormFields): void {
  // A tab whose storage is full or forbidden loses the draft, as every other page does.
  try {
    sessionStorage.setItem(key, JSON.stringify(fields));
  } catch {}
}

/** Whether this tab keeps the draft of a form of the open page. */
export function hasDraft(name: string): boolean {
  return read(draftKey(name)) !== null;
}

/**
 * Whether this tab keeps the draft of somebody who was signed in. It is then from before their session ended, because
 * signing out removes it.
 */
export function hasDraftOfSession(): boolean {
  return (
    read(OWNER) !== null && allKeys().some((key) => !OPEN_PAGES.some((page) => key.startsWith(`${PREFIX}${page} `)))
  );
}

/** Returns the draft of a form, and removes it. */
export function takeDraft(key: string): FormFields | null {
  const text = read(key);
  dropDraft(key);
  return text === null ? null : (JSON.parse(text) as FormFields);
}

export function dropDraft(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {}
}

/** Removes all drafts, because the person signs out. */
export function dropAllDrafts(): void {
  for (const key of allKeys()) sessionStorage.removeItem(key);
}

/** Removes the drafts of another person, who was signed in before in this tab. */
export function keepDraftsOf(person: string): void {
  if (read(OWNER) === person) return;
  // Nobody was known in this tab, so its drafts come from before the sign-in, such as those of an invitation.
  if (read(OWNER) !== null) dropAllDrafts();
  try {
    sessionStorage.setItem(OWNER, person);
  } catch {}
}

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function allKeys(): string[] {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}
