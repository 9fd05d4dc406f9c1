import { spawn } from "node:child_process";

/** Milliseconds after which no answer counts as one. */
const patience = 1000;
/** What is read of the answer at most; it takes about a kilobyte. */
const longest = 16 * 1024;

/**
 * Whether a terminal shows what is typed into it (ECHO in its termios). Node cannot ask, `stty` of the system
 * can: a process of some milliseconds.
 * @param fd either side of the terminal
 * @returns false also where it cannot be found out
 */
export function askEcho(fd: number): Promise<boolean> {
  return new Promise((resolve) => {
    // The words are the same in every language, but the rest need not be.
    const env = { ...process.env, LC_ALL: "C" };
    const child = spawn("stty", ["-a"], { stdio: [fd, "pipe", "ignore"], env, timeout: patience });
    let text = "";
    child.stdout?.setEncoding("latin1").on("data", (data: string) => {
      if (text.length < longest) text += data;
    });
    child.on("error", () => resolve(false));
    child.on("close", (code) => resolve(code === 0 && /(?:^|\s)echo(?=[\s;]|$)/.test(text)));
  });
}
