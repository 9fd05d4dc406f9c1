import fc from "fast-check";
import { expect, it } from "vitest";
import { createQuestionFilter } from "./questions";

const esc = "\u001b";
const st = `${esc}\\`;

const questions = [
  `${esc}[c`,
  `${esc}[0c`,
  `${esc}[>c`,
  `${esc}[=c`,
  `${esc}[5n`,
  `${esc}[6n`,
  `${esc}[?6n`,
  `${esc}[?996n`,
  `${esc}[?2026$p`,
  `${esc}[4$p`,
  `${esc}[>q`,
  `${esc}[?u`,
  `${esc}[18t`,
  `${esc}[14;2t`,
  `${esc}[\r6n`,
  `${esc}Z`,
  "\u0005",
  `${esc}]11;?\u0007`,
  `${esc}]4;1;?`,
  `${esc}]52;c;?\u0007`,
  `${esc}]7501;?`,
  `${esc}P$qm`,
  `${esc}P+q544e`,
  `${esc}_Gi=31,a=q;AAAA`,
  "\u009bc",
];
const others = [
  "text",
  "漢字 ✋",
  "\r\n",
  `${esc}[31m`,
  `${esc}[2J`,
  `${esc}[3;4H`,
  `${esc}[8;24;80t`,
  `${esc}[?1004h`,
  `${esc}[>7u`,
  `${esc}[u`,
  `${esc}[0 q`,
  `${esc}[!p`,
  `${esc}(B`,
  `${esc}7`,
  `${esc}]0;what?\u0007`,
  `${esc}]9;Done?\u0007`,
  `${esc}]8;;http://x/?a=b${st}`,
  `${esc}]11;#ffffff${st}`,
  `${esc}P1$r0m${st}`,
];
/** The end of a question's string remains in the output: the question is gone, and its end has no effect. */
const ended = (question: string) =>
  question.charAt(0) === esc && /^.[\]P_]/.test(question) && !question.endsWith("\u0007")
    ? `${question}${st}`
    : question;

it("removes questions and nothing else, wherever the output is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...questions), fc.constantFrom(...others))),
      fc.integer({ min: 1, max: 9 }),
      (parts, size) => {
        const filter = createQuestionFilter();
        const text = parts.map((part) => (questions.includes(part) ? ended(part) : part)).join("");
        let shown = "";
        for (let at = 0; at < text.length; at += size) shown += filter(text.slice(at, at + size));
        const left = parts.map((part) =>
          questions.includes(part) ? (ended(part) === part ? "" : st) : part,
        );
        expect(shown).toBe(left.join(""));
      },
    ),
  );
});

it("continues after a sequence that was cut off or never ends", () => {
  const filter = createQuestionFilter();
  expect(filter(`${esc}[3\u0018a${esc}]0;x${esc}[cb`)).toBe(`${esc}[3\u0018a${esc}]0;xb`);
  const long = `${esc}]0;${"x".repeat(200_000)}`;
  expect(filter(long)).toBe(long);
});
