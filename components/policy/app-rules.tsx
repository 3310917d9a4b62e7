import { GranteesChoice } from "#components/policy/grantees-choice";
import { LifetimeField } from "#components/policy/lifetime-field";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { Field, Fieldset } from "#components/ui/field";
import { Radio, RadioGroup } from "#components/ui/radio-group";
import { Textarea } from "#components/ui/textarea";
import type { AppClients, PolicySettings } from "#lib/policy/dto";

const CLIENTS: Record<AppClients, { label: string; help: string }> = {
  all: { label: "Any client", help: "The name of a client that registers itself is only a claim." },
  verified: {
    label: "Clients that somebody vouches for",
    help: "A document at an address of their own describes them, or an admin of this installation entered them.",
  },
  listed: { label: "Only these clients", help: "Apps of all other clients are blocked." },
};

type AppRulesProps = { settings: PolicySettings; errors: Record<string, string> };

/** The rules for the apps that people connect by signing in from a client. All other rules hold for apps too. */
export function AppRules({ settings, errors }: AppRulesProps) {
  return (
    <Card aria-labelledby="apps">
      <CardHeader
        id="apps"
        title="Connected apps"
        description="An app that breaks these rules is blocked here, not disconnected. The rules for keys about full access, expiry and networks hold for apps too."
      />
      <CardBody className="grid gap-5">
        <GranteesChoice
          name="appMakers"
          label="Who may connect apps"
          chosen={settings.appMakers}
          help={{ everyone: "Each member for their own clients.", admins: "All apps of members are blocked." }}
        />
        <Fieldset label="Clients that may be connected" className="max-w-form">
          <RadioGroup>
            {Object.entries(CLIENTS).map(([value, { label, help }]) => (
              <Radio
                key={value}
                name="appClients"
                value={value}
                defaultChecked={settings.appClients === value}
                label={label}
                help={help}
              />
            ))}
          </RadioGroup>
        </Fieldset>
        <Field
          label="Listed clients"
          name="listedClients"
          optional
          error={errors.listedClients}
          help="One per line: the host of a client's document, such as claude.ai, or a client id. They count while only these clients may be connected."
          className="max-w-form"
        >
          {(control) => (
            <Textarea
              {...control}
              rows={3}
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
              placeholder="claude.ai"
              defaultValue={settings.listedClients.join("\n")}
              className="font-mono"
            />
          )}
        </Field>
        <LifetimeField
          label="Longest lifetime of apps, in days"
          name="maxAppLifetimeDays"
          days={settings.maxAppLifetimeDays}
          placeholder="As keys"
          error={errors.maxAppLifetimeDays}
          help="From the sign-in to the end of the app. Leave it empty for the limit of keys."
        />
      </CardBody>
    </Card>
  );
}
