import { endWords } from "@shared/runs/process-end";
import type { Validation } from "@shared/runs/summary";
import type { Tone } from "@shared/runs/words";

/** The result of a validation in words, with its colour. */
export function validationWord(validation: Validation): readonly [word: string, tone: Tone] {
  switch (validation.result) {
    case "none":
      return ["none", "still"];
    case "not-run":
      return ["not run", "waiting"];
    case "running":
      return ["running", "running"];
    case "passed":
      return ["passed", "done"];
    case "failed":
      return [`failed, ${endWords(validation.end)}`, "stop"];
  }
}
