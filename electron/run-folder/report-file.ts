/**
 * The name, in a run's folder, of what the built-in agent tells the recorder while it goes on: a `ReportLine` a line.
 * It is a file and not a part of the terminal's output, so that nothing that is printed can pass for it. The recorder
 * makes it before the agent starts, and removes it when it has read all of it.
 */
export const reportFileName = "agent-reports.jsonl";
