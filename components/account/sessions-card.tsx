import { RelativeTime } from "#components/time/relative-time";
import { Button } from "#components/ui/button";
import { Card, CardHeader } from "#components/ui/card";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { Dotted } from "#components/ui/dotted";
import { Status } from "#components/ui/status";
import type { SessionView } from "#lib/auth/sessions/dto";
import type { FormState } from "#lib/form";

type EndAction = (previous: FormState, formData: FormData) => Promise<FormState>;

type SessionsCardProps = { sessions: SessionView[]; endAction: EndAction; endOthersAction: EndAction };

/** Lists where a person is signed in, and ends these sessions one by one or all others together. */
export function SessionsCard({ sessions, endAction, endOthersAction }: SessionsCardProps) {
  const others = sessions.filter(({ isCurrent }) => !isCurrent).length;
  return (
    <Card aria-labelledby="sessions">
      <CardHeader
        id="sessions"
        title="Sessions"
        description="Where you are signed in. A session ends 30 days after the sign-in."
        action={others > 1 && <EndOthers others={others} action={endOthersAction} />}
        className="flex-wrap gap-y-3"
      />
      <ul className="mt-4 divide-y border-t">
        {sessions.map((session) => (
          <Session key={session.id} session={session} endAction={endAction} />
        ))}
      </ul>
    </Card>
  );
}

function EndOthers({ others, action }: { others: number; action: EndAction }) {
  return (
    <ConfirmDialog
      trigger={<Button>End all others</Button>}
      title={`End ${others} sessions?`}
      confirmLabel="End all others"
      action={action}
    >
      You stay signed in on this device. All other devices have to sign in again.
    </ConfirmDialog>
  );
}

function Session({ session, endAction }: { session: SessionView; endAction: EndAction }) {
  const { id, device, address, signedInAt, lastSeenAt, isCurrent } = session;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1 px-4 py-3 sm:px-5">
      <div className="flex min-h-8 min-w-0 items-center justify-between gap-4">
        <h3 className="min-w-0 break-words">{device}</h3>
        {isCurrent ? (
          <Status tone="success">This device</Status>
        ) : (
          <EndOne id={id} device={device} action={endAction} />
        )}
      </div>
      <div className="text-muted-foreground text-sm">
        <Dotted>
          {address && <span className="break-all">{address}</span>}
          <span>
            Signed in <RelativeTime at={signedInAt} />
          </span>
          <span>
            Last seen <RelativeTime at={lastSeenAt} />
          </span>
        </Dotted>
      </div>
    </li>
  );
}

function EndOne({ id, device, action }: { id: string; device: string; action: EndAction }) {
  return (
    <ConfirmDialog
      trigger={
        <Button variant="danger-ghost" size="sm" className="-mr-2.5" aria-label={`End the session on ${device}`}>
          End
        </Button>
      }
      title={`End the session on ${device}?`}
      confirmLabel="End session"
      action={action}
      fields={{ sessionId: id }}
    >
      This device has to sign in again. If you do not know it, also change your password.
    </ConfirmDialog>
  );
}
