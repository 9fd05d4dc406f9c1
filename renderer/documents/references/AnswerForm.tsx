import { useKeptText } from "../../store/kept-text";
import { Button } from "../../ui/Button";

/** A question of the spec, with a field for its answer. Enter answers. */
export function AnswerForm({
  name,
  question,
  onAnswer,
  onCancel,
}: {
  /** The name under which the answer is kept until it is given. */
  name: string;
  /** Empty for a question without words. */
  question: string;
  /** @returns whether the answer was accepted */
  onAnswer: (answer: string) => boolean;
  onCancel: () => void;
}) {
  const { text: answer = "", write, sent } = useKeptText(name);
  const ready = answer.trim() !== "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && onAnswer(answer)) sent();
      }}
    >
      <label>
        {question === "" ? "What is the answer?" : question}
        <textarea
          rows={2}
          value={answer}
          onChange={(event) => write(event.currentTarget.value)}
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
