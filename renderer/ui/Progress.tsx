import "./how-far.css";

/**
 * The progress of an operation. @param part from 0 to 1 @param label the operation, in the past tense:
 * "Exported"
 */
export function Progress({ part, label }: { part: number; label: string }) {
  return (
    <p className="how-far" role="status">
      <progress value={part} aria-label={label} />
      {Math.round(part * 100)} %
    </p>
  );
}
