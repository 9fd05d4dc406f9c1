import { z } from "zod";
import { momentLinkSchema } from "../runs/moment-link";
import { call, done, nothing } from "./call";

export const themeSchema = z.enum(["system", "light", "dark"]);
export type Theme = z.infer<typeof themeSchema>;

/** A request from outside to show something in the app: from its command line, or from a link. */
export const askedSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("project"), path: z.string() }),
  z.object({ kind: z.literal("recording"), path: z.string() }),
  z.object({ kind: z.literal("moment"), link: momentLinkSchema }),
  /** An invalid link, with the reason in one sentence. */
  z.object({ kind: z.literal("refused"), reason: z.string() }),
]);
export type Asked = z.infer<typeof askedSchema>;

/** How the processes behind the windows are. */
export const healthSchema = z.object({
  engine: z.discriminatedUnion("state", [
    z.object({ state: z.literal("well") }),
    z.object({ state: z.literal("hangs") }),
    /** The engine is not started again by itself. The reason is a sentence for the person. */
    z.object({ state: z.literal("ended"), reason: z.string() }),
  ]),
  terminals: z.object({ state: z.enum(["well", "hangs"]) }),
  /** Whether the command line reaches this app. The reason says in sentences why not, and what to do. */
  commands: z.discriminatedUnion("state", [
    z.object({ state: z.literal("well") }),
    z.object({ state: z.literal("apart"), reason: z.string() }),
  ]),
});
export type Health = z.infer<typeof healthSchema>;

/**
 * The calls that main answers: windows, dialogs, and other functions of Electron. The engine answers all
 * other calls.
 */
export const appCalls = {
  /**
   * Takes the next request from outside, except a project that was named at launch; null when there is none.
   */
  "app.takeAsked": call(nothing, askedSchema.nullable()),
  /** Reports the window's theme, so that the frame and the next launch match it. */
  "app.theme": call(z.object({ theme: themeSchema }), done),
  /** The commands for the system's menu. A chosen command comes back as the event `app.command`. */
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
  /** Changes the size of everything in the windows. */
  "app.zoom": call(z.object({ step: z.enum(["in", "out", "reset"]) }), done),
  /** Turns full screen on or off. */
  "app.fullScreen": call(nothing, done),
  /** Reloads the window's page. Unsaved edits must be in the drafts first. */
  "app.reload": call(nothing, done),
  /** Opens another window on the same project. */
  "app.newWindow": call(nothing, done),
  /** Reports that every edit is in the drafts or on disk, so that the window can close. */
  "app.flushed": call(nothing, done),
  /** Shows the system's folder dialog; null when it was cancelled. */
  "app.chooseFolder": call(
    z.object({ title: z.string().max(200) }),
    z.object({ path: z.string() }).nullable(),
  ),
  /** Asks for an asciicast file; null when the person chose none. */
  "app.chooseRecording": call(nothing, z.object({ path: z.string() }).nullable()),
  /** Shows the address to the person and asks for permission, then opens it in the system's browser. */
  "app.openLink": call(z.object({ url: z.string().max(4096) }), done),
  /**
   * Tells of something that waits for the person by a system notification, unless a window is in front. A click on the
   * notification comes back as `app.notified`.
   */
  "app.notify": call(
    z.object({ key: z.string().max(200), title: z.string().max(200), body: z.string().max(400) }),
    done,
  ),
  /** The latest `app.health` event, for a page that was loaded after it. */
  "app.health": call(nothing, healthSchema),
  /** Ends a process that does not respond, and starts it again; also an engine that has ended. */
  "app.restart": call(z.object({ process: z.enum(["engine", "terminals"]) }), done),
  /** Stops all runs, marks them as interrupted, and quits. */
  "app.quit": call(nothing, done),
} as const;

export const appEvents = {
  "app.command": z.object({ id: z.string() }),
  /** The window is about to close: save pending edits, then call app.flushed. */
  "app.flush": z.object({}),
  /** The person wants to quit while these runs are active: ask, then call app.quit or do nothing. */
  "app.quitAsked": z.object({ runs: z.array(z.object({ task: z.string(), title: z.string() })) }),
  /** The person clicked the notification with this key. */
  "app.notified": z.object({ key: z.string() }),
  /** A process behind the windows hangs, ended, or responds again. */
  "app.health": healthSchema,
  /** An operation failed that no caller was waiting for. */
  "app.problem": z.object({ message: z.string() }),
  /** A request from outside has come: call app.takeAsked. */
  "app.asked": z.object({}),
} as const;
