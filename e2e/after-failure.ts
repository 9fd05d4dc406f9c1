import type { TestInfo } from "@playwright/test";
import type { Running } from "./running";

/** Milliseconds for one question to an app that may no longer respond. */
const patience = 5000;

/**
 * Prints the state of each app of a failed test: windows, processes, whether the page draws, and the end of the
 * app's error output.
 */
export async function noteStates(info: TestInfo, running: readonly Running[]): Promise<void> {
  if (info.status === info.expectedStatus) return;
  for (const [index, one] of running.entries()) {
    const state = {
      ended: one.process.exitCode ?? one.process.signalCode,
      app: await answered(appState(one)),
      pages: await Promise.all(one.app.windows().map((page) => answered(pageState(page)))),
      errors: one.errors(),
    };
    // Printed to the test's output, because a reporter shows only the beginning of an attachment.
    process.stderr.write(`App ${index + 1} of "${info.title}":\n${JSON.stringify(state)}\n`);
  }
}

const appState = ({ app }: Running) =>
  app.evaluate(({ app: electron, BrowserWindow }) => ({
    windows: BrowserWindow.getAllWindows().map((window) => ({
      visible: window.isVisible(),
      minimized: window.isMinimized(),
      focused: window.isFocused(),
      bounds: window.getBounds(),
      url: window.webContents.getURL(),
      loading: window.webContents.isLoading(),
      crashed: window.webContents.isCrashed(),
    })),
    graphics: electron.getGPUFeatureStatus(),
    processes: electron.getAppMetrics().map(({ pid, type, cpu }) => ({ pid, type, cpu })),
  }));

const pageState = (page: ReturnType<Running["app"]["windows"]>[number]) =>
  page.evaluate(async (limit) => {
    const drawn = new Promise<boolean>((resolve) => {
      requestAnimationFrame(() => resolve(true));
      setTimeout(() => resolve(false), limit);
    });
    return {
      url: location.href,
      visibility: document.visibilityState,
      focus: document.hasFocus(),
      draws: await drawn,
      size: [innerWidth, innerHeight],
      text: document.body.innerText.slice(0, 2000),
    };
  }, patience / 2);

const answered = <T>(question: Promise<T>): Promise<T | string> =>
  Promise.race([
    question.catch((error: unknown) => String(error)),
    new Promise<string>((resolve) => {
      setTimeout(() => resolve(`no answer in ${patience} ms`), patience);
    }),
  ]);
