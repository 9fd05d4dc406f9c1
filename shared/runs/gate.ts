import { z } from "zod";

/** The name of a gate, such as "spec" or "security review". */
const name = z.string().min(1).max(80);
/** A person, by name and address. Nothing else passes a gate: no agent, no time, no interruption. */
const person = z.string().min(1);

/** The run may not be approved before a person has passed this gate. */
export const gateAskedSchema = z.object({
  type: z.literal("gate-asked"),
  gate: name,
  /** What the answer is about, by the SHA-256 of its content or by git's id. Whoever passes the gate repeats it. */
  shown: z.string().min(1),
});
export const gatePassedSchema = z.object({
  type: z.literal("gate-passed"),
  gate: name,
  shown: z.string().min(1),
  by: person,
});
export const gateRefusedSchema = z.object({
  type: z.literal("gate-refused"),
  gate: name,
  shown: z.string().min(1),
  by: person,
  reason: z.string(),
});

/** A gate, and how it stands. */
export const gateSchema = z.discriminatedUnion("stands", [
  z.object({ stands: z.literal("asked"), gate: name, shown: z.string() }),
  z.object({ stands: z.literal("passed"), gate: name, shown: z.string(), by: person }),
  z.object({
    stands: z.literal("refused"),
    gate: name,
    shown: z.string(),
    by: person,
    reason: z.string(),
  }),
]);
export type Gate = z.infer<typeof gateSchema>;

/** Why the gates keep a run from being approved, in words; undefined when they do not. */
export function gateObstacle(gates: readonly Gate[]): string | undefined {
  const refused = gates.find(({ stands }) => stands === "refused");
  if (refused?.stands === "refused")
    return `${refused.by} refused the gate “${refused.gate}”. Send the run back or discard it.`;
  const open = gates.find(({ stands }) => stands === "asked");
  return open && `The gate “${open.gate}” was not passed yet.`;
}

type GateEvent =
  | z.infer<typeof gateAskedSchema>
  | z.infer<typeof gatePassedSchema>
  | z.infer<typeof gateRefusedSchema>;

/** The gates after one more event. An answer about something else than was asked changes nothing. */
export function withGate(gates: readonly Gate[], event: GateEvent): readonly Gate[] {
  const { gate, shown } = event;
  if (event.type === "gate-asked")
    return [...gates.filter((each) => each.gate !== gate), { stands: "asked", gate, shown }];
  const { by } = event;
  const answered: Gate =
    event.type === "gate-passed"
      ? { stands: "passed", gate, shown, by }
      : { stands: "refused", gate, shown, by, reason: event.reason };
  return gates.map((each) =>
    each.stands === "asked" && each.gate === gate && each.shown === shown ? answered : each,
  );
}
