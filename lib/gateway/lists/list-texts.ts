import { BoundedMap } from "#lib/bounds/bounded-map";
import type { Offer } from "#lib/gateway/offer/offer";
import { single } from "#lib/process";

/** The most texts that are kept, and the longest of them: at most 16 million characters together. */
const KNOWN_TEXTS = 32;
const TEXT_MAX_CHARACTERS = 512 * 1024;

type Known = { texts: BoundedMap<string, string>; numbers: WeakMap<Offer, number>; last: number };

function known(): Known {
  return single("list-texts", () => ({ texts: new BoundedMap(KNOWN_TEXTS), numbers: new WeakMap(), last: 0 }));
}

/**
 * Writes a text, or returns the text that was written before for the same offer and variant. Writing five hundred tools
 * as JSON is the slowest part of a list. An offer never changes, so its text stays right.
 * @param write also says whether the text is the same for every key with this offer and variant
 */
export function textOnce(offer: Offer, variant: string, write: () => { text: string; isForAll: boolean }): string {
  const { texts } = known();
  const name = `${numberOf(offer)} ${variant}`;
  const before = texts.get(name);
  if (before !== undefined) return before;
  const { text, isForAll } = write();
  if (isForAll && text.length <= TEXT_MAX_CHARACTERS) texts.set(name, text);
  return text;
}

/** Numbers each offer object, because comparing the contents of offers would cost more than is saved. */
function numberOf(offer: Offer): number {
  const all = known();
  let number = all.numbers.get(offer);
  if (number === undefined) {
    all.last += 1;
    number = all.last;
    all.numbers.set(offer, number);
  }
  return number;
}
