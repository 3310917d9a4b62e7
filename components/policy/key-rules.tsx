import { GranteesChoice } from "#components/policy/grantees-choice";
import { LifetimeField } from "#components/policy/lifetime-field";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { Checkbox } from "#components/ui/checkbox";
import type { PolicySettings } from "#lib/policy/dto";
import { LIFETIME_DAYS_MAX } from "#lib/policy/limits";

type KeyRulesProps = { settings: PolicySettings; errors: Record<string, string> };

/** The rules for how long keys may live, what they may do, and who may create them. */
export function KeyRules({ settings, errors }: KeyRulesProps) {
  return (
    <Card aria-labelledby="keys">
      <CardHeader
        id="keys"
        title="Keys"
        description="A key that breaks these rules is blocked here, not revoked. It works again when it keeps them."
      />
      <CardBody className="grid gap-5">
        <LifetimeField
          label="Longest lifetime, in days"
          name="maxLifetimeDays"
          days={settings.maxLifetimeDays}
          placeholder="No limit"
          error={errors.maxLifetimeDays}
          help={`From the creation of a key to its expiry, 1 to ${LIFETIME_DAYS_MAX} days. Leave it empty for no limit. With a limit, keys that never expire are blocked too.`}
        />
        <Checkbox
          name="expiryRequired"
          defaultChecked={settings.expiryRequired}
          label="Keys must expire"
          help="Keys that never expire are blocked."
          className="max-w-form"
        />
        <GranteesChoice
          name="fullAccess"
          label="Who may have keys with full access"
          chosen={settings.fullAccess}
          help={{ everyone: "Members too.", admins: "Keys of members with full access are blocked." }}
        />
        <GranteesChoice
          name="keyMakers"
          label="Who may create keys"
          chosen={settings.keyMakers}
          help={{
            everyone: "Each member for their own clients.",
            admins: "All keys of members are blocked.",
          }}
        />
      </CardBody>
    </Card>
  );
}
