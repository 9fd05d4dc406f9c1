import { Problem } from "@shared/base/problem";
import type { startGit } from "./process";

/** An object of a repository. */
export interface ObjectInfo {
  readonly id: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

export interface ObjectContent extends ObjectInfo {
  readonly bytes: Buffer;
  /** Whether the object is larger than requested; `bytes` is its beginning then. */
  readonly cut: boolean;
}

export interface ObjectQuestion {
  /** Any name of an object: an id, a ref, `NAME^{tree}`, `COMMIT:PATH`. */
  readonly name: string;
  /** The largest number of bytes of content to read. */
  readonly maxBytes: number;
  /** Milliseconds that git may take for this answer. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
  /** The problem for git's message when git dies of this question. */
  failure(words: string): Problem;
  late(limit: number): Problem;
}

/** A git process that answers questions one after the other, and is started again after it was killed. */
export interface ObjectProcess {
  /** @returns undefined for a missing object */
  ask(question: ObjectQuestion): Promise<ObjectContent | undefined>;
  /** Ends git after all open questions are answered. */
  end(): void;
}

interface Waiting extends ObjectQuestion {
  /** How many times git was killed while it answered this question. */
  killed: number;
  /** The caller no longer waits for the answer, which git still sends. */
  left: boolean;
  resolve(content: ObjectContent | undefined): void;
  reject(error: unknown): void;
}

/** Milliseconds for which an idle git process is kept. */
const usualIdle = 5_000;
/** After this number of kills from outside at one question, the question counts as the cause. */
const mostKilled = 3;
/** Bytes. The longest line contains the requested name. */
const longestLine = 1_000_000;

/**
 * @param start starts `git cat-file --batch` or `--batch-check`; see git-cat-file(1)
 * @param contents whether each answer is followed by the object's content, as with `--batch`
 * @param over called when git has ended after an idle time or by `end`
 */
export function createObjectProcess(
  start: () => ReturnType<typeof startGit>,
  { contents, over, idle = usualIdle }: { contents: boolean; over(): void; idle?: number },
): ObjectProcess {
  type Running = ReturnType<typeof startGit>;
  /** Open questions in the order of their answers. */
  let waiting: Waiting[] = [];
  let running: Running | undefined;
  let ending = false;
  let idleTimer: NodeJS.Timeout | undefined;
  let lateTimer: NodeJS.Timeout | undefined;

  function run(): void {
    let mine: Running;
    try {
      mine = start();
    } catch (error) {
      fail(error);
      return;
    }
    running = mine;
    const { child, group } = mine;
    let words = "";
    const take = createAnswers(contents, {
      first: () => waiting[0],
      found: (answer) => next()?.resolve(answer),
      cut: (answer) => drop((first) => first.resolve(answer)),
      strange: (line) => drop((first) => first.reject(first.failure(line))),
    });
    child.stdout.on("data", (bytes: Buffer) => {
      // Output of a process that was given up is ignored.
      if (running === mine) take(bytes, () => running === mine);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      words = (words + text).slice(-10_000);
    });
    child.stdin.on("error", () => undefined);
    child.on("error", () => undefined);
    group.ended.then(({ exitCode, signal, started }) => {
      if (running !== mine) return;
      running = undefined;
      const [first] = waiting;
      if (first === undefined) return rest();
      const died = !started || (signal === null && exitCode !== 0);
      if (!died) first.killed += 1;
      if (died || first.killed >= mostKilled) {
        waiting.shift();
        first.reject(first.failure([words.trim(), signal ?? ""].filter(Boolean).join(" ")));
      }
      again();
    }, fail);
    for (const { name } of waiting) child.stdin.write(`${name}\n`);
    hold(mine, true);
    watchFirst();
  }

  function fail(error: unknown): void {
    for (const each of waiting.splice(0)) each.reject(error);
    rest();
  }

  /** Removes and returns the question that was just answered. */
  function next(): Waiting | undefined {
    const first = waiting.shift();
    watchFirst();
    if (waiting.length === 0) rest();
    return first;
  }

  /** Ends the process and settles the first question; the others are asked again in a new process. */
  function drop(settle: (first: Waiting) => void): void {
    running?.group.end();
    running = undefined;
    const first = waiting.shift();
    if (first) settle(first);
    again();
  }

  function again(): void {
    waiting = waiting.filter(({ left }) => !left);
    if (waiting.length > 0) run();
    else rest();
  }

  function watchFirst(): void {
    clearTimeout(lateTimer);
    const [first] = waiting;
    if (first === undefined) return;
    lateTimer = setTimeout(() => drop((it) => it.reject(it.late(it.limit))), first.limit);
  }

  function rest(): void {
    clearTimeout(lateTimer);
    clearTimeout(idleTimer);
    if (ending || running === undefined) leave();
    else {
      hold(running, false);
      idleTimer = setTimeout(leave, idle).unref();
    }
  }

  function leave(): void {
    // Git ends at the end of its input.
    running?.child.stdin.end();
    running = undefined;
    over();
  }

  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (question.signal?.aborted) return reject(cancelled());
        clearTimeout(idleTimer);
        const cancel = () => {
          mine.reject(cancelled());
          if (waiting[0] === mine) drop(() => undefined);
        };
        const settled = () => {
          mine.left = true;
          question.signal?.removeEventListener("abort", cancel);
        };
        const mine: Waiting = {
          ...question,
          killed: 0,
          left: false,
          resolve: (answer) => {
            settled();
            resolve(answer);
          },
          reject: (error) => {
            settled();
            reject(error);
          },
        };
        question.signal?.addEventListener("abort", cancel, { once: true });
        waiting.push(mine);
        if (running === undefined) return run();
        running.child.stdin.write(`${question.name}\n`);
        if (waiting.length > 1) return;
        hold(running, true);
        watchFirst();
      }),
    end() {
      ending = true;
      clearTimeout(idleTimer);
      if (waiting.length === 0) leave();
    },
  };
}

const cancelled = (): Problem => new Problem("cancelled", "Cancelled.");

/** Keeps this process alive while a caller waits for an answer. */
function hold({ child }: ReturnType<typeof startGit>, held: boolean): void {
  for (const each of [child, child.stdin, child.stdout, child.stderr])
    if (held && "ref" in each && typeof each.ref === "function") each.ref();
    else if (!held && "unref" in each && typeof each.unref === "function") each.unref();
}

interface AnswerParts {
  first(): Pick<Waiting, "maxBytes" | "left"> | undefined;
  found(answer: ObjectContent | undefined): void;
  /** The answer is cut off; git must not send the rest. */
  cut(answer: ObjectContent): void;
  strange(line: string): void;
}

/** Parses git's output. Format: git-cat-file(1), "BATCH OUTPUT". */
function createAnswers(contents: boolean, { first, found, cut, strange }: AnswerParts) {
  let line = Buffer.alloc(0);
  let body: (ObjectInfo & { readonly chunks: Buffer[]; left: number; room: number }) | undefined;

  const header = (text: string): void => {
    const [, id, type, size] = /^([0-9a-f]{40,64}) ([a-z]+) ([0-9]+)$/.exec(text) ?? [];
    const asked = first();
    if (id === undefined || type === undefined || size === undefined || asked === undefined) {
      if (asked !== undefined && / (?:missing|ambiguous)$/.test(text)) found(undefined);
      else strange(text.slice(0, 300));
      return;
    }
    const info = { id, type, size: Number(size) };
    if (!contents) found({ ...info, bytes: Buffer.alloc(0), cut: info.size > 0 });
    // A line end follows the content.
    else body = { ...info, chunks: [], left: info.size + 1, room: asked.maxBytes };
  };

  return (bytes: Buffer, goesOn: () => boolean): void => {
    let rest = bytes;
    while (rest.length > 0 && goesOn()) {
      if (body === undefined) {
        const end = rest.indexOf(0x0a);
        line = Buffer.concat([line, end < 0 ? rest : rest.subarray(0, end)]);
        if (line.length > longestLine) strange("a line without an end");
        if (end < 0 || line.length > longestLine) return;
        rest = rest.subarray(end + 1);
        const text = line.toString("latin1");
        line = Buffer.alloc(0);
        header(text);
        continue;
      }
      const part = rest.subarray(0, body.left);
      rest = rest.subarray(part.length);
      body.left -= part.length;
      const kept = part.subarray(0, body.room);
      body.room -= kept.length;
      body.chunks.push(kept);
      const { id, type, size, chunks, left, room } = body;
      const whole = left === 0;
      if (!whole && (room > 0 || left === 1)) continue;
      body = undefined;
      const content = Buffer.concat(chunks).subarray(0, size);
      const answer = { id, type, size, bytes: content, cut: content.length < size };
      if (whole) found(answer);
      else cut(answer);
    }
  };
}
