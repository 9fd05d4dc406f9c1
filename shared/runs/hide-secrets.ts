import type { RunEvent } from "./event";

/**
 * The event with secrets hidden in what people and programs wrote: texts and commands. Names that something
 * is found by (paths, branches, object ids) stay.
 * @param hide hides the secrets in one text
 */
export function hideSecrets<E extends RunEvent>(event: E, hide: (text: string) => string): E {
  return { ...event, ...hidden(event, hide) };
}

function hidden(event: RunEvent, hide: (text: string) => string): Partial<RunEvent> {
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
    case "start-failed":
      return { reason: hide(event.reason) };
    case "sent-back":
      return { note: hide(event.note) };
    default:
      return {};
  }
}
