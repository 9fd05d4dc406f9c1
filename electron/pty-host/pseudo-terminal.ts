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
  /** The program has ended; its last output may still follow. */
  readonly exited: Promise<ProcessEnd>;
  /** Types into the terminal. */
  write(data: string): void;
  /** Whether the terminal shows typed characters; false when it cannot be found out. */
  echoes(): Promise<boolean>;
  resize(cols: number, rows: number): void;
  pause(): void;
  resume(): void;
  /** Call after the program's end: resolves when all output has been passed to onData, and closes the terminal. */
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

// node-pty's Terminal closes a terminal 200 ms after its program ended, even with unread output, so a paused or
// late reader loses output. Its native part leaves closing to the caller.
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

/** Milliseconds between attempts when a terminal accepts no input at the moment. */
const retryAfter = 5;
/**
 * The number of reads without output after which a terminal that does not accept the end mark counts as drained.
 * Reads are counted and not milliseconds, so that a machine that was suspended loses no output.
 */
const silentLooks = 100;
/** The most bytes of typed input that wait for a program that does not read; further input is dropped. */
const mostInput = 4 * 1024 * 1024;

/**
 * Starts a program in a new pseudo-terminal.
 * @param onData called with the output as it comes; the bytes are valid during the call only
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
  // The other side is kept open, so that the system reports no hang-up. At a hang-up, libuv treats a read that did
  // not fill its buffer as the end and loses the output after it.
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
      // The output after the program's end is short, so reading is not paused for it a second time.
      if (lookForMark === undefined) reader.pause();
    },
    resume: reader.resume,
    async drain() {
      if (closed) return;
      // Output arrives in order: when a mark that was written last has arrived, all output has.
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

/** The number of open terminals in this process. */
let openTerminals = 0;
const bash = ["/bin/bash", "/usr/bin/bash"].find((path) => existsSync(path));

/**
 * On Linux node-pty's terminals stay open in every program that is started later, so one agent could read another
 * agent's terminal and type into it. While other terminals are open, a shell therefore closes them before it
 * executes the program.
 */
function withoutOthers(command: [string, ...string[]]): [string, ...string[]] {
  if (process.platform !== "linux" || openTerminals === 0 || bash === undefined) return command;
  const closeAll =
    'for n in $(cd /proc/self/fd && echo *); do if ((n > 2)); then eval "exec $n>&-"; fi; done; exec "$@"';
  return [bash, "-p", "-c", closeAll, "bash", ...command];
}

const isAgain = (error: unknown) =>
  error instanceof Error && "code" in error && error.code === "EAGAIN";

/** macOS starts programs through a spawn program beside node-pty's native part. */
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
