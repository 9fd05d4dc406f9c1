import type { Editor } from "@tiptap/core";
import { type ReactNode, useState } from "react";
import { anchorOf, resolveLink } from "../editor/links";
import { followSelected } from "../editor/raw-editing";
import type { Session } from "../keeping/document-session";
import { outlineOf } from "../margin/document-outline";
import { showHeading } from "../margin/Margin";
import { useFollowLink } from "./follow-link";
import { LinkBar } from "./LinkBar";

export interface Linking {
  /** The bar that asks for an address, while it is open. */
  readonly bar: ReactNode;
  /** Asks for the address of the link at the cursor, or of a new one. */
  start(): void;
  /** Follows the link at the cursor, if there is a link. */
  openAtCursor(): void;
  /** Follows a link of the document. @param href the address as the document has it */
  follow(href: string): void;
}

/** Sets, removes and follows the links of a document. */
export function useLinking(session: Session | undefined, path: string): Linking {
  const [address, setAddress] = useState<string>();
  const followTarget = useFollowLink(path, (anchor) => {
    if (!session) return;
    const heading = outlineOf(session.editor.state.doc).headings.find(
      ({ text }) => anchorOf(text) === anchor.toLowerCase(),
    );
    if (heading) showHeading(session.editor, heading.index);
  });
  const follow = (href: string) => followTarget(resolveLink(href, path));
  const atCursor = () => {
    const href: unknown = session?.editor.getAttributes("link")["href"];
    return typeof href === "string" ? href : undefined;
  };
  const end = (set?: (editor: Editor) => void) => {
    setAddress(undefined);
    if (!session) return;
    set?.(session.editor);
    session.editor.commands.focus();
  };
  return {
    start: () => setAddress(atCursor() ?? ""),
    openAtCursor() {
      if (session && followSelected(session.editor.view)) return;
      const href = atCursor();
      if (href !== undefined) follow(href);
    },
    follow,
    bar: address !== undefined && (
      <LinkBar
        address={address}
        onSet={(href) => end((editor) => setLink(editor, href, address !== ""))}
        onRemove={() =>
          end((editor) => editor.chain().focus().extendMarkRange("link").unsetLink().run())
        }
        onCancel={() => end()}
      />
    ),
  };
}

/** Links the selection. Without a selection, the address itself becomes the linked text. */
function setLink(editor: Editor, href: string, isLinked: boolean): void {
  const { from, to } = editor.state.selection;
  const chain = editor.chain().focus().extendMarkRange("link");
  if (isLinked || editor.state.doc.textBetween(from, to) !== "") chain.setLink({ href });
  else
    chain.insertContentAt(from, {
      type: "text",
      text: href,
      marks: [{ type: "link", attrs: { href } }],
    });
  chain.run();
}
