/**
 * Reads comma-separated lines. The first line names the columns; fields are not quoted.
 *
 * @param {string} text
 * @returns {{ line: number, fields: Record<string, string> }[]} rows, each with its line in the file
 */
export function parseCsv(text) {
  const [head = "", ...lines] = text.replace(/\r\n/g, "\n").trimEnd().split("\n");
  const columns = head.split(",").map((name) => name.trim());
  return lines.map((content, index) => {
    const values = content.split(",").map((value) => value.trim());
    return {
      // The head is line 1.
      line: index + 2,
      fields: Object.fromEntries(columns.map((name, column) => [name, values[column] ?? ""])),
    };
  });
}
