import { z } from "zod";
import { runIdSchema } from "../base/ids";

/** The scheme of the app's links, without its colon. */
export const linkScheme = "specwright";

/** About 115 days; a recording is shorter. */
const latest = 9_999_999;

/** A moment of a run; `at` is in seconds since the recording's start, with at most three decimals. */
export const momentLinkSchema = z.object({
  run: runIdSchema,
  at: z.number().min(0).max(latest),
});
export type MomentLink = z.infer<typeof momentLinkSchema>;

/** The longest that a link of this form can be is 118 characters. */
const longest = 120;
const form = /^specwright:\/\/run\/([A-Za-z0-9-]{1,80})\?t=((?:0|[1-9]\d{0,6})(?:\.\d{1,3})?)$/;

/** Whether a word, such as one of a command line, is meant as a link of the app, well-formed or not. */
export const isMeantAsLink = (word: string): boolean => /^specwright:/i.test(word);

/** Writes `specwright://run/<run>?t=<seconds>`. */
export const writeMomentLink = ({ run, at }: MomentLink): string =>
  `${linkScheme}://run/${run}?t=${at}`;

/**
 * Reads what `writeMomentLink` wrote. Links come from anywhere, so nothing else is one: no other place, no
 * further part and no other spelling.
 * @returns the moment, or in one sentence why there is none; the sentence has nothing of the text in it
 */
export function readMomentLink(text: string): MomentLink | { readonly refused: string } {
  if (text.length > longest) return { refused: "This link is too long to be one to a moment." };
  const [, run, seconds] = form.exec(text) ?? [];
  if (run === undefined || seconds === undefined)
    return {
      refused: "This link is not one to a moment, which is specwright://run/RUN?t=SECONDS.",
    };
  return { run: runIdSchema.parse(run), at: Number(seconds) };
}

/**
 * The moment that a link can name: the time itself, or up to a millisecond later, so that what is shown at the
 * time is shown at the moment as well.
 * @param time seconds since the recording's start
 */
export function linkedMoment(time: number): number {
  const milliseconds = time * 1000;
  const whole = Math.round(milliseconds);
  // What is only a rounding error of the arithmetic is not passed over.
  const at = Math.abs(milliseconds - whole) < 1e-6 ? whole : Math.ceil(milliseconds);
  return Math.min(Math.max(at / 1000, 0), latest);
}
