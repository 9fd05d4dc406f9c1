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

function hidden(event: RunEvent, hide: (text: string) => string): Partial<RunEvent> {
  // What stands for a wide character is two marks, so a text may become longer than it may be.
  const kept = (text: string, most?: number) => keptText(hide(text), most);
  switch (event.type) {
    case "created": {
      const { task, requirements, agent, validation, note } = event;
      return {
        task: { ...task, title: hide(task.title), line: hide(task.line) },
        requirements: requirements.map(({ id, text }) => ({ id, text: hide(text) })),
        agent: agent.kind === "command" ? { ...agent, command: hide(agent.command) } : agent,
        ...(validation === undefined ? {} : { validation: hide(validation) }),
        ...(note === undefined ? {} : { note: hide(note) }),
      };
    }
    case "validation-started":
      return { command: hide(event.command) };
    case "tool-called":
      return {
        tool: kept(event.tool, longestName),
        ...(event.file === undefined ? {} : { file: kept(event.file) }),
        ...(event.command === undefined ? {} : { command: kept(event.command) }),
        ...(event.text === undefined ? {} : { text: kept(event.text) }),
      };
    case "waiting":
      return event.text === undefined ? {} : { text: kept(event.text) };
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
