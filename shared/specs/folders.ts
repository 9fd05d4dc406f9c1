/** Where the documents of Spec Kit, OpenSpec and Kiro are, and what belongs to them. */
const folders = ["specs", ".specify", "openspec", ".kiro"];

/** Whether a file is one of the project's spec documents, or stands beside them. */
export function isSpecFile(path: string): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/`));
}

/** The feature that a file belongs to, by its folder's name; undefined for one of none. */
export function featureOf(path: string): string | undefined {
  return /^specs\/([^/]+)\/./.exec(path)?.[1];
}
