import { expect, type Locator, type Page } from "@playwright/test";

/** The first screen. */
export const welcome = (page: Page) => ({
  heading: page.getByRole("heading", { level: 1 }),
  trySample: page.getByRole("button", { name: "Try the sample project" }),
  openRepository: page.getByRole("button", { name: "Open a repository" }),
  async createSample(folder: string) {
    await page.getByRole("button", { name: "Try the sample project" }).click();
    await page.getByLabel("Folder").fill(folder);
    await page.getByRole("button", { name: "Create and open" }).click();
    await expect(page.locator('[data-ready="document"]')).toBeVisible();
  },
});

/** The window with a project open. */
export const shell = (page: Page) => ({
  state: page.getByRole("banner").getByRole("status"),
  rail: page.getByRole("navigation", { name: "Project" }),
  tab: (name: string) => page.getByRole("tab", { name, exact: true }),
  async command(words: string) {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search or run a command" }).fill(words);
    await page.keyboard.press("Enter");
  },
});

/** The open document. */
export const document = (page: Page) => ({
  ready: page.locator('[data-ready="document"]'),
  text: page.locator(".document-pane .document-text"),
});

/** A feature's board. */
export const board = (page: Page) => ({
  card: (task: string) => page.locator(`[data-task="${task}"]`),
  lane: (name: string) => page.getByRole("region", { name, exact: true }),
  /** Starts a task with the built-in agent, or with a command. */
  async start(task: string, command?: string, recordsInput = false) {
    await page.locator(`[data-task="${task}"]`).getByRole("button", { name: "Start" }).click();
    const dialog = page.getByRole("dialog");
    await dialog
      .getByRole("radio", { name: command === undefined ? "Built-in" : "Any command" })
      .check();
    if (command !== undefined) await dialog.getByLabel("Command", { exact: true }).fill(command);
    if (recordsInput) await dialog.getByRole("checkbox", { name: "Record what I type" }).check();
    await dialog.getByRole("button", { name: /start$/i }).click();
    await expect(dialog).toBeHidden();
  },
});

/** Starts a task with an agent that this machine has, by the agent's name. */
export async function startWith(page: Page, task: string, agent: string): Promise<void> {
  await board(page).card(task).getByRole("button", { name: "Start" }).click();
  const start = page.getByRole("dialog");
  await start.getByRole("radio", { name: new RegExp(`^${agent}`) }).check();
  await start.getByRole("button", { name: /start$/i }).click();
  await expect(start).toBeHidden();
}

/** A run, live or recorded. */
export const run = (page: Page) => ({
  terminal: page.getByTestId("terminal"),
  stop: page.getByRole("button", { name: "Stop", exact: true }),
  finish: page.getByRole("button", { name: "Finish", exact: true }),
  approve: page.getByRole("button", { name: "Approve change" }),
  sendBack: page.getByRole("button", { name: "Send back" }),
  discard: page.getByRole("button", { name: "Discard" }),
  time: page.getByTestId("replay-time"),
  timeline: page.getByRole("slider"),
  word: page.locator("main .word").first(),
});

/** A question or a form that is open above the window. */
export const dialog = (page: Page) => ({
  self: page.getByRole("dialog"),
  press: (name: string) => page.getByRole("dialog").getByRole("button", { name }).click(),
});

/** The notices at the foot of the window. */
export const notices = (page: Page) => page.locator(".notices");

/** The text on a terminal's screen. */
export function screenText(terminal: Locator): Promise<string> {
  return terminal.evaluate((element) => {
    const read: unknown = Reflect.get(element, "specwrightScreen");
    return typeof read === "function" ? String(read()) : "";
  });
}
