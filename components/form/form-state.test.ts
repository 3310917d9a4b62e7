import { expect, test } from "vitest";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { IDLE } from "#lib/form";

const refused = {
  status: "error",
  message: "Some fields need a correction.",
  fields: { email: "Enter one." },
} as const;

test("formMessage is empty when a shown field has the error, and is the message of the form when none has", () => {
  expect(fieldErrors(refused)).toEqual({ email: "Enter one." });
  expect(formMessage(refused, ["email"])).toBeUndefined();
  expect(formMessage(refused, ["name"])).toBe("Some fields need a correction.");
});

test("a form has no errors before it is sent and after it is accepted", () => {
  expect([fieldErrors(IDLE), formMessage(IDLE, [])]).toEqual([{}, undefined]);
  expect(formMessage({ status: "done", data: null }, [])).toBeUndefined();
});
