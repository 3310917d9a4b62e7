/**
 * Copies `text` to the clipboard.
 * @param near an element in the same dialog. The focus trap of a dialog blocks a helper element outside of it.
 * @returns whether the browser copied the text
 */
export async function copyText(text: string, near: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Browsers offer no clipboard on plain HTTP outside localhost, and many people host Latchkey that way.
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

/** Selects the text of an element, so that the person can copy it by hand. */
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
