import type { Verification } from "@shared/contracts/runs";
import type { LoggedEvent } from "@shared/runs/event";
import { isSealedKind } from "@shared/runs/sealing";
import type { ReadEvents } from "../../run-folder/event-log";
import type { Vouched } from "../runs/journal";

type Check = Verification["checks"][number];

/**
 * Compares a run's log with the app's journal of it, which lies outside of the run's folder, and says how strong
 * this evidence is.
 */
export function checkJournal({ events, hashes }: ReadEvents, vouched: Vouched): Check[] {
  if (vouched.by === "nothing") return [notSealed(events)];
  const { seals, broken, keyed } = vouched;
  const checks: Check[] =
    broken === undefined ? [] : [no(`The app's journal of this run ${broken}.`)];
  const wrong = seals.filter(({ seq, hash }) => hashes[seq] !== hash);
  if (wrong.length > 0)
    return [
      ...checks,
      no(
        `The run's events are not those that the app heard of: line ${(wrong[0]?.seq ?? 0) + 1} is another, or is missing.`,
      ),
    ];
  const last = seals.at(-1)?.seq ?? -1;
  const added = events.filter(({ seq, event }) => seq > last && isSealedKind(event.type));
  if (added.length > 0)
    checks.push(
      no(
        `The app did not hear of ${added.length === 1 ? "1 of the run's events" : `${added.length} of the run's events`}, from line ${(added[0]?.seq ?? 0) + 1} on.`,
      ),
    );
  checks.push(...seals.flatMap((seal, index) => unseen(seal, seals[index - 1]?.seq ?? -1, events)));
  if (checks.every(({ ok }) => ok))
    checks.push({
      ok: true,
      text: keyed
        ? "The app's journal, which is signed with a key of your keychain, has the same events."
        : "The app's journal has the same events. Nothing but the journal's place keeps a program from rewriting it.",
    });
  return checks;
}

const no = (text: string): Check => ({ ok: false, text });

function notSealed(events: readonly LoggedEvent[]): Check {
  const [first] = events;
  return first?.event.type === "run-created" && first.event.sealed === true
    ? no("The run says that the app keeps a journal of it, and there is none.")
    : {
        ok: true,
        text: "Not sealed: the app has no journal of this run, so nothing but its own folder vouches for it.",
      };
}

/** Lines that were written while no app was running. */
function unseen(
  { seq, unseen: was }: { readonly seq: number; readonly unseen?: true | undefined },
  before: number,
  events: readonly LoggedEvent[],
): Check[] {
  if (was !== true) return [];
  const lines = events.filter((each) => each.seq > before && each.seq <= seq);
  const ended = lines.some(({ event }) => event.type === "session-ended");
  const which = before + 2 === seq + 1 ? `Line ${seq + 1}` : `Lines ${before + 2} to ${seq + 1}`;
  return [
    {
      ok: !ended,
      text: ended
        ? "How the session ended was written while the app was not there, so nothing vouches for it."
        : `${which} of the run's events were written while the app was not there.`,
    },
  ];
}
