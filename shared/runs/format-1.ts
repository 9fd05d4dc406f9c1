// Events of format 1 as events of today. Each is told from today's by its own shape, so that a single line can be read.

import { z } from "zod";
import { endOf } from "./process-end";

const typeSchema = z.looseObject({ type: z.string() });

const owner = (pid: unknown, started: unknown) => ({ pid, started, seconds: 0 });

const createdSchema = z.looseObject({
  type: z.literal("created"),
  ownerPid: z.number(),
  ownerStarted: z.string(),
  validation: z.string().optional(),
});
const startedSchema = z.looseObject({
  type: z.literal("session-started"),
  hostPid: z.number(),
  hostStarted: z.string(),
  owner: z.undefined().optional(),
});
const validationSchema = z.looseObject({ index: z.undefined().optional() });
/** Before `end` there were two numbers. */
const endedSchema = z.looseObject({
  exitCode: z.number().int(),
  signal: z.number().int().optional(),
  end: z.undefined().optional(),
});

/** @returns an event of format 1 as it would be written today, and any other as it is */
export function fromFormat1(event: unknown): unknown {
  switch (typeSchema.safeParse(event).data?.type) {
    case "created": {
      const created = createdSchema.safeParse(event);
      if (!created.success) return event;
      const { ownerPid, ownerStarted, validation, ...rest } = created.data;
      return {
        ...rest,
        type: "run-created",
        format: 1,
        owner: owner(ownerPid, ownerStarted),
        validations: validation === undefined ? [] : [{ command: validation }],
      };
    }
    case "session-started": {
      const started = startedSchema.safeParse(event);
      if (!started.success) return event;
      const { hostPid, hostStarted, ...rest } = started.data;
      return { ...rest, owner: owner(hostPid, hostStarted) };
    }
    case "validation-started":
      return withIndex(event);
    case "validation-ended":
      return withIndex(withEnd(event));
    case "agent-ended":
      return withEnd(event);
    default:
      return event;
  }
}

function withIndex(event: unknown): unknown {
  const validation = validationSchema.safeParse(event);
  return validation.success ? { ...validation.data, index: 0 } : event;
}

function withEnd(event: unknown): unknown {
  const ended = endedSchema.safeParse(event);
  if (!ended.success) return event;
  const { exitCode, signal, end: _, ...rest } = ended.data;
  return { ...rest, end: endOf(exitCode, signal) };
}
