import { expect, test } from "vitest";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { IDLE } from "#lib/form";

const refused = {
  status: "error",
  message: "Some fields need a correction.",
  fields: { email: "Enter one." },
} as const;

test("what is wrong is said once: at its field, or above the buttons when that field is not shown", () => {
  expect(fieldErrors(refused)).toEqual({ email: "Enter one." });
  expect(formMessage(refused, ["email"])).toBeUndefined();
  expect(formMessage(refused, ["name"])).toBe("Some fields need a correction.");
});

test("nothing is wrong before a form was sent and after it was accepted", () => {
  expect([fieldErrors(IDLE), formMessage(IDLE, [])]).toEqual([{}, undefined]);
  expect(formMessage({ status: "done", data: null }, [])).toBeUndefined();
});
