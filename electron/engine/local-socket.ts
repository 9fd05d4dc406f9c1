// The engine's door for other programs of the same person: a socket that only the person can open. Messages are
// lines of JSON.

import { createHash } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One end of a connection. */
export interface LocalChannel {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The other end was closed; called once. */
  onClose(listener: () => void): void;
  close(): void;
}

/** The largest message in bytes; a project's snapshot with thousands of runs takes a few megabytes. */
const longestMessage = 64 * 1024 * 1024;

/** Bytes of a socket's path that every system accepts; `sun_path` has 104 on macOS and 108 on Linux. */
const longestPath = 100;

/**
 * The path of the socket of a data folder's engine. A path that is too long for a socket is replaced by one in a
 * private folder among the temporary files.
 * @param root the data folder
 */
export function socketPath(root: string, platform: NodeJS.Platform = process.platform): string {
  const name = createHash("sha256").update(root).digest("hex").slice(0, 16);
  if (platform === "win32") return `\\\\.\\pipe\\specwright-${name}`;
  const path = join(root, "engine.sock");
  return Buffer.byteLength(path) <= longestPath
    ? path
    : join(tmpdir(), `specwright-${process.getuid?.() ?? ""}`, `${name}.sock`);
}

/** @returns undefined when no engine listens */
export function connectLocal(path: string): Promise<LocalChannel | undefined> {
  return new Promise((resolve) => {
    if (process.platform !== "win32" && !isOwnSocket(path)) return resolve(undefined);
    const socket = connect(path);
    socket.once("error", () => resolve(undefined));
    socket.once("connect", () => resolve(channelOf(socket)));
  });
}

/**
 * Listens for the person's other programs.
 * @param accept called with each connection
 * @returns a function that stops listening; undefined when another engine listens already, or listening fails
 */
export async function listenLocal(
  path: string,
  accept: (channel: LocalChannel) => void,
): Promise<{ close(): void } | undefined> {
  const other = await connectLocal(path);
  if (other) {
    other.close();
    return undefined;
  }
  const server = createServer((socket) => accept(channelOf(socket)));
  if (process.platform !== "win32") {
    const folder = join(path, "..");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Another user may have created this folder among the temporary files.
    if (lstatSync(folder).uid !== process.getuid?.()) return undefined;
    // The socket of a killed engine.
    rmSync(path, { force: true });
  }
  return new Promise((resolve) => {
    server.once("error", () => resolve(undefined));
    // Only the person can enter the folder, so no other user connects before the mode is set.
    server.listen(path, () => {
      if (process.platform !== "win32") chmodSync(path, 0o600);
      resolve({ close: () => server.close() });
    });
  });
}

function isOwnSocket(path: string): boolean {
  try {
    const found = lstatSync(path);
    return found.isSocket() && found.uid === process.getuid?.();
  } catch {
    return false;
  }
}

function channelOf(socket: Socket): LocalChannel {
  let listener: (message: unknown) => void = () => undefined;
  let pieces: string[] = [];
  let length = 0;
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    const lines = text.split("\n");
    for (const [index, line] of lines.entries()) {
      pieces.push(line);
      length += line.length;
      if (length > longestMessage) {
        socket.destroy();
        return;
      }
      if (index === lines.length - 1) return;
      const whole = pieces.join("");
      pieces = [];
      length = 0;
      const message = parsed(whole);
      if (message === undefined) {
        socket.destroy();
        return;
      }
      listener(message);
    }
  });
  // `close` reports the end of the connection.
  socket.on("error", () => undefined);
  return {
    post: (message) => {
      if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
    },
    onMessage(hear) {
      listener = hear;
    },
    onClose: (hear) => void socket.once("close", hear),
    close: () => socket.end(),
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
