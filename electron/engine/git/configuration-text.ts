/** One line of a configuration file. */
export interface ConfigLine {
  /** Section and name in lower case, the subsection between them as written. */
  readonly key: string;
  readonly value: string;
}

/**
 * Reads the text of a git configuration file; includes are ordinary lines here. Source: git-config(1), "Syntax",
 * and git's config.c.
 * @returns undefined for a text that git refuses
 */
export function readConfigurationText(text: string): ConfigLine[] | undefined {
  const scanner = createScanner(text);
  const lines: ConfigLine[] = [];
  let prefix = "";
  for (;;) {
    const c = scanner.next();
    if (c === undefined) return lines;
    if (isSpace(c)) continue;
    if (c === "#" || c === ";") {
      scanner.skipLine();
      continue;
    }
    if (c === "[") {
      const section = readSection(scanner);
      if (section === undefined) return undefined;
      prefix = `${section}.`;
      continue;
    }
    if (!/[A-Za-z]/.test(c)) return undefined;
    const line = readLine(scanner, c);
    if (line === undefined) return undefined;
    lines.push({ key: `${prefix}${line.name}`, value: line.value });
  }
}

type Scanner = ReturnType<typeof createScanner>;

/** Reads the text character by character; every line end is "\n". */
function createScanner(text: string) {
  let at = text.startsWith("\ufeff") ? 1 : 0;
  const peek = (): string | undefined =>
    text[at] === "\r" && text[at + 1] === "\n" ? "\n" : text[at];
  return {
    peek,
    next(): string | undefined {
      const c = peek();
      at += c === "\n" && text[at] === "\r" ? 2 : 1;
      return c;
    },
    skipLine(): void {
      while (peek() !== undefined && peek() !== "\n") this.next();
    },
  };
}

const isSpace = (c: string): boolean => c === " " || c === "\t" || c === "\n" || c === "\r";

/** Reads `[section]`, `[section "subsection"]` or the old `[section.subsection]`, from behind the bracket. */
function readSection(scanner: Scanner): string | undefined {
  let name = "";
  for (;;) {
    const c = scanner.next();
    if (c === undefined) return undefined;
    if (c === "]") return name;
    if (isSpace(c)) return readSubsection(scanner, name, c);
    if (!/[A-Za-z0-9.-]/.test(c)) return undefined;
    name += c.toLowerCase();
  }
}

function readSubsection(scanner: Scanner, section: string, first: string): string | undefined {
  let c: string | undefined = first;
  while (c !== undefined && isSpace(c)) {
    if (c === "\n") return undefined;
    c = scanner.next();
  }
  if (c !== '"') return undefined;
  let name = `${section}.`;
  for (;;) {
    c = scanner.next();
    if (c === undefined || c === "\n") return undefined;
    if (c === '"') break;
    if (c === "\\") c = scanner.next();
    if (c === undefined || c === "\n") return undefined;
    name += c;
  }
  return scanner.next() === "]" ? name : undefined;
}

/** Reads a name and its value, from behind the name's first letter. A name alone is git's short form of true. */
function readLine(scanner: Scanner, first: string): { name: string; value: string } | undefined {
  let name = first.toLowerCase();
  for (let c = scanner.peek(); c !== undefined && /[A-Za-z0-9-]/.test(c); c = scanner.peek())
    name += scanner.next()?.toLowerCase() ?? "";
  while (scanner.peek() === " " || scanner.peek() === "\t") scanner.next();
  const c = scanner.next();
  if (c === undefined || c === "\n") return { name, value: "true" };
  if (c !== "=") return undefined;
  const value = readValue(scanner);
  return value === undefined ? undefined : { name, value };
}

const escapes: Readonly<Record<string, string>> = {
  t: "\t",
  b: "\b",
  n: "\n",
  "\\": "\\",
  '"': '"',
};

function readValue(scanner: Scanner): string | undefined {
  let value = "";
  let spaces = "";
  let quoted = false;
  for (;;) {
    let c = scanner.next();
    if (c === undefined || c === "\n") return quoted ? undefined : value;
    if (isSpace(c) && !quoted) {
      if (value !== "") spaces += c;
      continue;
    }
    if (!quoted && (c === "#" || c === ";")) {
      scanner.skipLine();
      continue;
    }
    value += spaces;
    spaces = "";
    if (c === '"') {
      quoted = !quoted;
      continue;
    }
    if (c === "\\") {
      const escaped: string | undefined = scanner.next();
      if (escaped === "\n") continue;
      c = escaped === undefined ? undefined : escapes[escaped];
      if (c === undefined) return undefined;
    }
    value += c;
  }
}

/** Writes lines so that git reads the same keys and values. Keys that git cannot read are left out. */
export function writeConfigurationText(lines: readonly ConfigLine[]): string {
  return lines
    .flatMap(({ key, value }) => {
      const parts = /^([a-z0-9-]+)\.(?:(.*)\.)?([a-z][a-z0-9-]*)$/s.exec(key);
      if (parts === null || /[\n\0]/.test(parts[2] ?? "") || value.includes("\0")) return [];
      const [, section, subsection, name] = parts;
      const quotedName = subsection?.replace(/[\\"]/g, "\\$&");
      const head = subsection === undefined ? `[${section}]` : `[${section} "${quotedName}"]`;
      const quoted = value
        .replace(/[\\"]/g, "\\$&")
        .replaceAll("\n", "\\n")
        .replaceAll("\t", "\\t")
        .replaceAll("\b", "\\b");
      return [`${head}\n\t${name} = "${quoted}"\n`];
    })
    .join("");
}
