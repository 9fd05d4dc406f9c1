import { z } from "zod";
import { plural } from "./agent-screen";
import { runCommand } from "./command";
import { defineTool, type Tool, type ToolResult } from "./tool";
import { ToolFailure } from "./work-tree";

const path = z.string().min(1).max(4096).describe("Relative to the working tree");
const mostFiles = 500;
const mostSearched = 20_000;
const mostMatches = 200;
const longestShown = 100_000;

const readFile = defineTool({
  name: "read_file",
  description: "Reads a text file, or some of its lines.",
  input: z.object({
    path,
    first_line: z.int().min(1).optional().describe("Counted from 1"),
    last_line: z.int().min(1).optional(),
  }),
  async run({ path, first_line, last_line }, { tree, screen }) {
    const part =
      first_line === undefined && last_line === undefined
        ? ""
        : `, lines ${first_line ?? 1} to ${last_line ?? "the end"}`;
    screen.step(`Reading ${tree.show(path)}${part}`);
    const text = await tree.read(path);
    const wanted =
      part === ""
        ? text
        : text
            .split("\n")
            .slice((first_line ?? 1) - 1, last_line)
            .join("\n");
    if (wanted === "") return "(empty)";
    return wanted.length <= longestShown
      ? wanted
      : `${wanted.slice(0, longestShown)}\n[the rest is left out: ask for lines]`;
  },
});

const writeFile = defineTool({
  name: "write_file",
  description: "Creates a file or replaces all of it. To change a part, use edit_file.",
  input: z.object({ path, content: z.string().max(2_000_000) }),
  async run({ path, content }, { tree, screen }) {
    const before = await tree.readIfThere(path);
    screen.step(`${before === undefined ? "Adding" : "Writing"} ${tree.show(path)}`);
    await tree.write(path, content);
    screen.diff(before ?? "", content);
    return before === undefined ? "Created." : "Replaced.";
  },
});

const editFile = defineTool({
  name: "edit_file",
  description:
    "Replaces one piece of a file by another. old_text has to be in the file exactly once, with its spaces and line ends.",
  input: z.object({ path, old_text: z.string().min(1), new_text: z.string() }),
  async run({ path, old_text, new_text }, { tree, screen }) {
    screen.step(`Editing ${tree.show(path)}`);
    const before = await tree.read(path);
    const pieces = before.split(old_text);
    const [start, end, ...others] = pieces;
    if (start === undefined || end === undefined) {
      throw new ToolFailure(`The text to replace is not in ${path}.`);
    }
    if (others.length > 0) {
      const count = pieces.length - 1;
      throw new ToolFailure(`The text to replace is in ${path} ${count} times; give more of it.`);
    }
    const after = start + new_text + end;
    await tree.write(path, after);
    screen.diff(before, after);
    return "Changed.";
  },
});

const listFiles = defineTool({
  name: "list_files",
  description: "Lists the files below a folder, without .git and node_modules.",
  input: z.object({ path: path.default(".") }),
  async run({ path }, { tree, screen }) {
    screen.step(`Listing ${path === "." ? "the files" : tree.show(path)}`);
    const { paths, more } = await tree.files(path, mostFiles);
    screen.note(`${paths.length} ${plural(paths.length, "file")}${more ? " and more" : ""}`);
    if (paths.length === 0) return "(no files)";
    return paths.join("\n") + (more ? "\n[there are more: list a folder]" : "");
  },
});

const searchFiles = defineTool({
  name: "search_files",
  description: "Finds lines that contain a text, in all files below a folder. No patterns.",
  input: z.object({
    text: z.string().min(1).max(1000),
    path: path.default("."),
    ignore_case: z.boolean().default(false),
  }),
  async run({ text, path, ignore_case }, { tree, screen, signal }) {
    screen.step(`Searching for “${text}”${path === "." ? "" : ` in ${tree.show(path)}`}`);
    const fold = (line: string) => (ignore_case ? line.toLowerCase() : line);
    const wanted = fold(text);
    const { paths } = await tree.files(path, mostSearched);
    const matches: string[] = [];
    for (const file of paths) {
      signal.throwIfAborted();
      // A file that is not text cannot match.
      const content = await tree.readIfThere(file).catch((error: unknown) => {
        if (error instanceof ToolFailure) return undefined;
        throw error;
      });
      for (const [index, line] of (content ?? "").split("\n").entries()) {
        if (fold(line).includes(wanted))
          matches.push(`${file}:${index + 1}: ${line.slice(0, 400)}`);
      }
      if (matches.length > mostMatches) break;
    }
    const more = matches.length > mostMatches;
    const shown = matches.slice(0, mostMatches);
    screen.note(`${shown.length}${more ? " and more" : ""} ${plural(shown.length, "line")}`);
    if (shown.length === 0) return "(nothing found)";
    return shown.join("\n") + (more ? "\n[there are more]" : "");
  },
});

const command = defineTool({
  name: "run_command",
  description:
    "Runs a command with /bin/sh in the working tree and returns what it prints. It has no input and no terminal.",
  input: z.object({
    command: z.string().min(1).max(20_000),
    timeout_seconds: z.int().min(1).max(1800).default(180),
  }),
  async run({ command, timeout_seconds }, { tree, screen, env, signal }): Promise<ToolResult> {
    screen.command(command);
    const { end, output } = await runCommand(command, {
      cwd: tree.root,
      env,
      seconds: timeout_seconds,
      signal,
      onLine: screen.output,
    });
    switch (end.how) {
      case "exited": {
        if (end.code === 0) return { text: output || "(no output)", failed: false };
        screen.warning(`It ended with exit code ${end.code}.`);
        return { text: `Exit code ${end.code}\n${output}`, failed: true };
      }
      case "killed":
        screen.warning(`It was ended by ${end.signal}.`);
        return { text: `Ended by ${end.signal}\n${output}`, failed: true };
      case "timed-out":
        screen.warning(`It took longer than ${end.seconds} s and was ended.`);
        return { text: `Ended after ${end.seconds} seconds\n${output}`, failed: true };
      case "not-started":
        throw new ToolFailure(`The command could not be started: ${end.reason}.`);
    }
  },
});

const askPerson = defineTool({
  name: "ask_person",
  description:
    "Asks the person who directs you, who may be slow. Only for what the spec leaves open and you cannot find out.",
  input: z.object({
    question: z.string().min(1).max(2000),
    options: z.array(z.string().min(1).max(400)).max(9).default([]),
    default_answer: z
      .string()
      .max(2000)
      .optional()
      .describe("Taken when the person just presses Enter"),
  }),
  async run({ question, options, default_answer }, { screen, person, attended, signal }) {
    screen.question(question, options);
    if (default_answer !== undefined) screen.note(`Enter takes: ${default_answer}`);
    const line = attended ? await person.nextLine(signal) : undefined;
    const answer = line?.trim();
    if (answer) return (/^[1-9]$/.test(answer) && options[Number(answer) - 1]) || answer;
    if (answer === undefined) screen.note("Nobody is at the terminal.");
    return (
      default_answer ??
      (answer === undefined
        ? "Nobody is at the terminal. Decide yourself, and say what you assumed."
        : "(The person pressed Enter and wrote nothing.)")
    );
  },
});

export const tools: readonly Tool[] = [
  readFile,
  writeFile,
  editFile,
  listFiles,
  searchFiles,
  command,
  askPerson,
];
