// The engine's door for other programs of the same person: a socket that only the person can open. Messages are
// lines of JSON.

import { createHash } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemCode } from "../system/system-error";

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

/**
 * @param blocked called with a sentence when something else is in the place of the socket, or the socket cannot be
 * opened: whether an engine listens is then unknown
 * @returns undefined when no engine can be reached
 */
export function connectLocal(
  path: string,
  blocked: (sentence: string) => void = () => undefined,
): Promise<LocalChannel | undefined> {
  return new Promise((resolve) => {
    const isThere = process.platform === "win32" || isOwnSocket(path, blocked);
    if (!isThere) return resolve(undefined);
    const socket = connect(path);
    socket.once("error", (error) => {
      // A refused connection means that the engine of this socket was killed.
      if (!isAbsent(error)) blocked(`${path} cannot be opened (${systemCode(error)}).`);
      resolve(undefined);
    });
    socket.once("connect", () => resolve(channelOf(socket)));
  });
}

/** A listening socket; or a sentence that says why there is none, and what to do. */
export type Listening = { close(): void } | { readonly refused: string };

/**
 * Listens for the person's other programs. Never rejects.
 * @param accept called with each connection
 */
export async function listenLocal(
  path: string,
  accept: (channel: LocalChannel) => void,
): Promise<Listening> {
  const other = await connectLocal(path);
  if (other) {
    other.close();
    return {
      refused:
        "Another Specwright with the same data folder answers it. Quit that one, then start this one again.",
    };
  }
  if (process.platform === "win32") return listen(path, accept);
  // Node would cut a longer path, without an error.
  if (Buffer.byteLength(path) > longestPath)
    return {
      refused: `The socket's path ${path} is longer than ${longestPath} bytes. Set TMPDIR to a shorter folder, then start Specwright again.`,
    };
  const folder = join(path, "..");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Another user may have created this folder among the temporary files.
    if (lstatSync(folder).uid !== process.getuid?.())
      return {
        refused: `${folder} belongs to another user. Remove it, then start Specwright again.`,
      };
    // The socket of a killed engine.
    rmSync(path, { force: true });
  } catch (error) {
    return notMade(path, error);
  }
  return listen(path, accept);
}

const listen = (path: string, accept: (channel: LocalChannel) => void): Promise<Listening> =>
  new Promise((resolve) => {
    const server = createServer((socket) => accept(channelOf(socket)));
    server.once("error", (error) => resolve(notMade(path, error)));
    // Only the person can enter the folder, so no other user connects before the mode is set.
    server.listen(path, () => {
      try {
        if (process.platform !== "win32") chmodSync(path, 0o600);
        resolve({ close: () => server.close() });
      } catch (error) {
        server.close();
        resolve(notMade(path, error));
      }
    });
  });

const notMade = (path: string, error: unknown): Listening => ({
  refused: `The socket ${path} cannot be made (${systemCode(error)}). Remove what is in its place and make its folder writable, then start Specwright again.`,
});

function isOwnSocket(path: string, blocked: (sentence: string) => void): boolean {
  try {
    const found = lstatSync(path);
    if (found.isSocket() && found.uid === process.getuid?.()) return true;
    blocked(
      found.isSocket()
        ? `${path} belongs to another user.`
        : `${path} is not a socket. Move it away, then start the app again.`,
    );
    return false;
  } catch (error) {
    if (!isAbsent(error)) blocked(`${path} cannot be read (${systemCode(error)}).`);
    return false;
  }
}

const isAbsent = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR", "ECONNREFUSED"].includes(systemCode(error) ?? "");

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
