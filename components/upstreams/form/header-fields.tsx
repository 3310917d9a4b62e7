"use client";

import { Plus, X } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { PasswordInput } from "#components/ui/password-input";

type Row = { id: number; storedName: string | null };

type HeaderFieldsProps = {
  /** The names of the stored headers. Their values never leave the server. */
  storedNames?: string[];
  /** The errors by path, such as `headers.0.name`. */
  errors: Record<string, string>;
};

/**
 * Rows with the name and value of a header. They are sent as two lists of the same order, `headerName` and
 * `headerValue`.
 */
export function HeaderFields({ storedNames = [], errors }: HeaderFieldsProps) {
  const headingId = useId();
  const [rows, setRows] = useState<Row[]>(storedNames.map((storedName, id) => ({ id, storedName })));
  // An error names its row by position, so the errors are outdated when a row was removed.
  const [outdated, setOutdated] = useState<Record<string, string> | null>(null);
  const current = outdated === errors ? {} : errors;
  const add = () => setRows([...rows, { id: Math.max(-1, ...rows.map((row) => row.id)) + 1, storedName: null }]);
  const remove = (id: number) => {
    setRows(rows.filter((row) => row.id !== id));
    setOutdated(errors);
  };
  return (
    <section aria-labelledby={headingId} className="grid gap-3">
      <div className="flex items-baseline justify-between gap-2">
        <h3 id={headingId} className="font-medium">
          Headers
        </h3>
        <span className="text-muted-foreground text-sm">Optional</span>
      </div>
      <p className="-mt-2 text-muted-foreground text-sm">
        Sent with every request, for example a credential. Values are encrypted and never shown again.
      </p>
      {rows.map((row, index) => (
        <HeaderRow
          key={row.id}
          row={row}
          nameError={current[`headers.${index}.name`]}
          valueError={current[`headers.${index}.value`]}
          onRemove={() => remove(row.id)}
        />
      ))}
      {current.headers && <p className="text-danger-text text-sm">{current.headers}</p>}
      <Button size="sm" className="justify-self-start" data-adds-field="headerName" onClick={add}>
        <Plus aria-hidden />
        Add header
      </Button>
    </section>
  );
}

type HeaderRowProps = { row: Row; nameError?: string; valueError?: string; onRemove: () => void };

function HeaderRow({ row, nameError, valueError, onRemove }: HeaderRowProps) {
  const [name, setName] = useState(row.storedName ?? "");
  const isStored = row.storedName !== null && name.trim().toLowerCase() === row.storedName.toLowerCase();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2 gap-y-3 rounded-md border p-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto]">
      <Field label="Header name" name="headerName" error={nameError} className="content-start max-sm:col-span-2">
        {(control) => (
          <Input
            {...control}
            value={name}
            onChange={(event) => setName(event.target.value)}
            // A new row takes the focus, because the person wants to type there.
            autoFocus={row.storedName === null}
            placeholder="Authorization"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="font-mono text-sm"
          />
        )}
      </Field>
      <Field label="Value" name="headerValue" error={valueError} className="content-start">
        {(control) => (
          <PasswordInput
            {...control}
            placeholder={isStored ? "Keep stored value" : "Bearer …"}
            autoComplete="new-password"
            className="font-mono text-sm"
          />
        )}
      </Field>
      <Button
        variant="ghost"
        size="icon"
        aria-label={name ? `Remove header ${name}` : "Remove header"}
        data-removes-field="headerName"
        className="mt-6.75 size-9"
        onClick={onRemove}
      >
        <X aria-hidden />
      </Button>
    </div>
  );
}
