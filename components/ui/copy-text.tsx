/**
 * Copies `text`.
 * @param near an element in the same dialog: the focus trap of a dialog would not let a helper outside it work
 * @returns whether the browser did it
 */
export async function copyText(text: string, near: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Refused, or missing: browsers have no clipboard on plain http outside localhost, where many self-hosters are.
    return copyThroughSelection(text, near);
  }
}

function copyThroughSelection(text: string, near: HTMLElement): boolean {
  const helper = document.createElement("textarea");
  helper.value = text;
  helper.readOnly = true;
  helper.style.cssText = "position:fixed;opacity:0;pointer-events:none";
  near.after(helper);
  helper.select();
  let copied = false;
  try {
    copied = document.execCommand("copy");
  } catch {
    copied = false;
  }
  helper.remove();
  near.focus();
  return copied;
}

/** Selects what an element shows, so that the person can copy it by hand. */
export function selectText(element: HTMLElement): void {
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
    element.focus();
    element.select();
    return;
  }
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = window.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}
