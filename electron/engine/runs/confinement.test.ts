import { expect, it } from "vitest";
import type { Sandbox } from "../sandbox/probe";
import { requireSandbox, sandboxToStart } from "./confinement";

const bubblewrap: Sandbox = {
  kind: "bubblewrap",
  command: ["bwrap"],
  inner: [],
  closesSockets: true,
};
const missing: Sandbox = {
  kind: "missing",
  why: "bubblewrap, which confines runs, is not installed.",
  mend: "sudo apt-get install -y bubblewrap",
};

function project(sandbox: Sandbox, allowed = false) {
  let given = allowed;
  return {
    sandbox: async () => sandbox,
    unconfined: {
      get allowed() {
        return given;
      },
      async allow() {
        given = true;
      },
    },
  };
}

it("refuses a run that cannot be confined, with the command that mends it", async () => {
  const parts = project(missing);
  await expect(requireSandbox(parts, {})).rejects.toMatchObject({
    code: "sandbox-missing",
    message: expect.stringContaining("sudo apt-get install -y bubblewrap"),
  });
  expect(await sandboxToStart(parts)).toMatchObject({ kind: "missing", mend: missing.mend });
});

it("starts a run without a sandbox once the person allows it for the project", async () => {
  const parts = project(missing);
  const recorded = { kind: "none", why: expect.stringContaining("may run without one") };
  expect(await requireSandbox(parts, { unconfined: "always" })).toEqual({
    sandbox: undefined,
    recorded,
  });
  expect(await requireSandbox(parts, {})).toEqual({ sandbox: undefined, recorded });
  expect(await sandboxToStart(parts)).toEqual(recorded);
});

it("keeps nothing of what a command line allows", async () => {
  const parts = project(missing);
  expect((await requireSandbox(parts, { unconfined: "once" })).recorded.kind).toBe("none");
  await expect(requireSandbox(parts, {})).rejects.toMatchObject({ code: "sandbox-missing" });
});

it("confines a run wherever that is possible, whatever was allowed", async () => {
  const recorded = { kind: "bubblewrap", network: "open", hostSockets: "closed" };
  for (const unconfined of [undefined, "always"] as const) {
    const { sandbox, recorded: said } = await requireSandbox(project(bubblewrap, true), {
      unconfined,
    });
    expect(sandbox).toBe(bubblewrap);
    expect(said).toEqual(recorded);
  }
  const once = await requireSandbox(project(bubblewrap), { unconfined: "once" });
  expect(once).toEqual({
    sandbox: undefined,
    recorded: { kind: "none", why: "it was started with --no-sandbox" },
  });
});

it("says of a system without a sandbox that the run is not confined", async () => {
  const parts = project({ kind: "unsupported", why: "there is no sandbox for this system yet" });
  expect((await requireSandbox(parts, {})).recorded).toEqual({
    kind: "none",
    why: "there is no sandbox for this system yet",
  });
});
