/** A document's text as it is: to read and to copy, not to edit. */
export function Source({ text, title }: { text: string; title: string }) {
  return (
    <textarea
      className="document-source"
      aria-label={`Source of ${title}, read-only`}
      readOnly
      spellCheck={false}
      value={text}
    />
  );
}
