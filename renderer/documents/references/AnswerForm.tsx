import { useState } from "react";
import { Button } from "../../ui/Button";

/** A question of the spec, with a field for its answer. Enter answers. */
export function AnswerForm({
  question,
  onAnswer,
  onCancel,
}: {
  /** Empty for a question without words. */
  question: string;
  onAnswer: (answer: string) => void;
  onCancel: () => void;
}) {
  const [answer, setAnswer] = useState("");
  const ready = answer.trim() !== "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onAnswer(answer);
      }}
    >
      <label>
        {question === "" ? "What is the answer?" : question}
        <textarea
          rows={2}
          value={answer}
          onChange={(event) => setAnswer(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
      </label>
      <div className="actions">
        <span className="soft">Noted under Clarifications</span>
        <Button kind="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button kind="primary" type="submit" disabled={!ready}>
          Answer
        </Button>
      </div>
    </form>
  );
}
