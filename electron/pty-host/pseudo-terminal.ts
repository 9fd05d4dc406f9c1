import { randomBytes } from "node:crypto";
import { closeSync, constants, existsSync, openSync, write as writeFd, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { endOf, type ProcessEnd } from "@shared/runs/process-end";
import * as nodePty from "node-pty";
import { z } from "zod";
import { askEcho } from "./echo";
import type { ReadTerminal } from "./terminal-reader";

/** A program in a pseudo-terminal. */
export interface PseudoTerminal {
  readonly pid: number;
  /** The program has ended; its last output may still be on its way. */
  readonly exited: Promise<ProcessEnd>;
  /** Types into the terminal. */
  write(data: string): void;
  /** Whether it shows what is typed; false where that cannot be found out. */
  echoes(): Promise<boolean>;
  resize(cols: number, rows: number): void;
  pause(): void;
  resume(): void;
  /**
   * After the program's end: resolves when all that was ever written to the terminal has been handed to
   * onData, and closes the terminal.
   */
  drain(): Promise<void>;
}

export interface TerminalSpec {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cols: number;
  readonly rows: number;
}

// node-pty's own Terminal closes a terminal 200 ms after its program ended, read or not, so that what a
// paused or late reader had not taken is lost. Its native part leaves the end to whoever uses it.
const nativePty = z
  .object({
    native: z.object({
      fork: z.custom<Fork>((value) => typeof value === "function"),
      resize: z.custom<Resize>((value) => typeof value === "function"),
    }),
  })
  .parse(nodePty).native;
type Fork = (
  file: string,
  args: readonly string[],
  env: readonly string[],
  cwd: string,
  cols: number,
  rows: number,
  uid: number,
  gid: number,
  utf8: boolean,
  helper: string,
  onExit: (code: number, signal: number) => void,
) => { readonly fd: number; readonly pid: number; readonly pty: string };
type Resize = (fd: number, cols: number, rows: number) => void;

/** Milliseconds between tries when a terminal takes no more for now. */
const retryAfter = 5;
/**
 * Looks, each with a chance to read before it, after which a silent terminal that does not take the end mark
 * counts as drained. Looks and not milliseconds, so that a machine that stood still loses nothing.
 */
const silentLooks = 100;
/** Bytes typed that wait for a program that reads none; beyond them typing is dropped. */
const mostInput = 4 * 1024 * 1024;

/**
 * Starts a program in a new pseudo-terminal.
 * @param onData gets the output as it comes; the bytes are only there during the call
 * @throws when the system gives no terminal or no process
 */
export function openTerminal(
  spec: TerminalSpec,
  onData: (bytes: Buffer) => void,
  read: ReadTerminal,
): PseudoTerminal {
  let settle: (end: ProcessEnd) => void = () => undefined;
  const exited = new Promise<ProcessEnd>((resolve) => {
    settle = resolve;
  });
  const [file, ...args] = withoutOthers([spec.file, ...spec.args]);
  const env = Object.entries(spec.env).map(([name, value]) => `${name}=${value}`);
  const { fd, pid, pty } = nativePty.fork(
    file,
    args,
    env,
    spec.cwd,
    spec.cols,
    spec.rows,
    -1,
    -1,
    true,
    spawnHelper(),
    (exitCode, signal) => settle(endOf(exitCode, signal)),
  );
  // As long as someone has the other side open, the system reports no hang-up. With one, libuv takes a
  // read that was not full for the end and loses what came after it.
  const slave = openSync(pty, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  openTerminals++;
  let closed = false;
  let ended: () => void = () => undefined;
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  let lookForMark: ((bytes: Buffer) => Buffer) | undefined;

  const close = () => {
    if (closed) return;
    closed = true;
    openTerminals--;
    closeSync(slave);
    reader.close();
    input.length = 0;
    ended();
  };
  const reader = read(fd, {
    output(bytes) {
      const output = lookForMark === undefined ? bytes : lookForMark(bytes);
      if (output.length > 0) onData(output);
    },
    end: close,
  });

  const input: Buffer[] = [];
  let inputLength = 0;
  let writing = false;
  function writeNext() {
    const next = input[0];
    if (closed || writing || next === undefined) return;
    writing = true;
    writeFd(fd, next, (error, written) => {
      writing = false;
      if (closed) return;
      if (error !== null) {
        if (error.code === "EAGAIN") setTimeout(writeNext, retryAfter);
        else input.length = 0;
        return;
      }
      inputLength -= written;
      if (written < next.length) input[0] = next.subarray(written);
      else input.shift();
      writeNext();
    });
  }

  return {
    pid,
    exited,
    write(data) {
      if (closed || inputLength > mostInput) return;
      const bytes = Buffer.from(data);
      if (bytes.length === 0) return;
      input.push(bytes);
      inputLength += bytes.length;
      writeNext();
    },
    echoes: async () => !closed && (await askEcho(slave)),
    resize(cols, rows) {
      if (!closed) nativePty.resize(fd, cols, rows);
    },
    pause() {
      // What is left after the program's end is little, and is not waited for twice.
      if (lookForMark === undefined) reader.pause();
    },
    resume: reader.resume,
    async drain() {
      if (closed) return;
      // Output arrives in order: when a mark that is written last has come through, all of it has.
      const mark = Buffer.from(`\u001b_${randomBytes(16).toString("hex")}\u001b\\`);
      let carry: Buffer = Buffer.alloc(0);
      let silent = 0;
      lookForMark = (bytes) => {
        silent = 0;
        const all = Buffer.concat([carry, bytes]);
        const at = all.indexOf(mark);
        if (at >= 0) {
          carry = Buffer.alloc(0);
          setImmediate(close);
          return Buffer.concat([all.subarray(0, at), all.subarray(at + mark.length)]);
        }
        const safe = Math.max(0, all.length - mark.length + 1);
        carry = all.subarray(safe);
        return all.subarray(0, safe);
      };
      reader.resume();
      let marked = 0;
      while (!closed && silent <= silentLooks) {
        try {
          if (marked < mark.length) marked += writeSync(slave, mark, marked);
        } catch (error) {
          if (!isAgain(error)) marked = mark.length;
        }
        silent++;
        await reader.look();
      }
      close();
      await end;
      if (carry.length > 0) onData(carry);
    },
  };
}

/** Terminals that are open in this process. */
let openTerminals = 0;
const bash = ["/bin/bash", "/usr/bin/bash"].find((path) => existsSync(path));

/**
 * On Linux node-pty's terminals stay open in every program that is started later: one agent could read what
 * another's terminal shows, and type into it. So, while there are others, a shell closes them first.
 */
function withoutOthers(command: [string, ...string[]]): [string, ...string[]] {
  if (process.platform !== "linux" || openTerminals === 0 || bash === undefined) return command;
  const closeAll =
    'for n in $(cd /proc/self/fd && echo *); do if ((n > 2)); then eval "exec $n>&-"; fi; done; exec "$@"';
  return [bash, "-p", "-c", closeAll, "bash", ...command];
}

const isAgain = (error: unknown) =>
  error instanceof Error && "code" in error && error.code === "EAGAIN";

/** macOS starts programs through a helper that lies beside node-pty's native part. */
function spawnHelper(): string {
  if (process.platform !== "darwin") return "";
  const root = dirname(createRequire(import.meta.url).resolve("node-pty/package.json"));
  const folders = ["build/Release", `prebuilds/darwin-${process.arch}`];
  const found = folders
    .map((folder) => join(root, folder, "spawn-helper"))
    .map((path) => path.replace("app.asar/", "app.asar.unpacked/"))
    .find((path) => existsSync(path));
  return found ?? "";
}
