/** Reads the form of the dialog "Rotate" into what `rotateKeySchema` checks. */
export function readRotateKeyForm(form: FormData): object {
  return { keyId: form.get("keyId"), overlap: form.get("overlap"), expiresInDays: expiryOf(form.get("expires")) };
}

function expiryOf(choice: FormDataEntryValue | null): "same" | number | null {
  if (choice === "same") return "same";
  return choice === "never" ? null : Number(choice ?? Number.NaN);
}
