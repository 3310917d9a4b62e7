"use client";

import { PROOF_FIELDS, ProofFields } from "#components/auth/proof-fields";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { DialogBody, DialogClose, DialogFooter } from "#components/ui/dialog";
import { Field, Fieldset } from "#components/ui/field";
import { Form } from "#components/ui/form";
import { Input } from "#components/ui/input";
import { FormNotice } from "#components/ui/notice";
import { Select } from "#components/ui/select";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import type { CreatedApiToken } from "#lib/api-tokens/dto";
import { TOKEN_DAYS_DEFAULT } from "#lib/api-tokens/limits";
import { API_SCOPE_LABELS, API_SCOPES } from "#lib/auth/api-scopes";
import { type FormState, IDLE } from "#lib/form";

export type CreateApiTokenAction = (
  previous: FormState<CreatedApiToken>,
  formData: FormData,
) => Promise<FormState<CreatedApiToken>>;

type ApiTokenFormProps = { action: CreateApiTokenAction; onCreated: (created: CreatedApiToken) => void };

const DAYS = [7, 30, 90, 180, 365];

/** Creates an API token and gives it to `onCreated`. The state of this form must never hold a token. */
export function ApiTokenForm({ action, onCreated }: ApiTokenFormProps) {
  const [state, submit] = useFormAction<FormState<CreatedApiToken>>(async (_previous, formData) => {
    const answer = await action(IDLE, formData);
    if (answer.status !== "done") return answer;
    onCreated(answer.data);
    return IDLE;
  }, IDLE);
  const errors = fieldErrors(state);
  return (
    <Form action={submit} state={state} keep="api-token" className="flex min-h-0 flex-col">
      <DialogBody className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <Field
          label="Name"
          name="name"
          required
          error={errors.name}
          help="Name it after the script or service that uses it."
        >
          {(control) => <Input {...control} autoComplete="off" placeholder="Terraform" />}
        </Field>
        <Fieldset label="Scopes" error={errors.scopes}>
          <div className="grid gap-3">
            {API_SCOPES.map((scope) => (
              <Checkbox
                key={scope}
                name="scopes"
                value={scope}
                aria-invalid={errors.scopes ? true : undefined}
                label={<span className="font-mono text-sm">{scope}</span>}
                help={API_SCOPE_LABELS[scope]}
              />
            ))}
          </div>
        </Fieldset>
        <Field label="Expires" name="expiresInDays" error={errors.expiresInDays}>
          {(control) => (
            <Select {...control} defaultValue={String(TOKEN_DAYS_DEFAULT)} className="w-48">
              {DAYS.map((days) => (
                <option key={days} value={days}>{`In ${days} days`}</option>
              ))}
            </Select>
          )}
        </Field>
        <ProofFields errors={errors} />
        <FormNotice message={formMessage(state, ["name", "scopes", "expiresInDays", ...PROOF_FIELDS])} />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <SubmitButton>Create token</SubmitButton>
      </DialogFooter>
    </Form>
  );
}
