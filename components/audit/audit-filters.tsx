"use client";

import { X } from "lucide-react";
import { auditAddress } from "#components/audit/audit-address";
import { GROUP_LABELS } from "#components/audit/group-labels";
import { useAddressView } from "#components/frame/page/use-address-view";
import { Button } from "#components/ui/button";
import { Input } from "#components/ui/input";
import { Label } from "#components/ui/label";
import { Select } from "#components/ui/select";
import { Spinner } from "#components/ui/spinner";
import { AUDIT_GROUPS, type AuditActorChoice, type AuditFilters as Filters } from "#lib/audit-log/dto";

type AuditFiltersProps = {
  filters: Filters;
  actors: AuditActorChoice[];
  /** The name of the key, server or other thing that the log is filtered by; null when it is unknown. */
  targetName: string | null;
};

/** The filters of the audit log. The address holds them, so that it can be shared and Back works. */
export function AuditFilters({ filters, actors, targetName }: AuditFiltersProps) {
  const { chosen, pending, choose } = useAddressView(filters, auditAddress);
  return (
    <search className="flex flex-wrap items-end gap-2">
      <Choice
        id="audit-actor"
        label="Who"
        everything="Everybody"
        value={chosen.actor}
        choices={actors}
        onChoose={(actor) => choose({ actor })}
      />
      <Choice
        id="audit-about"
        label="About"
        everything="Everything"
        value={chosen.group}
        choices={AUDIT_GROUPS.map((group) => ({ value: group, name: GROUP_LABELS[group] }))}
        onChoose={(value) => choose({ group: AUDIT_GROUPS.find((group) => group === value) ?? null })}
      />
      <Day id="audit-from" label="From" value={chosen.from} max={chosen.to} onChoose={(from) => choose({ from })} />
      <Day id="audit-to" label="To" value={chosen.to} min={chosen.from} onChoose={(to) => choose({ to })} />
      {chosen.target !== null && (
        <Button
          className="max-w-full"
          aria-label={`Remove filter: only ${targetName ?? "one thing"}`}
          onClick={() => choose({ target: null })}
        >
          <span className="truncate">{`Only ${targetName ?? "one thing"}`}</span>
          <X aria-hidden />
        </Button>
      )}
      {pending && <Spinner className="mb-2.5 text-muted-foreground" />}
    </search>
  );
}

type ChoiceProps = {
  id: string;
  label: string;
  everything: string;
  value: string | null;
  choices: AuditActorChoice[];
  onChoose: (value: string | null) => void;
};

function Choice({ id, label, everything, value, choices, onChoose }: ChoiceProps) {
  const isKnown = value === null || choices.some((choice) => choice.value === value);
  return (
    <div className="grid w-full gap-1.5 sm:w-44">
      <Label htmlFor={id}>{label}</Label>
      <Select id={id} value={value ?? ""} onChange={(event) => onChoose(event.target.value || null)}>
        <option value="">{everything}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.name}
          </option>
        ))}
        {!isKnown && <option value={value}>Somebody else</option>}
      </Select>
    </div>
  );
}

type DayProps = {
  id: string;
  label: string;
  value: string | null;
  min?: string | null;
  max?: string | null;
  onChoose: (value: string | null) => void;
};

/** Asks for a day in UTC. An incomplete date changes nothing. */
function Day({ id, label, value, min, max, onChoose }: DayProps) {
  return (
    <div className="grid w-[calc(50%-0.25rem)] gap-1.5 sm:w-40">
      <Label htmlFor={id}>
        {label} <span className="font-normal text-muted-foreground">(UTC)</span>
      </Label>
      <Input
        id={id}
        type="date"
        value={value ?? ""}
        min={min ?? "2000-01-01"}
        max={max ?? "2199-12-31"}
        onChange={(event) => {
          const day = event.target.value;
          if (day === "" || /^2[01]\d\d-/.test(day)) onChoose(day || null);
        }}
      />
    </div>
  );
}
