import { closeSync, openSync, readdirSync, readFileSync, readSync, writeSync } from "node:fs";

// On Linux every program of the same user can read the starting environment of a process in /proc/PID/environ,
// even after the process has changed its environment, because the system shows that part of the process's memory.
// So the secret variables are overwritten in memory, through /proc/self/mem.

/** The result of hiding. */
export type Hidden = "hidden" | "not-here" | "failed";

/**
 * Makes variables unreadable in the starting environment of this process. The process itself and its later child
 * processes keep their values. Linux only; on other systems programs cannot read them this way.
 * @param isHidden decides by a variable's name
 */
export function hideStartingEnvironment(isHidden: (name: string) => boolean): Hidden {
  if (process.platform !== "linux") return "not-here";
  try {
    // Each variable is set again, so that its value is stored outside of the memory block that is overwritten.
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
 * Hides variables in running child processes that inherited this environment, such as Chromium's own, which start
 * before any code of the app. They must not need these variables.
 */
export function hideFromDescendants(isHidden: (name: string) => boolean): void {
  if (process.platform !== "linux") return;
  for (const pid of descendants()) {
    try {
      overwrite(pid, isHidden);
    } catch {
      // The process has ended, or it is protected, and then no other process can read it either.
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
      // The process has ended.
    }
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent === process.pid || (parent !== undefined && parent > 1 && isOurs(parent));
  };
  return [...parents.keys()].filter(isOurs);
}

/** @returns whether none of the variables can be read any more */
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

/** The address range of a process's starting environment: fields 50 and 51 of proc_pid_stat(5). */
function environmentOf(pid: number | "self"): [start: number, end: number] {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The second field, the name, is in brackets and may contain any character; the third one follows it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [start, end] = [Number(fields[47]), Number(fields[48])];
  if (!(start > 0 && end >= start && end - start < 16 * 1024 * 1024))
    throw new Error("The system does not say where the environment lies.");
  return [start, end];
}
