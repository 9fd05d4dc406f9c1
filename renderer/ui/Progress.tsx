import "./how-far.css";

/** How far something is. @param part from 0 to 1 @param label what is done, in the past: "Exported" */
export function Progress({ part, label }: { part: number; label: string }) {
  return (
    <p className="how-far" role="status">
      <progress value={part} aria-label={label} />
      {Math.round(part * 100)} %
    </p>
  );
}
