import { SECOND_MS } from "#lib/clock";

const LOCALE = "en-GB";

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });
const short = new Intl.NumberFormat(LOCALE, { notation: "compact", maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 1 });

/** A number without decimals: "12,345". */
export function wholeNumber(value: number): string {
  return whole.format(value);
}

/** A shortened number for the axis of a chart: "12.3k". */
export function shortNumber(value: number): string {
  return short.format(value);
}

const twoDigits = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 2 });

/** An estimate, of which only two digits mean something: "38,000". */
export function roughly(value: number): string {
  return twoDigits.format(value);
}

/** A number with its noun: "1 call", "12,345 calls". */
export function counted(value: number, noun: string): string {
  return `${wholeNumber(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** A part as a percentage of the whole: "1.5%". A small part is "<0.1%", never "0%". */
export function percentage(part: number, of: number): string {
  if (of === 0 || part === 0) return "0%";
  const value = part / of;
  return value < 0.001 ? "<0.1%" : share.format(value);
}

/** A duration: "0.4 ms", "84 ms", "1.2 s". */
export function duration(ms: number): string {
  if (ms >= SECOND_MS) return `${oneDigit.format(ms / SECOND_MS)} s`;
  // Without the minimum, 999.6 ms would be shown as "1,000 ms".
  return ms < 10 ? `${oneDigit.format(ms)} ms` : `${wholeNumber(Math.min(ms, SECOND_MS - 1))} ms`;
}
