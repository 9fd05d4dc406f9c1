import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { createCastParser } from "@shared/recordings/parse-cast";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  createFolders,
  outputOf,
  readRun,
  startTestHost,
  type TestHost,
} from "../../pty-host/host.fixture";
import { folderOf } from "../git/linked-tree";
import { keepTree } from "../git/snapshot";
import { type TestRepository, testRepository } from "../git/testing";
import { addWorktree } from "../git/worktree";
import { confine, viewIn } from "./confine";
import { findSandbox, type Sandbox } from "./probe";

const found = await findSandbox();
const missing = found.kind !== "bubblewrap";
const sandbox = found as Extract<Sandbox, { kind: "bubblewrap" }>;

let test: TestRepository;
let folders: Awaited<ReturnType<typeof createFolders>>;
let host: TestHost;
let count = 0;

beforeAll(async () => {
  test = await testRepository({ "a.txt": "one\n" });
  await test.git("branch", "other");
  folders = await createFolders();
  host = startTestHost();
});
afterAll(async () => {
  await host.host.close();
  await folders.remove();
  test.dispose();
});

interface Made {
  readonly tree: string;
  readonly runBranch: string;
  readonly base: string;
  readonly folder: string;
  readonly output: string;
  readonly view: string;
}

/** Runs a shell command as the agent of a run. */
async function run(
  command: string,
  { confined, network = "open" }: { confined: boolean; network?: "open" | "off" },
): Promise<Made> {
  count += 1;
  const base = await test.git("rev-parse", "main");
  const runBranch = `specwright/run-${count}`;
  const tree = test.at(`data/worktrees/${count}`);
  await mkdir(test.at("data/worktrees"), { recursive: true });
  await addWorktree(test.repo, { worktree: tree, runBranch, base });
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: test.at("home"),
    OUT: test.at("outside"),
    COMMON: test.repo.commonDir,
    DATA: test.at("data"),
  };
  const spec = await folders.session("", { cwd: tree });
  const privateFolder = test.at(`data/sandboxes/${count}`);
  const session = {
    ...spec,
    env: { ...env, SPECWRIGHT_RUN: spec.run, RUN: spec.folder },
    agent: { file: "/bin/sh", args: ["-c", command], label: "agent" },
    ...(confined
      ? {
          confined: [
            ...(await confine(sandbox, {
              cwd: tree,
              tree,
              written: [],
              commonDir: test.repo.commonDir,
              gitDir: (await folderOf(test.repo, tree)) ?? "",
              runFolder: spec.folder,
              privateFolder,
              data: test.at("data"),
              env,
              programs: [process.execPath],
              folders: { read: [], write: [] },
              network,
            })),
          ],
        }
      : {}),
  };
  host.post({ type: "open", session });
  await host.closed(spec.run);
  const cast = createCastParser();
  const output = outputOf(cast.push(await readFile(join(spec.folder, "session.cast"), "utf8")));
  return { tree, runBranch, base, folder: spec.folder, output, view: viewIn(privateFolder) };
}

/** A try to reach something outside, and whether it succeeded. */
interface Escape {
  readonly command: string;
  harmed(made: Made): boolean | Promise<boolean>;
}

const escapes: Record<string, () => Escape | Promise<Escape>> = {
  "writes a file outside of the tree": () => ({
    command: 'echo written > "$OUT/file"',
    harmed: () => test.exists("outside/file"),
  }),
  "reads a secret in the home folder": () => ({
    command: 'cat "$HOME/.ssh/id_test"',
    harmed: ({ output }) => output.includes("canary"),
  }),
  "reads the app's data": () => ({
    command: 'cat "$DATA/trust.key"',
    harmed: ({ output }) => output.includes("canary"),
  }),
  "writes a hook": () => ({
    command: 'echo "touch x" > "$COMMON/hooks/post-checkout"',
    harmed: () => test.exists("repo/.git/hooks/post-checkout"),
  }),
  "writes a hook where git looks for it": () => ({
    command: 'echo "touch x" > "$(git rev-parse --git-path hooks)/post-merge"',
    harmed: () => test.exists("repo/.git/hooks/post-merge"),
  }),
  "changes the configuration": () => ({
    command: 'git config core.pager evil; echo "[core] editor = evil" >> "$COMMON/config"',
    harmed: () => test.read("repo/.git/config").includes("evil"),
  }),
  "moves another branch": () => ({
    command: "git commit -q --allow-empty -m x; git update-ref refs/heads/other HEAD",
    harmed: async ({ base }) => (await test.git("rev-parse", "other")) !== base,
  }),
  "writes another branch's ref": () => ({
    command: 'echo "0000000000000000000000000000000000000001" > "$COMMON/refs/heads/other"',
    harmed: ({ base }) => test.read("repo/.git/refs/heads/other").trim() !== base,
  }),
  "deletes objects": async () => {
    const blob = await test.git("rev-parse", "main:a.txt");
    const file = `repo/.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`;
    const bytes = test.bytes(file);
    return {
      command: `rm -f "$COMMON/objects/${blob.slice(0, 2)}/${blob.slice(2)}"`,
      harmed() {
        const isGone = !test.exists(file);
        test.put(file, bytes);
        return isGone;
      },
    };
  },
  "reaches the host through /proc/self/root": () => ({
    command: 'for root in /proc/self/root /proc/1/root; do echo x > "$root$OUT/rooted"; done',
    harmed: () => test.exists("outside/rooted"),
  }),
  "writes through a symbolic link": () => ({
    command: 'ln -s "$HOME/.profile" link; echo "evil" >> link',
    harmed: () => test.read("home/.profile").includes("evil"),
  }),
  "writes through a hard link": () => ({
    command: 'ln "$COMMON/description" hard; echo "evil" >> hard',
    harmed: () => test.read("repo/.git/description").includes("evil"),
  }),
  "turns its tree's git folder to another repository": () => ({
    command: 'echo "$OUT/.git" > "$COMMON/worktrees/$(basename "$PWD")/commondir"',
    harmed: ({ tree }) =>
      test
        .read(`repo/.git/worktrees/${tree.split("/").at(-1) ?? ""}/commondir`)
        .includes("outside"),
  }),
  "connects to an abstract Unix socket": async () => {
    const name = await abstractServer();
    return {
      command: `perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_STREAM, 0); connect($s, pack_sockaddr_un("\\0${name}")) and print "con", "nected\\n"'`,
      harmed: ({ output }) => output.includes("connected"),
    };
  },
  "signals a process": () => {
    const { process: victim, over } = bystander();
    return { command: `kill -9 ${victim.pid}`, harmed: over };
  },
  "reads a process's memory and environment": () => {
    const { process: victim } = bystander();
    return {
      command: `cat /proc/${victim.pid}/environ`,
      harmed: ({ output }) => output.includes("canary"),
    };
  },
  "traces a process": () => {
    const { process: victim } = bystander();
    const call = process.arch === "arm64" ? 117 : 101;
    // PTRACE_ATTACH, and PTRACE_DETACH after the stop.
    const trace = `my $p = ${victim.pid}; if (syscall(${call}, 16, $p, 0, 0) == 0) { waitpid($p, 0); print "tra", "ced\\n"; syscall(${call}, 17, $p, 0, 0) }`;
    return { command: `perl -e '${trace}'`, harmed: ({ output }) => output.includes("traced") };
  },
  "writes on another terminal": async () => {
    const terminal = await personTerminal();
    return {
      command: `perl -e 'open(my $t, ">", "${terminal.tty}") or exit; print $t "ev", "il\\n"'`,
      harmed: () => terminal.end().then((output) => output.includes("evil")),
    };
  },
  "leaves a daemon behind": () => {
    const mark = `1${Date.now()}`;
    // The limit that marks the run's processes is changed, and the environment is emptied.
    const daemon = `env -i setsid prlimit --locks=7:7 sh -c '(sleep ${mark} &) ; exit'`;
    return { command: `${daemon}; sleep 0.2`, harmed: () => endNamed(mark) };
  },
  "writes the recorder's files": () => ({
    command: 'echo evil >> "$RUN/events.jsonl"; echo evil >> "$RUN/session.cast"; : > "$RUN/new"',
    harmed: ({ folder }) =>
      ["events.jsonl", "session.cast"].some((name) =>
        readFileSync(join(folder, name), "utf8").includes("evil\n"),
      ) || readdirSync(folder).includes("new"),
  }),
};

const opened: { close(): void }[] = [];
afterAll(() => {
  for (const each of opened) each.close();
});

/** A process of the person's. */
function bystander(): { process: ChildProcess; over(): boolean } {
  const child = spawn("sleep", ["1000"], { env: { ...process.env, CANARY: "canary" } });
  opened.push({ close: () => child.kill() });
  return {
    process: child,
    // A killed process is a zombie until it is collected.
    over: () => child.signalCode !== null || stateOf(child.pid ?? 0) !== "S",
  };
}

/** The state of a process as one letter, see proc_pid_stat(5); undefined when the process does not exist. */
function stateOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.[0];
  } catch {
    return undefined;
  }
}

/** A program of the person's that listens on an abstract socket. @returns the socket's name */
async function abstractServer(): Promise<string> {
  const name = `specwright-${randomUUID()}`;
  const listen = `socket(my $s, AF_UNIX, SOCK_STREAM, 0); bind($s, pack_sockaddr_un("\\0${name}")); listen($s, 5); $| = 1; print "ready"; sleep`;
  const child = spawn("perl", ["-MSocket", "-e", listen], { stdio: ["ignore", "pipe", "inherit"] });
  opened.push({ close: () => child.kill() });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return name;
}

/** Another terminal of the person's, in which a shell waits for a line. */
async function personTerminal(): Promise<{ tty: string; end(): Promise<string> }> {
  const file = test.at(`outside/tty-${randomUUID()}`);
  const session = await folders.session(
    `tty > '${file}.new'; mv '${file}.new' '${file}'; read line`,
  );
  host.post({ type: "open", session });
  await vi.waitFor(() => expect(test.exists(file.slice(test.path.length + 1))).toBe(true), {
    timeout: 30_000,
  });
  return {
    tty: readFileSync(file, "utf8").trim(),
    async end() {
      host.post({ type: "stop", run: session.run, how: "stopped" });
      await host.closed(session.run);
      return (await readRun(session.folder)).output;
    },
  };
}

/** Ends the processes whose command line has a word. @returns whether there were any */
function endNamed(word: string): boolean {
  const pids = readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, "latin1").split("\0").includes(word);
    } catch {
      return false;
    }
  });
  for (const pid of pids) process.kill(Number(pid), "SIGKILL");
  return pids.length > 0;
}

describe.skipIf(missing)("a confined run", () => {
  it("commits in its tree, and the app takes the commits over", async () => {
    const made = await run(
      "echo two > a.txt && git commit -qam second && git stash list && git tag here && git branch mine && git branch -D mine && echo three > b.txt && git add . && git stash -q && git stash pop -q && git gc -q && git commit -qm third && git status --porcelain && echo all done",
      { confined: true },
    );
    expect(made.output).toContain("all done");
    expect(await test.git("rev-parse", made.runBranch)).toBe(made.base);
    await writeFile(join(made.tree, "c.txt"), "not committed\n");
    const kept = await keepTree(test.repo, { ...made, worktree: made.tree, message: "kept" });
    const log = await test.git("log", "--format=%s", `${made.base}..${kept.commit}`);
    expect(log.split("\n")).toEqual(["kept", "third", "second"]);
    expect(await test.git("show", `${kept.commit}:a.txt`)).toBe("two");
    expect(await test.git("tag")).toBe("");
  });

  it("has a network of its own when the network is off", async () => {
    const server = createServer((socket) => socket.end("reached\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const ask = `perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new("127.0.0.1:${port}") or die "no way\\n"; print <$s>'`;
    expect((await run(ask, { confined: true, network: "off" })).output).toContain("no way");
    expect((await run(ask, { confined: true })).output).toContain("reached");
    server.close();
  });
});

/** Tries all escapes in one run. @returns the names of those that succeeded, and what the run printed */
async function tryAll(confined: boolean): Promise<{ succeeded: string[]; output: string }> {
  test.remove("outside");
  for (const folder of ["outside", "home/.ssh", "data", "repo/.git/hooks"]) test.folder(folder);
  test.put("home/.ssh/id_test", "canary\n");
  test.put("home/.profile", "\n");
  test.put("data/trust.key", "canary\n");
  test.put("repo/.git/description", "\n");
  const tries: { name: string; attempt: Escape }[] = [];
  for (const [name, prepare] of Object.entries(escapes))
    tries.push({ name, attempt: await prepare() });
  const lines = tries.map(({ attempt }, at) => `echo "<${at}>"; (${attempt.command}) 2>&1`);
  const made = await run(lines.join("\n"), { confined });
  const succeeded: string[] = [];
  for (const [at, { name, attempt }] of tries.entries()) {
    const output = made.output.split(`<${at}>`)[1]?.split(`<${at + 1}>`)[0] ?? "";
    if (await attempt.harmed({ ...made, output })) succeeded.push(name);
  }
  return { succeeded, output: made.output };
}

describe.skipIf(missing)("a program of a run", () => {
  let confined: Awaited<ReturnType<typeof tryAll>>;
  let free: typeof confined;
  beforeAll(async () => {
    confined = await tryAll(true);
    free = await tryAll(false);
  }, 120_000);

  for (const name of Object.keys(escapes)) {
    const isPossible = name !== "connects to an abstract Unix socket" || sandbox.closesSockets;
    it.skipIf(!isPossible)(`${name} only when it is not confined`, () => {
      expect(confined.succeeded, confined.output).not.toContain(name);
      expect(free.succeeded, free.output).toContain(name);
    });
  }
});
