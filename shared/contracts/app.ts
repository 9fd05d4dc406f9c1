import { z } from "zod";
import { call, nothing } from "./call";

export const appCalls = {
  "app.info": call(
    nothing,
    z.object({
      version: z.string(),
      platform: z.enum(["linux", "darwin", "win32"]),
      /** "development runtime" when the app runs on an Electron that is not the shipped one. */
      runtime: z.string(),
    }),
  ),
  /** What the window's theme is, so that the frame and the next launch match it. */
  "app.theme": call(z.object({ theme: z.enum(["system", "light", "dark"]) }), nothing),
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
    nothing,
  ),
  /** Every edit is in the drafts or on disk: the window may close. */
  "app.flushed": call(nothing, nothing),
} as const;

export const appEvents = {
  "app.command": z.object({ id: z.string() }),
  /** The window is about to close: save what is pending, then call app.flushed. */
  "app.flush": z.object({}),
} as const;
