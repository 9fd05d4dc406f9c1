import { closeSync, openSync, readdirSync, readFileSync, readSync, writeSync } from "node:fs";

// On Linux every program of the same user can read the environment that a process was started with, in
// /proc/PID/environ, long after the process changed it: the system shows that part of the process's memory. So what
// must not be read there is overwritten in memory, through /proc/self/mem.

/** What was done about it. */
export type Hidden = "hidden" | "not-here" | "failed";

/**
 * Makes variables unreadable in the environment that this process was started with. They keep their values for the
 * process itself and for what it starts with them. Linux only; elsewhere other programs cannot read them this way.
 * @param isHidden by a variable's name
 */
export function hideStartingEnvironment(isHidden: (name: string) => boolean): Hidden {
  if (process.platform !== "linux") return "not-here";
  try {
    // Each is set once more, so that its value stands elsewhere in memory than in the block that is overwritten.
    for (const [name, value] of Object.entries(process.env))
      if (isHidden(name) && value !== undefined) {
        delete process.env[name];
        process.env[name] = value;
      }
    return overwrite("self", isHidden) ? "hidden" : "failed";
  } catch {
    return "failed";
  }
}

/**
 * The same for the processes that this one has started and that had their environment from it, such as Chromium's
 * own, which begin before any of our code. They must not need these variables.
 */
export function hideFromDescendants(isHidden: (name: string) => boolean): void {
  if (process.platform !== "linux") return;
  for (const pid of descendants()) {
    try {
      overwrite(pid, isHidden);
    } catch {
      // It has gone, or it has closed itself off, and then nobody else can read it either.
    }
  }
}

function descendants(): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It has gone.
    }
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent === process.pid || (parent !== undefined && parent > 1 && isOurs(parent));
  };
  return [...parents.keys()].filter(isOurs);
}

/** @returns whether none of them can be read any more */
function overwrite(pid: number | "self", isHidden: (name: string) => boolean): boolean {
  const [start, end] = environmentOf(pid);
  const memory = openSync(`/proc/${pid}/mem`, "r+");
  try {
    const block = Buffer.alloc(end - start);
    const length = readSync(memory, block, 0, block.length, start);
    for (let from = 0; from < length; ) {
      const zero = block.indexOf(0, from);
      const to = zero < 0 ? length : zero;
      const equals = block.indexOf(0x3d, from);
      const name = block.toString("latin1", from, Math.max(from, Math.min(equals, to)));
      if (equals >= 0 && equals < to && isHidden(name))
        writeSync(
          memory,
          Buffer.alloc(to - equals - 1, "*"),
          0,
          to - equals - 1,
          start + equals + 1,
        );
      from = to + 1;
    }
  } finally {
    closeSync(memory);
  }
  return readFileSync(`/proc/${pid}/environ`, "latin1")
    .split("\0")
    .every((entry) => {
      const [name = "", ...value] = entry.split("=");
      return !isHidden(name) || /^\**$/.test(value.join("="));
    });
}

/** Where a process's first environment lies in its memory: fields 50 and 51 of proc_pid_stat(5). */
function environmentOf(pid: number | "self"): [start: number, end: number] {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The name, the second field, is in brackets and may hold anything; the third follows it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [start, end] = [Number(fields[47]), Number(fields[48])];
  if (!(start > 0 && end >= start && end - start < 16 * 1024 * 1024))
    throw new Error("The system does not say where the environment lies.");
  return [start, end];
}
