import { expect, test } from "vitest";
import { newId } from "#lib/ids";
import { readRotateKeyForm } from "#lib/keys/life/rotate-form";
import { rotateKeySchema } from "#lib/keys/life/schema";

const keyId = newId("key");

function read(fields: Record<string, string>) {
  const form = new FormData();
  for (const [name, text] of Object.entries({ keyId, overlap: "1_hour", ...fields })) form.set(name, text);
  return rotateKeySchema.safeParse(readRotateKeyForm(form));
}

test.each([
  ["same", "same"],
  ["never", null],
  ["30", 30],
])("reads the expiry %o as %o", (expires, expiresInDays) => {
  expect(read({ expires }).data).toEqual({ keyId, overlap: "1_hour", expiresInDays });
});

test.each([
  [{ expires: "soon" }],
  [{ expires: "0" }],
  [{ expires: "366" }],
  [{}],
  [{ expires: "same", overlap: "for ever" }],
])("refuses %o", (fields) => expect(read(fields).success).toBe(false));
