/**
 * What a form holds, by the names of its fields. Texts stand in the order of their fields. Of boxes and radio buttons it
 * says which there were, because others can be added before the form is filled again.
 */
export type FormFields = Record<string, { texts: string[] } | { offered: string[]; chosen: string[] }>;

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** The most rows that are added to a form which is filled again. */
const ROWS_MAX = 50;
/** How often a form is looked at, because one choice can make further fields appear. */
const ROUNDS_MAX = 6;

/** Reads the fields of a form. It leaves out secrets, and everything that the person did not type or choose. */
export function readFields(form: HTMLFormElement): FormFields {
  const fields: FormFields = {};
  for (const control of controlsOf(form)) {
    if (isSecret(control) || isReadOnly(control)) continue;
    if (isChoice(control)) {
      const known = fields[control.name];
      const field = known && "offered" in known ? known : { offered: [], chosen: [] };
      field.offered.push(control.value);
      if (control.checked) field.chosen.push(control.value);
      fields[control.name] = field;
    } else {
      const known = fields[control.name];
      fields[control.name] = { texts: [...(known && "texts" in known ? known.texts : []), control.value] };
    }
  }
  // A list without a row says so, so that rows which are added later are removed when the form starts afresh.
  const names = new Set(controlsOf(form).map((control) => control.name));
  for (const { dataset } of form.querySelectorAll<HTMLElement>("[data-adds-field]")) {
    if (dataset.addsField && !names.has(dataset.addsField)) fields[dataset.addsField] = { texts: [] };
  }
  return fields;
}

/**
 * Returns the fields that the person has changed. Others are not filled again, because somebody else may have changed
 * them meanwhile. Fields that were not there before, such as those of another choice, count as changed.
 */
export function changedFields(before: FormFields, now: FormFields): FormFields {
  const changed: FormFields = {};
  for (const [name, field] of Object.entries(now)) {
    const old = before[name];
    if (old && "chosen" in old && "chosen" in field) {
      const offered = field.offered.filter((value) => field.chosen.includes(value) !== old.chosen.includes(value));
      const chosen = field.chosen.filter((value) => offered.includes(value));
      if (offered.length > 0) changed[name] = { offered, chosen };
    } else if (JSON.stringify(old) !== JSON.stringify(field)) {
      changed[name] = field;
    }
  }
  return changed;
}

/** Returns a text that is the same as long as the person has changed nothing. Empty fields, such as a new row, are nothing. */
export function contentOf(form: HTMLFormElement): string {
  const filled = controlsOf(form).flatMap((control) => {
    if (isChoice(control)) return control.checked ? [[control.name, control.value]] : [];
    return control.value === "" ? [] : [[control.name, control.value]];
  });
  return JSON.stringify(filled);
}

/**
 * Types and chooses again what a form held. Fields that appear only after another choice are filled in a later round, and
 * rows are added by the form's own buttons (`data-adds-field`, `data-removes-field`).
 */
export async function fillFields(form: HTMLFormElement, fields: FormFields): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    for (const [name, field] of Object.entries(fields)) {
      if ("texts" in field) await matchRows(form, name, field.texts);
    }
    if (!fillOnce(form, fields)) return;
    await rendered();
  }
}

function fillOnce(form: HTMLFormElement, fields: FormFields): boolean {
  const seen = new Map<string, number>();
  let hasChanged = false;
  for (const control of controlsOf(form)) {
    const field = fields[control.name];
    if (!field || isSecret(control) || control.disabled) continue;
    if (isChoice(control)) {
      if (!("offered" in field) || !field.offered.includes(control.value)) continue;
      const isChosen = field.chosen.includes(control.value);
      if (control.checked === isChosen || (control.type === "radio" && !isChosen)) continue;
      control.click();
      hasChanged = true;
    } else if ("texts" in field) {
      const index = seen.get(control.name) ?? 0;
      seen.set(control.name, index + 1);
      const text = field.texts[index];
      if (text === undefined || control.value === text || isReadOnly(control)) continue;
      hasChanged = type(control, text) || hasChanged;
    }
  }
  return hasChanged;
}

/** Adds the rows that are missing, and removes those whose text is not among the texts. */
async function matchRows(form: HTMLFormElement, name: string, texts: readonly string[]): Promise<void> {
  const adds = form.querySelector<HTMLElement>(`[data-adds-field="${CSS.escape(name)}"]`);
  if (!adds) return;
  const rows = () => controlsOf(form).filter((control) => control.name === name);
  const removes = () => [...form.querySelectorAll<HTMLElement>(`[data-removes-field="${CSS.escape(name)}"]`)];
  // React draws the form anew after each click: until then a button knows the rows of before.
  for (let left = removes().length; left > 0; left--) {
    const gone = removes().find((_button, index) => !texts.includes(rows()[index]?.value ?? ""));
    if (!gone) break;
    gone.click();
    await rendered();
  }
  for (let count = rows().length; count < Math.min(texts.length, ROWS_MAX); count++) {
    adds.click();
    await rendered();
  }
}

/** Sets a value as typing does, so that React hears of it. @returns false when the control does not take it */
function type(control: Control, text: string): boolean {
  const prototype = Object.getPrototypeOf(control) as object;
  Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(control, text);
  for (const name of ["input", "change"]) control.dispatchEvent(new Event(name, { bubbles: true }));
  return control.value === text;
}

function controlsOf(form: HTMLFormElement): Control[] {
  return [...form.elements].filter((element): element is Control => {
    if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return element.name !== "";
    const isTyped = element instanceof HTMLInputElement && !["hidden", "file", "submit"].includes(element.type);
    return isTyped && element.name !== "";
  });
}

function isChoice(control: Control): control is HTMLInputElement {
  return control.type === "checkbox" || control.type === "radio";
}

function isReadOnly(control: Control): boolean {
  return !(control instanceof HTMLSelectElement) && control.readOnly;
}

/** A password stays a secret while it is shown, so the type of the field alone does not tell. */
function isSecret(control: Control): boolean {
  return control.type === "password" || control.dataset.secret !== undefined || /password/.test(control.autocomplete);
}

function rendered(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
