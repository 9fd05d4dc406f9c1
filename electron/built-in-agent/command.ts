import { spawn } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import { processTree, signalAll } from "./process-tree";
import { colouredOnly, createExcerpt, plain } from "./text";

export interface CommandResult {
  readonly end:
    | { readonly how: "exited"; readonly code: number }
    | { readonly how: "killed"; readonly signal: string }
    | { readonly how: "timed-out"; readonly seconds: number }
    | { readonly how: "not-started"; readonly reason: string };
  /** The printed text without colours. The middle of a long output is left out. */
  readonly output: string;
}

/** Milliseconds between SIGTERM and SIGKILL. */
const grace = 1_500;

/**
 * Runs a command line with /bin/sh. A timeout or a cancel ends it together with its child processes.
 * @param onLine called with each printed line, with its colours, as soon as it is complete
 * @throws the signal's reason when it is cancelled, after the command has ended
 */
export async function runCommand(
  command: string,
  {
    cwd,
    env,
    seconds,
    signal,
    onLine,
  }: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly seconds: number;
    readonly signal: AbortSignal;
    readonly onLine: (line: string) => void;
  },
): Promise<CommandResult> {
  signal.throwIfAborted();
  const child = spawn("/bin/sh", ["-c", command], {
    cwd,
    env: { ...env },
    // The command does not read the terminal, because the person's typing is for the agent.
    stdio: ["ignore", "pipe", "pipe"],
  });
  const excerpt = createExcerpt(8_000, 16_000);
  const lines = createLines((line) => {
    excerpt.add(`${plain(line)}\n`);
    onLine(colouredOnly(line));
  });
  const decoders = [child.stdout, child.stderr].map((stream) => {
    const decoder = new StringDecoder("utf8");
    stream.on("data", (bytes: Buffer) => lines.add(decoder.write(bytes)));
    return decoder;
  });

  let timedOut = false;
  let ending: Promise<number[]> | undefined;
  let force: NodeJS.Timeout | undefined;
  const end = () => {
    const { pid } = child;
    if (pid === undefined || ending !== undefined) return;
    ending = processTree(pid);
    void ending.then((tree) => {
      signalAll(tree, "SIGTERM");
      force = setTimeout(() => signalAll(tree, "SIGKILL"), grace);
    });
  };
  const deadline = setTimeout(() => {
    timedOut = true;
    end();
  }, seconds * 1000);
  signal.addEventListener("abort", end, { once: true });

  try {
    const ended = await endOf(child);
    for (const decoder of decoders) lines.add(decoder.end());
    lines.end();
    signal.throwIfAborted();
    return {
      end: timedOut && ended.how !== "not-started" ? { how: "timed-out", seconds } : ended,
      output: excerpt.text(),
    };
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", end);
    // The shell may have ended before its child processes.
    if (ending !== undefined) signalAll(await ending, "SIGKILL");
    clearTimeout(force);
  }
}

function endOf(child: ReturnType<typeof spawn>): Promise<CommandResult["end"]> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ how: "not-started", reason: error.message }));
    child.once("exit", (code, signal) => {
      const end: CommandResult["end"] =
        code === null ? { how: "killed", signal: signal ?? "a signal" } : { how: "exited", code };
      // A process that the command left behind may keep its output open for ever.
      const late = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, 500);
      child.once("close", () => {
        clearTimeout(late);
        resolve(end);
      });
    });
  });
}

/** Joins pieces of text to lines. A line without an end is cut at a limit, so that memory stays bounded. */
function createLines(onLine: (line: string) => void): { add(piece: string): void; end(): void } {
  const longest = 20_000;
  let rest = "";
  return {
    add(piece) {
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
      if (rest.length > longest) {
        onLine(rest);
        rest = "";
      }
    },
    end() {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}
