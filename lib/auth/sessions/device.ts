/** Only the beginning of a User-Agent is read, because clients choose its length. */
const READ_CHARACTERS = 512;

type Sign = readonly [sign: string, name: string];

/** The first sign that occurs decides. Most browsers also name the browsers that they descend from. */
const BROWSERS: readonly Sign[] = [
  ["Edg", "Edge"],
  ["OPR/", "Opera"],
  ["SamsungBrowser/", "Samsung Internet"],
  ["Firefox/", "Firefox"],
  ["FxiOS/", "Firefox"],
  ["CriOS/", "Chrome"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
];

const SYSTEMS: readonly Sign[] = [
  ["Windows", "Windows"],
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["CrOS", "ChromeOS"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
];

/**
 * Describes the device behind a User-Agent in words, such as "Chrome on Windows". The text consists of words from the
 * tables above, so nobody can put a text of their own on the screen.
 * @param userAgent the value of the header; undefined when there is none
 */
export function deviceOf(userAgent: string | undefined): string {
  const text = (userAgent ?? "").slice(0, READ_CHARACTERS);
  const [browser, system] = [firstIn(text, BROWSERS), firstIn(text, SYSTEMS)];
  if (browser && system) return `${browser} on ${system}`;
  if (browser) return browser;
  return system ? `Unknown browser on ${system}` : "Unknown device";
}

function firstIn(text: string, signs: readonly Sign[]): string | undefined {
  return signs.find(([sign]) => text.includes(sign))?.[1];
}
