import { WeightedCache } from "#lib/bounds/weighted-cache";
import type { Offer } from "#lib/gateway/offer/offer";
import { single } from "#lib/process";

/** The memory that all kept texts may take, in bytes. A character takes two at most. */
const KEPT_BYTES = 32 * 1024 * 1024;
const BYTES_PER_CHARACTER = 2;
/** What an empty text takes, with its name in the cache, as estimated. */
const EMPTY_TEXT_BYTES = 512;

/** One page of a list: its entries as JSON, and the entry after which the next page begins. */
export type PageText = { entries: string; last: string | undefined };

type Known = { texts: WeightedCache<string, PageText>; numbers: WeakMap<Offer, number>; last: number };

function known(): Known {
  return single("list-texts", () => ({ texts: new WeightedCache(KEPT_BYTES), numbers: new WeakMap(), last: 0 }));
}

/**
 * The text of a page that was written before for the same offer and variant. Writing five hundred tools as JSON is the
 * slowest part of a list. An offer never changes, so its texts stay right. They hold no cursor, so they are right for
 * every key.
 */
export function keptText(offer: Offer, variant: string): PageText | undefined {
  return known().texts.get(nameOf(offer, variant));
}

/** Keeps the text of a page for the next request with the same offer and variant. */
export function keepText(offer: Offer, variant: string, text: PageText): void {
  known().texts.set(
    nameOf(offer, variant),
    text,
    EMPTY_TEXT_BYTES + BYTES_PER_CHARACTER * (text.entries.length + variant.length),
  );
}

/** The memory that the kept texts take, as estimated. Only tests call it. */
export function keptTextBytes(): number {
  return known().texts.weight;
}

/** Numbers each offer object, because comparing the contents of offers would cost more than is saved. */
function nameOf(offer: Offer, variant: string): string {
  const all = known();
  let number = all.numbers.get(offer);
  if (number === undefined) {
    all.last += 1;
    number = all.last;
    all.numbers.set(offer, number);
  }
  return `${number} ${variant}`;
}
