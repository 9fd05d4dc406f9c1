import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type TestFolder, testFolder } from "./files/testing";
import { connectLocal, type LocalChannel, listenLocal, socketPath } from "./local-socket";

let test: TestFolder;
const ends: (() => void)[] = [];
beforeEach(() => {
  test = testFolder();
  chmodSync(test.at("."), 0o700);
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
  test.dispose();
});

async function listening(path: string) {
  const accepted: LocalChannel[] = [];
  const heard: unknown[] = [];
  const server = await listenLocal(path, (channel) => {
    accepted.push(channel);
    channel.onMessage((message) => heard.push(message));
  });
  if ("close" in server) ends.push(server.close);
  return { refused: "refused" in server ? server.refused : undefined, accepted, heard };
}

it("messages of any length arrive complete and in order, and only the person may connect", async () => {
  const path = test.at("engine.sock");
  const { accepted, heard } = await listening(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const near = await connectLocal(path);
  const long = { text: "ä\n\u2028".repeat(400_000) };
  near?.post({ n: 1 });
  near?.post(long);
  near?.post({ n: 2 });
  await expect.poll(() => heard.length).toBe(3);
  expect(heard).toEqual([{ n: 1 }, long, { n: 2 }]);
  const answers: unknown[] = [];
  near?.onMessage((message) => answers.push(message));
  accepted[0]?.post("answer");
  await expect.poll(() => answers).toEqual(["answer"]);
  let gone = false;
  accepted[0]?.onClose(() => {
    gone = true;
  });
  near?.close();
  await expect.poll(() => gone).toBe(true);
});

it("the socket of a killed engine is replaced, and that of a listening one is not", async () => {
  const path = test.at("engine.sock");
  writeFileSync(path, "");
  expect(await connectLocal(path)).toBeUndefined();
  expect((await listening(path)).refused).toBeUndefined();
  expect((await listening(path)).refused).toMatch(/^Another Specwright .* Quit that one/);
  const near = await connectLocal(path);
  expect(near).toBeDefined();
  near?.close();
});

it("a socket that cannot be made is refused in words, and the other end is told why nobody answers", async () => {
  const blocked: string[] = [];
  const look = (path: string) => connectLocal(path, (sentence) => blocked.push(sentence));

  test.folder("taken.sock/folder");
  const taken = test.at("taken.sock");
  expect((await listening(taken)).refused).toMatch(/taken\.sock cannot be made .* Remove what is/);
  expect(await look(taken)).toBeUndefined();
  expect(blocked).toEqual([expect.stringContaining("taken.sock is not a socket.")]);

  writeFileSync(test.at("file"), "");
  expect((await listening(test.at("file/engine.sock"))).refused).toMatch(/cannot be made \(/);

  // Node would listen on the first 107 bytes of it.
  const long = test.at(`${"a".repeat(120)}.sock`);
  expect((await listening(long)).refused).toContain("longer than 100 bytes");
  expect(test.names(".")).not.toContainEqual(expect.stringMatching(/^aaa/));

  // Nothing is said where nothing is: no app runs, or its engine was killed.
  expect(await look(test.at("none.sock"))).toBeUndefined();
  const program = `require("node:net").createServer().listen(${JSON.stringify(test.at("stale.sock"))}, () => process.kill(process.pid, "SIGKILL"))`;
  spawnSync(process.execPath, ["-e", program]);
  expect(await look(test.at("stale.sock"))).toBeUndefined();
  expect(blocked).toHaveLength(1);
  expect((await listening(test.at("stale.sock"))).refused).toBeUndefined();
});

it.runIf(process.getuid?.() === 0)("a folder of another user is refused in words", async () => {
  test.folder("theirs");
  chownSync(test.at("theirs"), 65_534, 65_534);
  expect((await listening(test.at("theirs/engine.sock"))).refused).toMatch(
    /theirs belongs to another user\. Remove it/,
  );
});

it("a connection that speaks something else is closed", async () => {
  const path = test.at("engine.sock");
  const { heard } = await listening(path);
  const socket = connect(path);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write("GET / HTTP/1.1\n\n");
  await closed;
  expect(heard).toEqual([]);
});

it("a link or a file in the place of the socket is not trusted", async () => {
  const path = test.at("real.sock");
  const server = createServer().listen(path);
  ends.push(() => server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  test.link("engine.sock", path);
  expect(await connectLocal(test.at("engine.sock"))).toBeUndefined();
});

it("a path that is too long for a socket is replaced, with another one for each data folder", () => {
  const long = `/home/${"a".repeat(200)}`;
  const [first, second] = [socketPath(`${long}/1`, "linux"), socketPath(`${long}/2`, "linux")];
  expect(Buffer.byteLength(first)).toBeLessThanOrEqual(100);
  expect(first).not.toBe(second);
  expect(socketPath("/data", "linux")).toBe("/data/engine.sock");
  expect(socketPath("C:\\data", "win32")).toMatch(/^\\\\\.\\pipe\\specwright-[0-9a-f]{16}$/);
});
