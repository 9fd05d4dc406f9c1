import type { ReactNode } from "react";
import type { Session } from "../keeping/document-session";
import { Margin } from "../margin/Margin";
import type { CodeEditor } from "./code-editor";
import { useSourceFacts } from "./source-outline";

const nothing = {
  outline: { headings: [], words: 0, requirements: 0, openQuestions: 0 },
  current: 0,
  selected: undefined,
};

/** The margin beside a document's source. */
export function SourceMargin({
  session,
  code,
  path,
  children,
}: {
  session: Session;
  code: CodeEditor | undefined;
  path: string;
  children?: ReactNode;
}) {
  const facts = useSourceFacts(session, code);
  return (
    <Margin
      facts={facts ?? nothing}
      path={path}
      onHeading={(index) => {
        code?.showTop(facts?.starts[index] ?? 0);
        code?.focus();
      }}
    >
      {children}
    </Margin>
  );
}
