/** Reads the form of the dialog "Rotate" as input for `rotateKeySchema`. */
export function readRotateKeyForm(form: FormData): object {
  return {
    keyId: form.get("keyId"),
    overlap: form.get("overlap"),
    expiresInDays: expiryChoice(form.get("expires")),
    password: form.get("password") ?? undefined,
  };
}

function expiryChoice(choice: FormDataEntryValue | null): "same" | number | null {
  if (choice === "same") return "same";
  return choice === "never" ? null : Number(choice ?? Number.NaN);
}
