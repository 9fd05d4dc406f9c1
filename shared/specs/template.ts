/** The values for a template's placeholders. */
export interface TemplateValues {
  /** The feature's title, as the person wrote it. */
  readonly title: string;
  /** The feature's folder: `NNN-slug`. */
  readonly feature: string;
  readonly now: Date;
}

/**
 * Fills in the four placeholders that a program can fill. All other characters stay, including placeholders
 * that are questions to the writer. Placeholders: github/spec-kit, templates/*.md.
 */
export function fillTemplate(template: string, { title, feature, now }: TemplateValues): string {
  const line = title.replace(/\s+/g, " ").trim();
  const places: Readonly<Record<string, string>> = {
    "[FEATURE NAME]": line,
    "[###-feature-name]": feature,
    "[DATE]": localDate(now),
    $ARGUMENTS: line,
  };
  return template.replace(
    /(?<!\\)(?:\[FEATURE NAME\]|\[###-feature-name\]|\[DATE\]|\$ARGUMENTS)/g,
    (place) => places[place] ?? place,
  );
}

/** YYYY-MM-DD in the person's time zone. */
function localDate(now: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** One template of a preset, as its manifest describes it. */
export interface PresetTemplate {
  readonly name: string;
  /** The file's path, relative to the preset's folder. */
  readonly file?: string;
  /** The way in which the template is combined with the one below it. */
  readonly strategy: Strategy;
}

const strategies = ["replace", "prepend", "append", "wrap"] as const;
export type Strategy = (typeof strategies)[number];

/**
 * Reads the templates of a preset's `preset.yml`: list items whose keys are plain words on lines of their
 * own, as Spec Kit writes them. Other forms are skipped; the templates of such a preset are found by their
 * place and replace the ones below them. Format: github/spec-kit, presets/README.md.
 */
export function presetTemplates(manifest: string): PresetTemplate[] {
  const items: Map<string, string>[] = [];
  for (const line of manifest.split(/\r\n|\n|\r/)) {
    const [, dash, key, value] =
      /^\s*(-\s+)?(type|name|file|strategy):\s*(.*?)\s*(?:\s#.*)?$/.exec(line) ?? [];
    if (dash !== undefined) items.push(new Map());
    if (key !== undefined && value !== undefined)
      items.at(-1)?.set(key, value.replace(/^(["'])(.*)\1$/, "$2"));
  }
  return items.flatMap((item) => {
    const name = item.get("name");
    if (name === undefined || (item.get("type") ?? "template") !== "template") return [];
    const file = item.get("file");
    const wanted = item.get("strategy")?.toLowerCase();
    return [
      {
        name,
        ...(file === undefined ? {} : { file }),
        strategy: strategies.find((each) => each === wanted) ?? "replace",
      },
    ];
  });
}

/**
 * Combines a preset's template with the one below it.
 * @returns undefined for a wrapping template that does not mark the place of the other
 */
export function compose(strategy: Strategy, above: string, below: string): string | undefined {
  switch (strategy) {
    case "replace":
      return above;
    case "prepend":
      return `${above}\n\n${below}`;
    case "append":
      return `${below}\n\n${above}`;
    case "wrap":
      return above.includes("{CORE_TEMPLATE}")
        ? above.replaceAll("{CORE_TEMPLATE}", () => below)
        : undefined;
  }
}
