import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { createRecording, type RecordingHandle } from "./recording-file";
import { createRoom } from "./room";

const header = { cols: 80, rows: 24 };

/** A file that accepts a limited number of bytes in each write, and answers the first writes with these errors. */
function failingFile(errors: (string | undefined)[], atOnce = 1000) {
  let text = Buffer.alloc(0);
  const handle: RecordingHandle = {
    async write(bytes, from) {
      const code = errors.shift();
      if (code !== undefined) throw Object.assign(new Error(`${code}: no`), { code });
      const some = bytes.subarray(from, from + atOnce);
      text = Buffer.concat([text, some]);
      return { bytesWritten: some.length };
    },
    datasync: async () => undefined,
    sync: async () => undefined,
    close: async () => undefined,
  };
  return { open: async () => handle, bytes: () => text };
}

it("waits while the disk is full, and is complete once space is free", async () => {
  const file = failingFile([undefined, "ENOSPC", "EDQUOT", "ENOSPC", undefined, "ENOSPC"], 7);
  const fullness: boolean[] = [];
  const room = createRoom(() => fullness.push(room.full), 1);
  const recording = await createRecording("", header, { room, onChange: () => undefined, ...file });
  for (let i = 0; i < 100; i++) recording.add({ time: i, code: "o", data: `line ${i}` });
  const { digest, bytes } = await recording.seal();
  expect(fullness).toEqual([true, false, true, false]);
  expect(recording.failure).toBeUndefined();
  expect(bytes).toBe(file.bytes().length);
  expect(digest).toBe(createHash("sha256").update(file.bytes()).digest("hex"));
  expect(file.bytes().toString().trim().split("\n")).toHaveLength(101);
});

it("fails at once for any other error, and at the end when a full disk is given up", async () => {
  const changes: (string | undefined)[] = [];
  const broken = failingFile([undefined, "EIO"], 10);
  const room = createRoom(() => undefined, 1);
  const recording = await createRecording("", header, {
    room,
    onChange: () => changes.push(recording.failure?.message),
    ...broken,
  });
  await recording.flush();
  expect(changes).toEqual(["EIO: no"]);
  await expect(recording.seal()).rejects.toThrow("EIO");

  const full = failingFile(Array.from({ length: 1e6 }, () => "ENOSPC"));
  const waiting = await createRecording("", header, { room, onChange: () => undefined, ...full });
  await expect.poll(() => room.full).toBe(true);
  room.giveUp();
  await expect(waiting.seal()).rejects.toThrow("ENOSPC");
  expect(room.full).toBe(false);
});
