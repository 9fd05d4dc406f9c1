import { hiddenCount, textPieces } from "@shared/text/hidden-signs";
import "./shown-text.css";

/** Untrusted text that will be run or approved. Its invisible signs are written out. */
export function ShownText({ text }: { text: string }) {
  const pieces = textPieces(text);
  if (pieces.every(({ kind }) => kind === "text")) return text;
  let at = 0;
  return pieces.map((piece) => {
    at += 1;
    return piece.kind === "text" ? (
      piece.text
    ) : (
      <span key={at} className="hidden-sign" title={`${piece.label}: ${piece.meaning}`}>
        {piece.label}
      </span>
    );
  });
}

/** A scrolling region must be reachable by keyboard, and keeps the keys that scroll it. */
const scrollable = { tabIndex: 0, "data-scrolls": true };

/** The number of characters from which a command's length is shown. */
const long = 160;

/** An untrusted command or sentence in a box of its own, so that it pushes nothing out of sight. */
export function ShownCommand({ text, label }: { text: string; label: string }) {
  return (
    <>
      <section className="shown-command" aria-label={label} {...scrollable}>
        <ShownText text={text} />
      </section>
      {text.length > long && (
        <div className="faint">{text.length} characters; scroll to see all</div>
      )}
    </>
  );
}

/**
 * Repeats the text of a field when the text has invisible signs, because a field can only show plain
 * characters.
 */
export function FieldText({ text, label }: { text: string; label: string }) {
  return hiddenCount(text) === 0 ? null : <ShownCommand text={text} label={label} />;
}

/** Warns, before any other content, that some of these texts have invisible signs. */
export function HiddenWarning({ texts }: { texts: readonly string[] }) {
  const count = texts.reduce((sum, text) => sum + hiddenCount(text), 0);
  if (count === 0) return null;
  return (
    <p className="hidden-warning" role="alert">
      {count === 1
        ? "A character that cannot be seen, or that turns the direction of the text, is written out below."
        : `${count} characters that cannot be seen, or that turn the direction of the text, are written out below.`}
    </p>
  );
}
