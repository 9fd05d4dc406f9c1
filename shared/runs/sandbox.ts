import { z } from "zod";

/** What confined a run's programs, as its first event says. */
export const runSandboxSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("bubblewrap"),
    network: z.enum(["open", "off"]),
    /** Whether the abstract Unix sockets of the machine's other programs were out of reach. */
    hostSockets: z.enum(["closed", "open"]),
  }),
  z.object({
    kind: z.literal("none"),
    /** The reason, as a part of a sentence. */
    why: z.string().min(1).max(400),
  }),
]);
export type RunSandbox = z.infer<typeof runSandboxSchema>;

/** What will confine a run that is about to start. `missing`: the run is refused unless the person allows it. */
export const sandboxToStartSchema = z.discriminatedUnion("kind", [
  ...runSandboxSchema.options,
  z.object({
    kind: z.literal("missing"),
    /** A sentence. */
    why: z.string(),
    /** The command that mends it; undefined where none is known. */
    mend: z.string().optional(),
  }),
]);
export type SandboxToStart = z.infer<typeof sandboxToStartSchema>;

/** The fact in words, for the start dialog and the evidence. */
export function sandboxWords(sandbox: RunSandbox): string {
  if (sandbox.kind === "none") return `Not confined: ${sandbox.why}.`;
  const network = sandbox.network === "open" ? "Network open" : "No network";
  const sockets =
    sandbox.hostSockets === "open" && sandbox.network === "open"
      ? " The sockets of other programs on this machine are within reach."
      : "";
  return `Confined to its working tree. ${network}.${sockets}`;
}
