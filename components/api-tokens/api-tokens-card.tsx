import { AddApiToken } from "#components/api-tokens/add-api-token";
import type { CreateApiTokenAction } from "#components/api-tokens/api-token-form";
import { KeyStatus } from "#components/keys/facts/key-status";
import { Expiry } from "#components/keys/facts/key-times";
import { RelativeTime } from "#components/time/relative-time";
import { Button } from "#components/ui/button";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { Dotted } from "#components/ui/dotted";
import { Truncate } from "#components/ui/truncate";
import type { ApiTokenView } from "#lib/api-tokens/dto";
import type { FormState } from "#lib/form";
import { isUsable } from "#lib/keys/access/status";

type RevokeAction = (previous: FormState, formData: FormData) => Promise<FormState>;

type ApiTokensCardProps = { apiTokens: ApiTokenView[]; createAction: CreateApiTokenAction; revokeAction: RevokeAction };

/** Lists a person's API tokens, creates new ones and revokes them. */
export function ApiTokensCard({ apiTokens, createAction, revokeAction }: ApiTokensCardProps) {
  return (
    <Card aria-labelledby="api-tokens">
      <CardHeader
        id="api-tokens"
        title="API tokens"
        description={
          <span>
            For scripts that use Latchkey's{" "}
            <a
              href="/docs/api"
              className="rounded-sm text-foreground underline decoration-border underline-offset-4 hover:decoration-current"
            >
              API
            </a>
            . They do not work at the MCP endpoint.
          </span>
        }
        action={<AddApiToken action={createAction} />}
        className="flex-wrap gap-y-3"
      />
      {apiTokens.length === 0 ? (
        <CardBody className="text-muted-foreground">You have no API tokens.</CardBody>
      ) : (
        <ul className="mt-4 divide-y border-t">
          {apiTokens.map((apiToken) => (
            <ApiToken key={apiToken.id} apiToken={apiToken} revokeAction={revokeAction} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function ApiToken({ apiToken, revokeAction }: { apiToken: ApiTokenView; revokeAction: RevokeAction }) {
  const { id, name, mask, scopes, status, leakedAt, lastUse } = apiToken;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1 px-4 py-3 sm:px-5">
      <div className="flex min-w-0 items-center justify-between gap-4">
        <h3 className="min-w-0">
          <Truncate>{name}</Truncate>
        </h3>
        <KeyStatus status={status} />
      </div>
      <div className="flex flex-wrap items-end justify-between gap-x-4">
        <div className="min-w-0 text-muted-foreground text-sm">
          <Dotted>
            <code className="break-all font-mono">{mask}</code>
            <span>{scopes.join(", ")}</span>
          </Dotted>
          <Dotted>
            <LastUse lastUse={lastUse} />
            {status === "revoked" ? null : <Expiry {...apiToken} />}
            {leakedAt && (
              <span className="text-foreground">
                Reported as leaked <RelativeTime at={leakedAt} />
              </span>
            )}
          </Dotted>
        </div>
        {isUsable(status) && (
          <ConfirmDialog
            trigger={
              <Button variant="danger-ghost" size="sm" className="-mr-2.5 ml-auto" aria-label={`Revoke ${name}`}>
                Revoke
              </Button>
            }
            title={`Revoke ${name}?`}
            confirmLabel="Revoke"
            action={revokeAction}
            fields={{ apiTokenId: id }}
          >
            Scripts that use this token are refused from their next request. Keys that it created keep working. This
            cannot be undone.
          </ConfirmDialog>
        )}
      </div>
    </li>
  );
}

function LastUse({ lastUse }: Pick<ApiTokenView, "lastUse">) {
  if (!lastUse) return <span>Never used</span>;
  return (
    <span>
      <span>
        Used <RelativeTime at={lastUse.at} />
      </span>
      {lastUse.app && <span>{` by ${lastUse.app}`}</span>}
    </span>
  );
}
