import { execFile } from "node:child_process";
import { type ShellWord, simpleCommands } from "./shell-words";

/**
 * The command line that is executed for a run, and the line of the run's terminal that explains the difference
 * from the person's command.
 */
export interface AdaptedCommand {
  readonly command: string;
  readonly word?: string;
}

/** Milliseconds that a program may take to print its options. */
const patience = 10_000;
const option = "--no-daemon";

/**
 * Keeps an agent from handing its work to a server that outlives the run. Codex shares one server between all its
 * sessions, which continues the work after the run is stopped; `--no-daemon` keeps the work in the agent's own
 * process. Versions without this option have no such server.
 */
export async function adaptCommand(
  command: string,
  place: { shell: string; env: Readonly<Record<string, string>>; cwd: string },
): Promise<AdaptedCommand> {
  let adapted = command;
  let word: string | undefined;
  for (const { start, end } of codexStarts(command).reverse()) {
    const help = await helpOf(command.slice(start, end), place);
    if (help.trim() === "")
      word ??=
        "codex did not tell its options: if it uses its shared server, that goes on after this run";
    if (!help.includes(option)) continue;
    adapted = `${adapted.slice(0, end)} ${option}${adapted.slice(end)}`;
    word = `codex runs with ${option}: its shared server would go on after this run`;
  }
  return word === undefined ? { command } : { command: adapted, word };
}

/**
 * The places where Codex is started without the option: each from the first word of its command to the end of its
 * name.
 */
function codexStarts(command: string): { readonly start: number; readonly end: number }[] {
  return simpleCommands(command).flatMap((words) => {
    if (words.some(({ text }) => text === option)) return [];
    const [first, ...rest] = withoutPrefix(words);
    const program = first && programAt([first, ...rest]);
    if (first === undefined || program === undefined) return [];
    if (isCodex(program)) return [{ start: first.start, end: program.end }];
    const inner = shellsCommand(command, words.slice(words.indexOf(program)));
    return inner === undefined
      ? []
      : codexStarts(inner.text).map(({ start, end }) => ({
          start: inner.at + start,
          end: inner.at + end,
        }));
  });
}

/** The command line that a shell receives after `-c` in one pair of quotes, and its offset. */
function shellsCommand(line: string, [shell, ...rest]: readonly ShellWord[]) {
  if (!/(?:^|\/)(?:ba|da|z|k|fi)?sh$/.test(shell?.text ?? "")) return undefined;
  const flag = rest.findIndex(({ text }) => /^-[a-z]*c$/.test(text ?? ""));
  const word = flag < 0 ? undefined : rest[flag + 1];
  const quoted = word && line.slice(word.start, word.end);
  const text = /^(?:'([^']*)'|"([^"\\`]*)")$/
    .exec(quoted ?? "")
    ?.slice(1)
    .join("");
  return word === undefined || text === undefined ? undefined : { text, at: word.start + 1 };
}

const isCodex = ({ text }: ShellWord): boolean =>
  text !== undefined && /(?:^|\/)codex$|^@openai\/codex(?:@[\w.-]+)?$/.test(text);

/** Removes the shell's keywords and the assignments before a program's name. */
function withoutPrefix(words: readonly ShellWord[]): readonly ShellWord[] {
  const own = /^(?:if|then|else|elif|do|while|until|time|!|\{|[A-Za-z_]\w*=.*)$/s;
  const begins = words.findIndex(({ text }) => text === undefined || !own.test(text));
  return begins < 0 ? [] : words.slice(begins);
}

/** Programs that start the program in their arguments, and which of their options take a value. */
const starters: readonly { readonly names: readonly string[]; readonly values: RegExp }[] = [
  { names: ["exec"], values: /^-a$/ },
  { names: ["command", "nohup", "setsid", "winpty"], values: /^$/ },
  { names: ["nice"], values: /^-n$/ },
  { names: ["env"], values: /^-[uC]$/ },
  { names: ["timeout"], values: /^-[ks]$/ },
  {
    names: ["npx", "bunx", "pnpx", "npm exec", "npm x", "pnpm dlx", "yarn dlx", "bun x"],
    values: /^(-p|--package)$/,
  },
];

/** The program that a command starts in the end, after the programs that only start another one. */
function programAt(words: readonly ShellWord[]): ShellWord | undefined {
  const [first, second] = words;
  if (first?.text === undefined) return undefined;
  const both = `${first.text} ${second?.text ?? ""}`;
  const starter = starters.find(
    ({ names }) => names.includes(first.text ?? "") || names.includes(both),
  );
  if (starter === undefined) return first;
  let at = starter.names.includes(both) ? 2 : 1;
  while (at < words.length) {
    const text = words[at]?.text;
    if (text === undefined) return undefined;
    if (starter.values.test(text)) at += 2;
    else if (text.startsWith("-") || /^[A-Za-z_]\w*=/.test(text)) at += 1;
    // The duration argument of `timeout`.
    else if (first.text === "timeout" && /^[\d.]+[smhd]?$/.test(text)) at += 1;
    else return programAt(words.slice(at));
  }
  return undefined;
}

function helpOf(
  start: string,
  { shell, env, cwd }: { shell: string; env: Readonly<Record<string, string>>; cwd: string },
): Promise<string> {
  return new Promise((resolve) => {
    const options = { env: { ...env }, cwd, timeout: patience, maxBuffer: 1024 * 1024 };
    const child = execFile(shell, ["-c", `${start} --help`], options, (_, stdout) =>
      resolve(stdout),
    );
    child.stdin?.end();
  });
}
