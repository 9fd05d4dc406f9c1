import { aRun } from "@shared/base/testing";
import { describe, expect, it } from "vitest";
import { readToHost } from "./protocol";

describe("a message to the host that cannot be read", () => {
  it("fails the run when it opens a session, because the engine waits for its first event", () => {
    const run = aRun("r1");
    const { message, refusal } = readToHost({ type: "open", session: { run, cols: "wide" } });
    expect(message).toBeUndefined();
    expect(refusal).toMatchObject({ type: "failed", run });
    expect(refusal).toHaveProperty("reason", expect.stringContaining("session.cols"));
  });

  it("has no answer when it names no session", () => {
    expect(readToHost({ type: "open", session: {} })).toEqual({});
    expect(readToHost({ type: "sing" })).toEqual({});
  });

  it("is otherwise the message itself", () => {
    expect(readToHost({ type: "ping" })).toEqual({ message: { type: "ping" } });
  });
});
