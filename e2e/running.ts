import type { ChildProcess } from "node:child_process";
import type { ElectronApplication, Page } from "@playwright/test";

/** The app, running. */
export interface Running {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly process: ChildProcess;
  /** The main process's id. */
  readonly pid: number;
  /** The end of the app's error output. */
  errors(): string;
  /** Answers the system's folder dialog, which a test cannot click. */
  chooseFolder(path: string): Promise<void>;
  /** Starts the app a second time with an argument; resolves when the second process has passed the argument on. */
  startAgain(word: string): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  /** Closes the window as a person would; the app may show a question first. */
  close(): Promise<void>;
  /** Closes the window; resolves when the process has ended. */
  quit(): Promise<void>;
  /** Sends the app a signal; resolves when the process has ended. */
  kill(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
}
