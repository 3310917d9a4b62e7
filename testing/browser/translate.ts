import type { Page } from "@playwright/test";

/**
 * Translates the open page as the translators of browsers do, now and whenever it changes: each text gets elements of
 * the translator in its place, and React still knows the text that has gone.
 */
export function translate(page: Page): Promise<void> {
  return page.evaluate(() => {
    const UNTRANSLATED = "script, style, textarea, option, code, font";
    const wrap = (text: Text) => {
      if (!text.data.trim() || text.parentElement?.closest(UNTRANSLATED)) return;
      const outer = document.createElement("font");
      const inner = outer.appendChild(document.createElement("font"));
      inner.textContent = text.data;
      text.replaceWith(outer);
    };
    const translateAll = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      while (walker.nextNode()) texts.push(walker.currentNode as Text);
      texts.forEach(wrap);
    };
    new MutationObserver((changes) => {
      for (const { addedNodes, target, type } of changes) {
        if (type === "characterData") wrap(target as Text);
        for (const node of addedNodes)
          translateAll(node.nodeType === Node.TEXT_NODE ? (node.parentNode ?? node) : node);
      }
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
    translateAll(document.body);
  });
}
