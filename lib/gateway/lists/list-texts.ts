import { BoundedMap } from "#lib/bounds/bounded-map";
import type { Offer } from "#lib/gateway/offer/offer";
import { single } from "#lib/process";

/** Together at most 16 million characters. */
const KNOWN_TEXTS = 32;
const TEXT_MAX_CHARACTERS = 512 * 1024;

type Known = { texts: BoundedMap<string, string>; numbers: WeakMap<Offer, number>; last: number };

function known(): Known {
  return single("list-texts", () => ({ texts: new BoundedMap(KNOWN_TEXTS), numbers: new WeakMap(), last: 0 }));
}

/**
 * `write()`, or what it wrote before for the same offer and variant: to write five hundred tools as JSON takes longer
 * than all else that a list takes. An offer never changes, so neither does what was made of it.
 * @param write says too whether the text is the same for every key with this offer and variant
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

/** Offers are told apart by what they are, not by what is in them: to compare that would cost what is saved. */
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
