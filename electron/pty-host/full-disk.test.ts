import { execFileSync } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createdEvent } from "@shared/runs/run.fixture";
import { afterAll, beforeAll, expect, it } from "vitest";
import { verifyRunFolder } from "../engine/recordings/verify-run";
import { openEventLog } from "../run-folder/event-log";
import { createFolders, eventOf, openTestWindow, readRun, startTestHost } from "./host.fixture";

// Only root may mount a disk that is small enough to be filled.
const whereMountsWork = process.getuid?.() === 0 ? it : () => undefined;

let folders: Awaited<ReturnType<typeof createFolders>>;
const mounted: string[] = [];

beforeAll(async () => {
  folders = await createFolders();
});
afterAll(async () => {
  for (const disk of mounted) execFileSync("umount", ["--lazy", disk]);
  await folders.remove();
});

/** A session whose run is on a disk of 2 MB with half a megabyte of free space. */
async function onSmallDisk(command: string) {
  const disk = await mkdtemp(join(folders.root, "disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]);
  mounted.push(disk);
  const filler = join(disk, "filler");
  await writeFile(filler, Buffer.alloc(1_500_000));
  const session = await folders.session(command, { folder: disk });
  const log = await openEventLog(disk);
  await log.append(createdEvent({ run: session.run }));
  await log.close();
  const test = startTestHost(100, 300);
  const window = openTestWindow();
  test.post({ type: "open", session });
  test.post({ type: "attach", run: session.run, channel: 1 }, [window.port]);
  const said = (type: string) => window.messages.find((message) => message.type === type);
  return { disk, session, test, window, said, makeRoom: () => rm(filler) };
}

/** About a megabyte of numbered lines. */
const much = "seq -f 'line %.0f of a program that prints more than there is room for' 1 16000";

whereMountsWork("a full disk pauses the program, which continues when space is free", async () => {
  const { disk, session, test, window, said, makeRoom } = await onSmallDisk(much);
  expect(await said("disk-full")).toEqual({ type: "disk-full", folder: disk, stopped: false });
  const late = openTestWindow();
  test.post({ type: "attach", run: session.run, channel: 2 }, [late.port]);
  await late.messages.find((message) => message.type === "disk-full");
  await makeRoom();
  await said("disk-room");
  expect(await test.closed(session.run)).toMatchObject({ type: "closed" });
  const { output, events } = await readRun(disk);
  for (const i of [1, 8000, 16_000]) expect(output).toContain(`line ${i} of a program`);
  expect(output.match(/line \d+ of/g)).toHaveLength(16_000);
  expect(eventOf(events, "session-ended").how).toBe("finished");
  expect(await verifyRunFolder(disk)).toMatchObject({ ok: true });
  await window.messages.find((message) => message.type === "ended");
  expect(window.text()).toBe(output);
});

whereMountsWork(
  "a run can be stopped while the disk is full, and its record is completed when space is free",
  async () => {
    const { disk, session, test, said, makeRoom } = await onSmallDisk(`${much}; sleep 1000`);
    await said("disk-full");
    test.post({ type: "stop", run: session.run, how: "stopped" });
    await test.messages.find((message) => message.type === "waits");
    await makeRoom();
    expect(await test.closed(session.run)).toMatchObject({ type: "closed" });
    const { events, output } = await readRun(disk);
    expect(eventOf(events, "session-ended").how).toBe("stopped");
    expect(output).toContain("── Stopped ──");
    expect(await verifyRunFolder(disk)).toMatchObject({ ok: true });
  },
);

whereMountsWork(
  "quitting while the disk is full does not wait, and the written record is kept",
  async () => {
    const { disk, session, test, said } = await onSmallDisk(`${much}; sleep 1000`);
    await said("disk-full");
    await test.host.close();
    expect(await test.closed(session.run)).toEqual({ type: "lost", run: session.run });
    expect((await stat(join(disk, "session.cast"))).size).toBeGreaterThan(300_000);
  },
);
