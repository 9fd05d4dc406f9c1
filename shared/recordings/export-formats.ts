/** The formats to which a recording can be exported. */
export const exportFormats = ["cast", "cast2", "html", "text", "gif"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A format's texts on screen, and the extension of its files. */
export const exportWords: Readonly<
  Record<ExportFormat, { readonly title: string; readonly about: string; readonly ending: string }>
> = {
  cast: {
    title: "asciicast 3",
    about: "Plays in asciinema and in Specwright.",
    ending: "cast",
  },
  cast2: {
    title: "asciicast 2",
    about: "For older players. Without the exit status.",
    ending: "cast",
  },
  html: {
    title: "Web page",
    about: "One file with a player in it. Opens in any browser, without a network.",
    ending: "html",
  },
  text: {
    title: "Text",
    about: "All lines that the terminal had.",
    ending: "txt",
  },
  gif: {
    title: "Animated picture (GIF)",
    about: "Made by agg, which must be installed.",
    ending: "gif",
  },
};
