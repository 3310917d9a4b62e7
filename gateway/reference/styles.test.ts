import { expect, test } from "vitest";
import { referenceStyles } from "#gateway/reference/styles";

test("the reference has both palettes of the dashboard and uses only their colours", async () => {
  const styles = await referenceStyles();
  const defined = new Set([...styles.matchAll(/^\s*(--[\w-]+):/gm)].map(([, name]) => name));
  const used = new Set([...styles.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name));
  expect(styles).toMatch(/^:root \{[^}]*--background: [^}]*\}\n\.dark \{[^}]*--background: /);
  expect([...used].filter((name) => !defined.has(name))).toEqual([]);
});
