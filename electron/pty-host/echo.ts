import { spawn } from "node:child_process";

/** Milliseconds after which a missing answer counts as "no". */
const patience = 1000;
/** The largest part of the answer that is read; an answer has about a kilobyte. */
const longest = 16 * 1024;

/**
 * Whether a terminal shows typed characters (ECHO in its termios). Node has no call for this, so the system's
 * `stty` is run, which takes some milliseconds.
 * @param fd either side of the terminal
 * @returns false also when it cannot be found out
 */
export function askEcho(fd: number): Promise<boolean> {
  return new Promise((resolve) => {
    // The flags' names are not translated, but other parts of the output may be.
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
