import type { RunEvent } from "./event";
import { keptText, longestName } from "./reported";

/**
 * The event with secrets hidden in what people and programs wrote: texts and commands. Names that something
 * is found by (paths of checkpoints, branches, object ids) stay.
 * @param hide hides the secrets in one text
 */
export function hideSecrets<E extends RunEvent>(event: E, hide: (text: string) => string): E {
  return { ...event, ...hidden(event, hide) };
}

/**
 * The event for others: secrets are hidden in the names and paths as well, as nothing of the copy's is found by
 * them. Object ids stay.
 * @param hide hides the secrets in one text
 */
export function hideEverywhere<E extends RunEvent>(event: E, hide: (text: string) => string): E {
  const safe = hideSecrets(event, hide);
  return { ...safe, ...hiddenNames(safe, hide) };
}

function hidden(event: RunEvent, hide: (text: string) => string): Partial<RunEvent> {
  // What stands for a wide character is two marks, so a text may become longer than it may be.
  const kept = (text: string, most?: number) => keptText(hide(text), most);
  switch (event.type) {
    case "run-created": {
      const { task, requirements, agent, program, validations, setUp, note } = event;
      return {
        task: { ...task, title: hide(task.title), line: hide(task.line) },
        requirements: requirements.map(({ id, text }) => ({ id, text: hide(text) })),
        agent: agent.kind === "command" ? { ...agent, command: hide(agent.command) } : agent,
        ...(program === undefined ? {} : { program: { ...program, name: hide(program.name) } }),
        validations: validations.map((each) => ({
          command: hide(each.command),
          ...(each.name === undefined ? {} : { name: hide(each.name) }),
        })),
        ...(setUp === undefined ? {} : { setUp: hide(setUp) }),
        ...(note === undefined ? {} : { note: hide(note) }),
      };
    }
    case "validation-started":
    case "set-up-started":
      return { command: hide(event.command) };
    case "tool-called":
    case "permission-asked":
      return {
        tool: kept(event.tool, longestName),
        ...(event.file === undefined ? {} : { file: kept(event.file) }),
        ...(event.command === undefined ? {} : { command: kept(event.command) }),
        ...(event.text === undefined ? {} : { text: kept(event.text) }),
      };
    case "gate-refused":
      return { reason: hide(event.reason) };
    case "waiting":
      return event.text === undefined ? {} : { text: kept(event.text) };
    case "left-behind":
    case "left-running":
      return {
        processes: event.processes.map((each) => ({ ...each, command: hide(each.command) })),
      };
    case "start-failed":
    case "capture-failed":
      return { reason: hide(event.reason) };
    case "sent-back":
      return { note: hide(event.note) };
    default:
      return {};
  }
}

function hiddenNames(event: RunEvent, hide: (text: string) => string): Partial<RunEvent> {
  switch (event.type) {
    case "run-created":
      return {
        feature: hide(event.feature),
        specPath: hide(event.specPath),
        tasksPath: hide(event.tasksPath),
        task: { ...event.task, id: hide(event.task.id) },
        model: hide(event.model),
        ...(event.profile === undefined
          ? {}
          : { profile: { ...event.profile, name: hide(event.profile.name) } }),
        ...(event.expert === undefined
          ? {}
          : { expert: { ...event.expert, name: hide(event.expert.name) } }),
        branch: hide(event.branch),
        runBranch: hide(event.runBranch),
      };
    case "checkpoint":
      return {
        files: event.files.map((file) => ({ ...file, path: hide(file.path) })),
        ...(event.leftOut === undefined
          ? {}
          : { leftOut: event.leftOut.map((file) => ({ ...file, path: hide(file.path) })) }),
      };
    case "gate-asked":
    case "gate-passed":
    case "gate-refused":
      return { gate: hide(event.gate) };
    case "approved":
      return { branch: hide(event.branch) };
    case "sent-back":
    case "discarded":
      return { keptAs: hide(event.keptAs) };
    default:
      return {};
  }
}
