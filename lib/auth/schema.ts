import { z } from "zod";
import { nameSchema } from "#lib/text/name-schema";

export const PASSWORD_MIN = 12;
const PASSWORD_MAX = 200;
/** The longest name of a person, in characters. */
export const PERSON_NAME_MAX = 80;

export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, { error: "Use at most 254 characters." })
  .pipe(z.email({ error: "Enter an email address such as ada@example.com." }));

export const personNameSchema = nameSchema({ max: PERSON_NAME_MAX, missing: "Enter your name." });

/** A new password. The operation also checks that it is not easy to guess. */
export const newPasswordSchema = z
  .string()
  .min(PASSWORD_MIN, { error: `Use at least ${PASSWORD_MIN} characters.` })
  .max(PASSWORD_MAX, { error: `Use at most ${PASSWORD_MAX} characters.` });

const TOO_LONG = { error: `A password has at most ${PASSWORD_MAX} characters.` };

/** A password that proves who the caller is. It is absent when the form did not ask for it. */
export const proofPasswordSchema = z.string().max(PASSWORD_MAX, TOO_LONG).optional();

/** An existing password. Its length was checked when it was chosen. */
const existingPasswordSchema = z.string().min(1, { error: "Enter your password." }).max(PASSWORD_MAX, TOO_LONG);

export const signInSchema = z.object({ email: emailSchema, password: existingPasswordSchema });

export const newAccountSchema = z.object({
  name: personNameSchema,
  email: emailSchema,
  password: newPasswordSchema,
});
export type NewAccountInput = z.output<typeof newAccountSchema>;

export const profileSchema = z.object({ name: personNameSchema });
export type ProfileInput = z.output<typeof profileSchema>;

export const changePasswordSchema = z.object({
  currentPassword: existingPasswordSchema,
  newPassword: newPasswordSchema,
});
export type ChangePasswordInput = z.output<typeof changePasswordSchema>;
