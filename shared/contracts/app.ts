import { z } from "zod";
import { momentLinkSchema } from "../runs/moment-link";
import { call, done, nothing } from "./call";

export const themeSchema = z.enum(["system", "light", "dark"]);
export type Theme = z.infer<typeof themeSchema>;

/** What somebody asked the app to show from outside: by its command line, or by a link. */
export const askedSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("project"), path: z.string() }),
  z.object({ kind: z.literal("recording"), path: z.string() }),
  z.object({ kind: z.literal("moment"), link: momentLinkSchema }),
  /** A link that is none; why, in one sentence. */
  z.object({ kind: z.literal("refused"), reason: z.string() }),
]);
export type Asked = z.infer<typeof askedSchema>;

/** What main answers: windows, dialogs, and what else only Electron can do. The engine answers the other calls. */
export const appCalls = {
  /** Takes what the app was asked to show, a project named at launch excepted; null when no more is. */
  "app.takeAsked": call(nothing, askedSchema.nullable()),
  /** What the window's theme is, so that the frame and the next launch match it. */
  "app.theme": call(z.object({ theme: themeSchema }), done),
  /** The commands that the system's menu shows; ids come back as `app.command`. */
  "app.menu": call(
    z.object({
      groups: z.array(
        z.object({
          title: z.string(),
          items: z.array(
            z.object({
              id: z.string(),
              title: z.string(),
              shortcut: z.string().optional(),
              enabled: z.boolean(),
            }),
          ),
        }),
      ),
    }),
    done,
  ),
  /** Makes everything in the windows larger or smaller. */
  "app.zoom": call(z.object({ step: z.enum(["in", "out", "reset"]) }), done),
  /** The window fills the screen, or no longer does. */
  "app.fullScreen": call(nothing, done),
  /** Loads the window's page again. What is not saved must be in the drafts before. */
  "app.reload": call(nothing, done),
  /** One more window on the project that is open. */
  "app.newWindow": call(nothing, done),
  /** Every edit is in the drafts or on disk: the window may close. */
  "app.flushed": call(nothing, done),
  /** The system's folder dialog; null when it was cancelled. */
  "app.chooseFolder": call(
    z.object({ title: z.string().max(200) }),
    z.object({ path: z.string() }).nullable(),
  ),
  /** Asks for an asciicast; null when the person chose none. */
  "app.chooseRecording": call(nothing, z.object({ path: z.string() }).nullable()),
  /** Asks the person, showing the address, then opens it in the system's browser. */
  "app.openLink": call(z.object({ url: z.string().max(4096) }), done),
  /** Ends a process that does not answer; it is started again. */
  "app.restart": call(z.object({ process: z.enum(["engine", "terminals"]) }), done),
  /** Stops every run, marks it as interrupted, and quits. */
  "app.quit": call(nothing, done),
} as const;

export const appEvents = {
  "app.command": z.object({ id: z.string() }),
  /** The window is about to close: save what is pending, then call app.flushed. */
  "app.flush": z.object({}),
  /** The person wants to quit while these runs go on: ask, then call app.quit or do nothing. */
  "app.quitAsked": z.object({ runs: z.array(z.object({ task: z.string(), title: z.string() })) }),
  /** Which processes do not answer any more. */
  "app.hangs": z.object({ engine: z.boolean(), terminals: z.boolean() }),
  /** Something failed while nobody was waiting for it. */
  "app.problem": z.object({ message: z.string() }),
  /** The app was asked to show something: call app.takeAsked. */
  "app.asked": z.object({}),
} as const;
