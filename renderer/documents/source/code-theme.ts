import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The look of the source, from the design tokens, so it follows light and dark by itself. */
export const codeTheme = EditorView.theme({
  "&": {
    height: "100%",
    color: "var(--ink)",
    backgroundColor: "var(--paper)",
    font: "13px / 20px var(--font-code)",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { font: "inherit", overflow: "auto" },
  ".cm-content": { padding: "24px 0 35vh", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 max(40px, calc(100% - 860px)) 0 12px" },
  ".cm-gutters": {
    color: "var(--faint)",
    backgroundColor: "var(--paper)",
    border: "none",
    fontVariantNumeric: "tabular-nums",
  },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "44px", padding: "0 8px 0 16px" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": {
    backgroundColor: "color-mix(in srgb, var(--hover) 55%, transparent)",
  },
  ".cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLineGutter": { color: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground":
    { backgroundColor: "light-dark(#cfdaf8, #34466f)" },
  ".cm-selectionMatch": { backgroundColor: "var(--blue-wash)" },
  ".cm-searchMatch": {
    backgroundColor: "var(--waiting-wash)",
    outline: "1px solid var(--waiting)",
  },
  ".cm-searchMatch-selected": { backgroundColor: "var(--selected)" },
  ".cm-panels": {
    color: "var(--ink)",
    backgroundColor: "var(--rail)",
    font: "13px / 20px var(--font-ui)",
  },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "6px 40px 6px 16px" },
  ".cm-panel.cm-search label": { fontSize: "12px", color: "var(--soft)" },
  ".cm-panel.cm-search [name=close]": {
    top: "6px",
    right: "12px",
    fontSize: "18px",
    color: "var(--soft)",
  },
  ".cm-textfield": {
    font: "13px / 20px var(--font-ui)",
    padding: "2px 8px",
    color: "var(--ink)",
    backgroundColor: "var(--sheet)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-s)",
  },
  ".cm-button": {
    font: "500 12px / 18px var(--font-ui)",
    padding: "2px 8px",
    color: "var(--ink)",
    backgroundColor: "var(--sheet)",
    backgroundImage: "none",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-s)",
  },
});

/** Markdown's own signs are quiet, and their meaning is plain to see. */
export const markdownColours = HighlightStyle.define([
  { tag: tags.heading, fontWeight: "600" },
  { tag: tags.strong, fontWeight: "600" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: [tags.link, tags.url], color: "var(--blue)" },
  { tag: tags.quote, color: "var(--soft)" },
  { tag: [tags.processingInstruction, tags.contentSeparator], color: "var(--faint)" },
  { tag: [tags.comment, tags.meta], color: "var(--faint)" },
  { tag: [tags.monospace, tags.labelName, tags.string], color: "var(--soft)" },
  { tag: [tags.tagName, tags.attributeName, tags.angleBracket], color: "var(--review)" },
  { tag: tags.atom, color: "var(--blue)" },
]);
