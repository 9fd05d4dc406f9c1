import { z } from "zod";
import type { Running } from "./running";

/** What of the app can be asked while its window may have been killed: Playwright's page ends with the window. */
export interface InsideApp {
  /** Runs a script in the window and gives its text; empty while there is no window that answers. */
  text(script: string): Promise<string>;
  /** Makes one call as the window does. @returns undefined where the call was refused, or nobody answered */
  call(name: string, input: unknown): Promise<unknown>;
  /** Makes one call and does not wait for its answer. */
  begin(name: string, input: unknown): Promise<void>;
  /** Types a text where the cursor is. */
  type(text: string): Promise<void>;
  /** The process that a part of the app is. */
  pid(part: Part): Promise<number>;
}

export const parts = ["engine", "pty host", "window"] as const;
export type Part = (typeof parts)[number];

const replySchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown().optional() }),
  z.object({ ok: z.literal(false), problem: z.unknown().optional() }),
]);

/** Milliseconds after which a question is given up. A busy machine takes seconds for an approval. */
const patience = 60_000;

export function insideApp({ app }: Running): InsideApp {
  const text = (script: string): Promise<string> =>
    app.evaluate(
      async ({ BrowserWindow }, [source, limit]) => {
        const page = BrowserWindow.getAllWindows()[0]?.webContents;
        if (page === undefined || page.isCrashed()) return "";
        let timer: NodeJS.Timeout | undefined;
        // A page that is killed or loaded again meanwhile never answers.
        const late = new Promise<string>((resolve) => {
          const give = () => resolve("");
          timer = setTimeout(give, Number(limit));
          page.once("render-process-gone", give);
          page.once("destroyed", give);
          page.once("did-start-loading", give);
        });
        const asked = page.executeJavaScript(String(source)).then(String);
        return Promise.race([asked.catch(() => ""), late]).finally(() => clearTimeout(timer));
      },
      [script, patience],
    );
  const words = (name: string, input: unknown) =>
    `window.specwright.call(${JSON.stringify(name)}, ${JSON.stringify(input)})`;
  return {
    text,
    async call(name, input) {
      const answer = await text(`${words(name, input)}.then(JSON.stringify)`);
      if (answer === "") return undefined;
      const reply = replySchema.parse(JSON.parse(answer));
      return reply.ok ? (reply.value ?? null) : undefined;
    },
    async begin(name, input) {
      await text(`void ${words(name, input)}; ''`);
    },
    type: (typed) =>
      app.evaluate(({ BrowserWindow }, given) => {
        // A window that is gone takes no text.
        void BrowserWindow.getAllWindows()[0]
          ?.webContents.insertText(given)
          .catch(() => undefined);
      }, typed),
    async pid(part) {
      const pid = await app.evaluate(({ app: electron, BrowserWindow }, wanted) => {
        if (wanted === "window")
          return BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId();
        return electron.getAppMetrics().find(({ name }) => name === `Specwright ${wanted}`)?.pid;
      }, part);
      if (pid === undefined || pid === 0) throw new Error(`There is no ${part}.`);
      return pid;
    },
  };
}
